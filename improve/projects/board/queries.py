"""The limits of a place, and how full its columns are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Unit
from improve.accounts.queries import units_below
from improve.core.db import db
from improve.projects.board.models import ColumnLimit
from improve.projects.models import Project, Stage


def limits_at(unit: Unit | None) -> dict[Stage, int]:
    """What was set for exactly this place."""
    rows = db.session.scalars(
        select(ColumnLimit).where(
            ColumnLimit.unit_id.is_(None) if unit is None else ColumnLimit.unit_id == unit.id
        )
    )
    return {Stage(row.stage): row.most for row in rows}


def limits_over(unit: Unit | None, stage: Stage) -> Sequence[ColumnLimit]:
    """The limits that a card of this place meets in a column: its own, those above it, the company's.

    Locked, so that of two cards that enter at once the second sees the first.
    """
    found = db.session.scalars(
        select(ColumnLimit)
        .options(joinedload(ColumnLimit.unit))
        .where(ColumnLimit.stage == str(stage))
        .order_by(ColumnLimit.id)
        .with_for_update(of=ColumnLimit)
    ).all()
    path = unit.path if unit is not None else ""
    return [limit for limit in found if limit.unit is None or path.startswith(limit.unit.path)]


def held(limit: ColumnLimit) -> int:
    """How many cards stand in the column of a limit."""
    asked = select(func.count()).select_from(Project).where(Project.stage == limit.stage)
    if limit.unit is not None:
        asked = asked.where(Project.unit_id.in_(units_below(limit.unit.path)))
    return db.session.scalar(asked) or 0
