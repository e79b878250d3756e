"""Who is too close to a result to approve it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from enum import StrEnum

from sqlalchemy import and_, false, or_, select

from improve.core.db import rows
from improve.core.messages import LazyText, _l
from improve.core.periods import start_of
from improve.metrics.models import MetricVersion, Reading
from improve.projects.models import PlanVersion, Project, ProjectSuggestion
from improve.projects.queries import owners_ever, segment
from improve.suggestions.queries import authors_of


class Interest(StrEnum):
    """What somebody has to do with a result; the strongest first."""

    OWNS = "owns"
    OWNED = "owned"
    DECIDED = "decided"
    PLANNED = "planned"
    ENTERED = "entered"
    DEFINED = "defined"
    WROTE = "wrote"


WORDS: dict[Interest, LazyText] = {
    Interest.OWNS: _l("You lead this project. Somebody else has to approve its result."),
    Interest.OWNED: _l("You have led this project. Somebody else has to approve its result."),
    Interest.DECIDED: _l("You made this decision. Somebody else has to approve the result."),
    Interest.PLANNED: _l("You changed the plan after the start. Somebody else has to approve the result."),
    Interest.ENTERED: _l("This result rests on readings that you entered. Somebody else has to approve it."),
    Interest.DEFINED: _l(
        "You changed what this metric measures meanwhile. Somebody else has to approve the result."
    ),
    Interest.WROTE: _l("The idea is yours. Somebody else has to approve the result."),
}


def interests(projects: Sequence[Project]) -> dict[int, dict[int, Interest]]:
    """Per project who is concerned and how (person id -> the strongest interest); five statements for any number."""
    found: dict[int, dict[int, Interest]] = {project.id: {} for project in projects}
    for project in projects:
        for person_id, interest in (
            (project.owner_id, Interest.OWNS),
            (project.decided_by_id, Interest.DECIDED),
        ):
            if person_id is not None:
                found[project.id].setdefault(person_id, interest)
    for interest, pairs in (
        (Interest.OWNED, _owners(found)),
        (Interest.PLANNED, _planners(projects)),
        (Interest.ENTERED, _enterers(projects)),
        (Interest.DEFINED, _definers(projects)),
        (Interest.WROTE, _authors(found)),
    ):
        for project_id, person_id in pairs:
            kept = found[project_id].get(person_id)
            if kept is None or list(Interest).index(interest) < list(Interest).index(kept):
                found[project_id][person_id] = interest
    return found


def interest_of(project: Project, person_id: int | None) -> Interest | None:
    """What one person has to do with a result; None: nothing that speaks against an approval."""
    return interests([project])[project.id].get(person_id) if person_id is not None else None


def _owners(ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    for project_id, people in owners_ever(ids).items():
        yield from ((project_id, person_id) for person_id in people)


def _planners(projects: Sequence[Project]) -> Iterator[tuple[int, int]]:
    """Who moved the goal when the first readings could be known."""
    of_rounds = [
        and_(PlanVersion.project_id == project.id, PlanVersion.cycle == project.cycle) for project in projects
    ]
    asked = select(PlanVersion.project_id, PlanVersion.by_id).where(
        PlanVersion.after_start, PlanVersion.by_id.is_not(None), or_(false(), *of_rounds)
    )
    yield from rows(asked).tuples()


def _enterers(projects: Sequence[Project]) -> Iterator[tuple[int, int]]:
    """Who entered, corrected or took back a reading in force from the baseline on, whichever way it came in."""
    windows = [
        and_(
            Project.id == project.id,
            Reading.segment == segment(project),
            Reading.period_start >= start_of(project.metric.period_kind, project.baseline_from),
        )
        for project in projects
        if project.metric is not None and project.baseline_from is not None
    ]
    asked = (
        select(Project.id, Reading.entered_by_id)
        .join(Reading, Reading.metric_id == Project.metric_id)
        .where(
            Reading.superseded_at.is_(None),
            Reading.entered_by_id.is_not(None),
            or_(false(), *windows),
        )
        .distinct()
    )
    yield from rows(asked).tuples()


def _definers(projects: Sequence[Project]) -> Iterator[tuple[int, int]]:
    """Who changed what the metric measures within the window."""
    windows = [
        and_(
            Project.id == project.id,
            or_(
                MetricVersion.holds_from >= project.baseline_from,
                MetricVersion.changed_at >= datetime.combine(project.baseline_from, time.min, UTC),
            ),
        )
        for project in projects
        if project.baseline_from is not None
    ]
    asked = (
        select(Project.id, MetricVersion.changed_by_id)
        .join(MetricVersion, MetricVersion.metric_id == Project.metric_id)
        .where(MetricVersion.changed_by_id.is_not(None), MetricVersion.number > 1, or_(false(), *windows))
    )
    yield from rows(asked).tuples()


def _authors(ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    asked = select(ProjectSuggestion.project_id, ProjectSuggestion.suggestion_id)
    links = list(rows(asked.where(ProjectSuggestion.project_id.in_(list(ids)))).tuples())
    authors = authors_of({suggestion_id for _project, suggestion_id in links})
    for project_id, suggestion_id in links:
        for person_id in authors[suggestion_id]:
            yield project_id, person_id
