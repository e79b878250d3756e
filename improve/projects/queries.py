"""Questions about projects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, false, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.policy import Actor, allows
from improve.projects.models import PlanVersion, Project, ProjectSuggestion, Stage, StageChange, StoredVerdict
from improve.projects.policy import Permission

PLAN_FIELDS = (
    "metric_id",
    "direction",
    "smallest_useful",
    "useful_as",
    "baseline_from",
    "starts_on",
    "settle_in",
    "review_on",
    "seasonal",
    "pilot",
)


def visible_to(actor: Actor) -> Select[tuple[Project]]:
    """The projects an actor may see: all of them for everybody inside the company."""
    statement = select(Project).options(
        joinedload(Project.owner), joinedload(Project.unit), joinedload(Project.metric)
    )
    return statement if allows(actor, Permission.READ) else statement.where(false())


def on_board(actor: Actor) -> Select[tuple[Project]]:
    """The cards of the board: what is not closed, oldest in its column first."""
    return (
        visible_to(actor).where(Project.stage != str(Stage.CLOSED)).order_by(Project.stage_since, Project.id)
    )


def of_suggestions(suggestion_ids: Iterable[int]) -> Select[tuple[ProjectSuggestion]]:
    """The links of suggestions to projects."""
    return (
        select(ProjectSuggestion)
        .options(joinedload(ProjectSuggestion.project).joinedload(Project.owner))
        .where(ProjectSuggestion.suggestion_id.in_(list(suggestion_ids)))
        .order_by(ProjectSuggestion.id)
    )


def suggestions_of(project_ids: Iterable[int]) -> Select[tuple[ProjectSuggestion]]:
    """The suggestions that projects answer."""
    return (
        select(ProjectSuggestion)
        .options(joinedload(ProjectSuggestion.suggestion))
        .where(ProjectSuggestion.project_id.in_(list(project_ids)))
        .order_by(ProjectSuggestion.id)
    )


def verdicts_of(project_ids: Sequence[int]) -> dict[int, StoredVerdict]:
    """The stored verdicts of projects."""
    rows = db.session.scalars(select(StoredVerdict).where(StoredVerdict.project_id.in_(project_ids)))
    return {row.project_id: row for row in rows}


def plan_versions(project_id: int) -> Select[tuple[PlanVersion]]:
    """All versions of a plan, newest first."""
    return (
        select(PlanVersion)
        .options(joinedload(PlanVersion.by))
        .where(PlanVersion.project_id == project_id)
        .order_by(PlanVersion.number.desc())
    )


def moves_of(project_id: int) -> Select[tuple[StageChange]]:
    """The way of a card over the board, oldest first."""
    return (
        select(StageChange)
        .options(joinedload(StageChange.by))
        .where(StageChange.project_id == project_id)
        .order_by(StageChange.id)
    )


def same_metric(project: Project) -> Select[tuple[Project]]:
    """Other changes on the same metric that ran in the window of this one: listed on both verdicts."""
    return (
        select(Project)
        .where(
            Project.metric_id == project.metric_id,
            Project.id != project.id,
            Project.starts_on >= project.baseline_from,
            Project.stage != str(Stage.PLAN),
        )
        .order_by(Project.starts_on)
    )


def with_metric(metric_ids: Iterable[int]) -> Select[tuple[Project]]:
    """The projects whose verdict depends on these metrics."""
    return (
        select(Project)
        .options(joinedload(Project.metric))
        .where(Project.metric_id.in_(list(metric_ids)), Project.stage != str(Stage.CLOSED))
    )
