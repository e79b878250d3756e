"""One step of a card over the board, noted in its history."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import Actor
from improve.projects.events import ProjectMoved
from improve.projects.models import Decision, Project, Stage, StageChange


def step(
    project: Project, to: Stage, *, by: Actor, reason: str = "", decision: Decision | None = None
) -> None:
    """Put the card into a column and note it in its history."""
    now = clock.now()
    db.session.add(
        StageChange(
            project_id=project.id,
            from_stage=project.stage,
            to_stage=str(to),
            reason=reason,
            decision=str(decision) if decision is not None else None,
            verdict=project.decided_verdict if decision is not None else None,
            early=project.decided_early if decision is not None else False,
            cycle=project.cycle,
            at=now,
            by_id=by.actor_id,
        )
    )
    project.stage = str(to)
    project.stage_since = now
    publish(ProjectMoved(actor_id=by.actor_id, subject_id=project.id, stage=str(to)))
