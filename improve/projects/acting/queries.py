"""What followed a decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from improve.core.db import LARGEST_ID, db
from improve.core.policy import Actor
from improve.projects.acting.models import Approval, FollowUp, Spread
from improve.projects.models import Decision, Project, Stage
from improve.projects.queries import visible_ids, visible_to


def follow_up_of(project: Project) -> FollowUp | None:
    """What was changed for good in this round."""
    return db.session.scalar(
        select(FollowUp).where(FollowUp.project_id == project.id, FollowUp.cycle == project.cycle)
    )


def approvals_of(project: Project) -> Sequence[Approval]:
    """Who looked at the present decision, the latest last."""
    return db.session.scalars(
        select(Approval)
        .options(joinedload(Approval.by))
        .where(
            Approval.project_id == project.id,
            Approval.cycle == project.cycle,
            Approval.decided_at == project.decided_at,
        )
        .order_by(Approval.id)
    ).all()


def is_approved(project: Project) -> bool:
    """Did the last who looked at the decision approve it?"""
    return project.id in approved([project])


def approved(projects: Iterable[Project]) -> set[int]:
    """The ids of those whose present decision was approved by the last who looked at it: one statement."""
    ids = [project.id for project in projects if project.decided_at is not None]
    if not ids:
        return set()
    last = (
        select(func.max(Approval.id))
        .join(Project, Project.id == Approval.project_id)
        .where(
            Approval.project_id.in_(ids),
            Approval.cycle == Project.cycle,
            Approval.decided_at == Project.decided_at,
        )
        .group_by(Approval.project_id)
    )
    return set(
        db.session.scalars(select(Approval.project_id).where(Approval.id.in_(last), Approval.is_approved))
    )


def spreads_of(project_id: int) -> Sequence[Spread]:
    """The places that take the change over."""
    return db.session.scalars(
        select(Spread)
        .options(joinedload(Spread.unit), joinedload(Spread.person), joinedload(Spread.project))
        .where(Spread.project_id == project_id)
        .order_by(Spread.due_on, Spread.id)
    ).all()


def visible_spread(actor: Actor, spread_id: int) -> Spread | None:
    """One of them; use with `found_or_404`."""
    if not 0 < spread_id <= LARGEST_ID:
        return None
    return db.session.scalar(
        select(Spread)
        .options(joinedload(Spread.project).joinedload(Project.unit), joinedload(Spread.unit))
        .where(Spread.id == spread_id, Spread.project_id.in_(visible_ids(actor)))
    )


def to_approve(actor: Actor) -> Select[tuple[Project]]:
    """Adopted results that nobody has looked at and that the actor neither leads nor decided; who else is too close
    to one say `interests`."""
    looked_at = exists().where(
        Approval.project_id == Project.id,
        Approval.cycle == Project.cycle,
        Approval.decided_at == Project.decided_at,
    )
    return (
        visible_to(actor)
        .where(
            Project.stage == str(Stage.ACT),
            Project.decision == str(Decision.ADOPT),
            Project.owner_id.is_distinct_from(actor.actor_id),
            Project.decided_by_id.is_distinct_from(actor.actor_id),
            ~looked_at,
        )
        .order_by(Project.decided_at, Project.id)
    )
