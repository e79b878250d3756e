"""The ideas that projects answer, and the projects that answer ideas."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.policy import Actor
from improve.projects.models import Project, ProjectSuggestion, Stage
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import visible_to as visible_ideas


def of_suggestions(suggestion_ids: Iterable[int]) -> Select[tuple[ProjectSuggestion]]:
    """The links of suggestions to projects, the newest project last. Run it with `ids` to ask for others."""
    return (
        select(ProjectSuggestion)
        .join(ProjectSuggestion.project)
        .options(
            joinedload(ProjectSuggestion.project).joinedload(Project.owner),
            joinedload(ProjectSuggestion.project).joinedload(Project.metric),
        )
        .where(ProjectSuggestion.suggestion_id.in_(bindparam("ids", list(suggestion_ids), expanding=True)))
        .order_by(ProjectSuggestion.project_id)
    )


def open_for_suggestion(suggestion_id: int) -> Select[tuple[int]]:
    """The ids of the projects that still work on a suggestion."""
    return (
        select(Project.id)
        .join(ProjectSuggestion, ProjectSuggestion.project_id == Project.id)
        .where(ProjectSuggestion.suggestion_id == suggestion_id, Project.stage != str(Stage.CLOSED))
    )


def untouched_cards(suggestion_id: int) -> Select[tuple[int]]:
    """The ids of cards of this idea alone that still wait in Plan for an owner."""
    others = select(ProjectSuggestion.project_id).where(ProjectSuggestion.suggestion_id != suggestion_id)
    return open_for_suggestion(suggestion_id).where(
        Project.stage == str(Stage.PLAN),
        Project.cycle == 1,
        Project.owner_id.is_(None),
        Project.metric_id.is_(None),
        Project.id.not_in(others),
    )


def worked_on(suggestion_ids: Iterable[int]) -> Select[tuple[int]]:
    """Those of these ideas on which a project with an owner works."""
    return (
        select(ProjectSuggestion.suggestion_id)
        .join(ProjectSuggestion.project)
        .where(
            ProjectSuggestion.suggestion_id.in_(list(suggestion_ids)),
            Project.stage != str(Stage.CLOSED),
            or_(Project.stage != str(Stage.PLAN), Project.owner_id.is_not(None)),
        )
    )


def suggestions_of(project_ids: Iterable[int]) -> Select[tuple[ProjectSuggestion]]:
    """The suggestions that projects answer."""
    return (
        select(ProjectSuggestion)
        .options(joinedload(ProjectSuggestion.suggestion).joinedload(Suggestion.author))
        .where(ProjectSuggestion.project_id.in_(list(project_ids)))
        .order_by(ProjectSuggestion.suggestion_id)
    )


def ideas_of(project_id: int) -> list[Suggestion]:
    """The ideas behind a project."""
    return [link.suggestion for link in db.session.scalars(suggestions_of([project_id]))]


def ideas_shown(actor: Actor, project_id: int) -> list[Suggestion]:
    """Those of them that the actor may read."""
    ids = [idea.id for idea in ideas_of(project_id)]
    return list(
        db.session.scalars(visible_ideas(actor).where(Suggestion.id.in_(ids)).order_by(Suggestion.id))
    )
