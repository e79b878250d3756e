"""The checks after an adoption."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from improve.core.db import LARGEST_ID, db
from improve.core.policy import Actor
from improve.projects.models import Project
from improve.projects.queries import visible_ids
from improve.projects.sustaining.models import State, SustainCheck


def checks_of(projects: Iterable[Project]) -> dict[int, list[SustainCheck]]:
    """The checks of the present round of each project, in their order: one statement."""
    cycles = {project.id: project.cycle for project in projects}
    if not cycles:
        return {}
    found: dict[int, list[SustainCheck]] = {}
    rows = db.session.scalars(
        select(SustainCheck)
        .where(SustainCheck.project_id.in_(list(cycles)))
        .order_by(SustainCheck.project_id, SustainCheck.days)
    )
    for row in rows:
        if row.cycle == cycles[row.project_id]:
            found.setdefault(row.project_id, []).append(row)
    return found


def visible_check(actor: Actor, check_id: int) -> SustainCheck | None:
    """One check; use with `found_or_404`."""
    if not 0 < check_id <= LARGEST_ID:
        return None
    return db.session.scalar(
        select(SustainCheck)
        .options(joinedload(SustainCheck.project).joinedload(Project.unit))
        .where(SustainCheck.id == check_id, SustainCheck.project_id.in_(visible_ids(actor)))
    )


def due(today: date) -> Select[tuple[SustainCheck]]:
    """What the clock has to look at: checks whose day has come, and those that still miss readings."""
    asked: ColumnElement[bool] = or_(
        SustainCheck.state == str(State.WAITING),
        and_(SustainCheck.state == str(State.MISSING), SustainCheck.answered_at.is_(None)),
    )
    return (
        select(SustainCheck)
        .where(asked, SustainCheck.due_on <= today)
        .order_by(SustainCheck.due_on, SustainCheck.id)
    )


def open_checks(project: Project) -> Sequence[SustainCheck]:
    """What the owner has to answer."""
    return [check for check in checks_of([project]).get(project.id, []) if check.is_open]
