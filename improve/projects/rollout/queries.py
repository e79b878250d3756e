"""The steps of a project's rollout."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.projects.models import Project
from improve.projects.rollout.models import RolloutStep, Step


def steps_of(project: Project) -> dict[Step, RolloutStep]:
    """The steps of this round of which there is something to say."""
    rows = db.session.scalars(
        select(RolloutStep)
        .options(joinedload(RolloutStep.entered_by), joinedload(RolloutStep.left_by))
        .where(RolloutStep.project_id == project.id, RolloutStep.cycle == project.cycle)
    )
    return {Step(row.step): row for row in rows}


def current_step(steps: dict[Step, RolloutStep]) -> Step | None:
    """The step that goes on; None before the first, between two and after the last."""
    return next(
        (step for step, row in steps.items() if row.entered_at is not None and row.left_at is None), None
    )
