"""Numbers over all projects."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, or_, select

from improve.core.db import db, rows
from improve.core.policy import Actor, allows
from improve.projects.models import Project, Stage, StoredVerdict, VerdictCode
from improve.projects.policy import Permission
from improve.projects.queries.projects import visible_to

EARLY = "early"


def finished_by_verdict(actor: Actor, since: datetime) -> dict[str, int]:
    """How many projects decided since then showed what; an early improvement counts as `early`."""
    read = db.session.execute(
        select(Project.decided_verdict, Project.decided_early, func.count())
        .where(
            Project.id.in_(visible_to(actor).with_only_columns(Project.id)),
            Project.decided_verdict.is_not(None),
            Project.decided_at >= since,
            Project.stage.in_([str(Stage.ACT), str(Stage.CLOSED)]),
        )
        .group_by(Project.decided_verdict, Project.decided_early)
    )
    found: dict[str, int] = {}
    for verdict, early, count in read:
        name = EARLY if verdict == VerdictCode.IMPROVED and early else str(verdict)
        found[name] = found.get(name, 0) + count
    return found


# Asked by every page, for the menu: built once.
_WAITING = (
    select(func.count())
    .select_from(Project)
    .outerjoin(StoredVerdict, StoredVerdict.project_id == Project.id)
    .where(
        Project.owner_id == bindparam("person_id"),
        or_(
            and_(Project.stage == str(Stage.CHECK), StoredVerdict.code != str(VerdictCode.NOT_ENOUGH_DATA)),
            and_(Project.stage == str(Stage.PLAN), Project.plan_due_on <= bindparam("today")),
        ),
    )
)


def waiting_count(actor: Actor, today: date) -> int:
    """How many of the actor's own projects need them now: a plan that is due, or a result to decide about."""
    if actor.actor_id is None or not allows(actor, Permission.READ):
        return 0
    return rows(_WAITING, {"person_id": actor.actor_id, "today": today}).scalar() or 0
