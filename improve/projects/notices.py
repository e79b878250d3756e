"""What people hear of a project."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.notices import Notice
from improve.projects.events import AboutProject, OwnerNamed, ProjectDecided, VerdictReached
from improve.projects.models import Decision, Project, VerdictCode
from improve.projects.queries import ideas_of
from improve.suggestions.queries import authors_of


def _project(event: AboutProject) -> Project:
    return db.session.get_one(Project, event.subject_id)


def _to(
    people: Iterable[int | None], event: AboutProject, text: LazyText, detail: str = ""
) -> Iterable[Notice]:
    told = tuple(sorted({person for person in people if person is not None and person != event.actor_id}))
    if told:
        yield Notice(
            person_ids=told,
            text=text,
            endpoint="projects.show",
            values={"project_id": event.subject_id},
            detail=detail,
        )


def named(event: OwnerNamed) -> Iterable[Notice]:
    """Who became responsible."""
    text = _l("You lead the project “%(title)s” now", title=_project(event).title)
    return _to([event.owner_id], event, text)


def verdict_reached(event: VerdictReached) -> Iterable[Notice]:
    """The owner hears what the data show now."""
    project = _project(event)
    texts = {
        VerdictCode.IMPROVED: _l("The data show an improvement: “%(title)s”", title=project.title),
        VerdictCode.WORSE: _l("The data show a worsening: “%(title)s”", title=project.title),
        VerdictCode.NO_CHANGE_SHOWN: _l("The data show no change so far: “%(title)s”", title=project.title),
        VerdictCode.NOT_ENOUGH_DATA: _l(
            "There are no longer enough data for a verdict: “%(title)s”", title=project.title
        ),
    }
    text = texts[VerdictCode(event.verdict)]
    if event.early and event.verdict == VerdictCode.IMPROVED:
        text = _l("The data show an early sign of improvement: “%(title)s”", title=project.title)
    return _to([project.owner_id], event, text)


def decided(event: ProjectDecided) -> Iterable[Notice]:
    """The owner hears the decision. The authors of the ideas hear from their ideas what became of them, but of
    a change that is to be adapted the idea itself has no news.
    """
    project = _project(event)
    texts = {
        Decision.ADOPT: _l("Adopted: “%(title)s”", title=project.title),
        Decision.ADAPT: _l("To be adapted and tried once more: “%(title)s”", title=project.title),
        Decision.ABANDON: _l("Abandoned: “%(title)s”", title=project.title),
    }
    people = {project.owner_id}
    if event.decision == Decision.ADAPT:
        for authors in authors_of([idea.id for idea in ideas_of(project.id)]).values():
            people |= authors
    return _to(people, event, texts[Decision(event.decision)], detail=project.decision_reason or "")
