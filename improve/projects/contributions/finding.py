"""Projects in the search over everything, and on the charts of their metrics."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import func, select

from improve.core.db import db
from improve.core.messages import _l
from improve.core.panels import Found, Hit
from improve.core.policy import Actor
from improve.metrics.ports import ContributedMark
from improve.projects.models import Project, Stage
from improve.projects.queries import (
    matching,
    visible_to,
)
from improve.projects.values import STAGE_WORDS


def search(actor: Actor, text: str, limit: int) -> Found:
    """Projects by title and problem."""
    statement = matching(visible_to(actor), text)
    total = db.session.scalar(
        select(func.count()).select_from(statement.with_only_columns(Project.id).subquery())
    )
    found = db.session.scalars(statement.order_by(Project.stage_since.desc(), Project.id.desc()).limit(limit))
    return Found(
        label=_l("Projects"),
        hits=[
            Hit(
                title=project.title,
                href=url_for("projects.show", project_id=project.id),
                line=project.problem[:200],
                meta=[STAGE_WORDS[project.state], project.owner.name if project.owner is not None else ""],
            )
            for project in found
        ],
        total=total or 0,
        more=url_for("projects.listing", q=text),
    )


def marks(actor: Actor, metric_id: int) -> Iterator[ContributedMark]:
    """The starts of projects on a metric, for its chart."""
    found = visible_to(actor).where(
        Project.metric_id == metric_id, Project.starts_on.is_not(None), Project.stage != str(Stage.PLAN)
    )
    for project in db.session.scalars(found.order_by(Project.starts_on)):
        if project.starts_on is not None:
            yield ContributedMark(
                project.starts_on, project.title, url_for("projects.show", project_id=project.id)
            )
