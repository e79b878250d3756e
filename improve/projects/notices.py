"""What people hear of a project."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.notices import WAITS_FOR_YOU, Notice, NoticeGroup, NoticeKind, Subject
from improve.projects.events import (
    AboutProject,
    OwnerNamed,
    ProjectCreated,
    ProjectDecided,
    ProjectMoved,
    VerdictReached,
)
from improve.projects.models import Decision, Project, Stage, VerdictCode
from improve.projects.queries import ideas_of
from improve.suggestions.ports import Step, line

GROUP = NoticeGroup("projects", _l("Projects that I lead"), 30)
NAMED = NoticeKind("projects.named", GROUP, _l("I become responsible"), default=WAITS_FOR_YOU, order=10)
VERDICT = NoticeKind("projects.verdict", GROUP, _l("What the data show now"), order=20)
DECIDED = NoticeKind("projects.decided", GROUP, _l("Adopted, adapted or abandoned"), order=30)
KINDS = (NAMED, VERDICT, DECIDED)


PROJECT = "project"


def _project(event: AboutProject) -> Project:
    return db.session.get_one(Project, event.subject_id)


def _to_owner(
    project: Project, event: AboutProject, kind: NoticeKind, text: LazyText, detail: str = ""
) -> Iterable[Notice]:
    yield from to_one(event, kind, project.owner_id, text, endpoint="projects.show", detail=detail)


def to_one(
    event: AboutProject,
    kind: NoticeKind,
    person_id: int | None,
    text: LazyText,
    *,
    endpoint: str,
    detail: str = "",
) -> Iterable[Notice]:
    """Tell one person of something about a project, unless they did it themselves or there is nobody."""
    if person_id is not None and person_id != event.actor_id:
        yield Notice(
            kind=kind,
            person_ids=(person_id,),
            text=text,
            endpoint=endpoint,
            values={"project_id": event.subject_id},
            detail=detail,
            about=Subject(PROJECT, event.subject_id),
        )


def to_ideas(project: Project, step: Step, text: LazyText, detail: str = "") -> Iterable[Notice]:
    """One line to everybody who hears of an idea that the project answers."""
    for idea in ideas_of(project.id):
        yield line(idea.id, step, text % {"title": idea.title}, detail=detail)


def named(event: OwnerNamed) -> Iterable[Notice]:
    """Who became responsible."""
    project = _project(event)
    text = _l("You lead the project “%(title)s” now", title=project.title)
    return _to_owner(project, event, NAMED, text)


PHASES = {
    Stage.PLAN: _l("Planned once more: “%(title)s”"),
    Stage.CHECK: _l("The result is being checked: “%(title)s”"),
    Stage.CLOSED: _l("The project is closed: “%(title)s”"),
}


def planned(event: ProjectCreated) -> Iterable[Notice]:
    """A project plans how the idea is tried and measured."""
    return to_ideas(_project(event), Step.PROJECT, _l("A project plans the trial: “%(title)s”"))


def moved(event: ProjectMoved) -> Iterable[Notice]:
    """The phases that nothing else tells: the trial itself and the decision are told by the idea, and by
    `decided`; one that was given up says so itself.
    """
    project, stage = _project(event), Stage(event.stage)
    if stage in PHASES and not project.is_stopped:
        yield from to_ideas(project, Step.PROJECT, PHASES[stage])


VERDICTS = {
    VerdictCode.IMPROVED: _l("The data show an improvement: “%(title)s”"),
    VerdictCode.WORSE: _l("The data show a worsening: “%(title)s”"),
    VerdictCode.NO_CHANGE_SHOWN: _l("The data show no change so far: “%(title)s”"),
    VerdictCode.NOT_ENOUGH_DATA: _l("There are no longer enough data for a verdict: “%(title)s”"),
}


def verdict_reached(event: VerdictReached) -> Iterable[Notice]:
    """The owner, and who hears of the ideas, read what the data show now."""
    project = _project(event)
    text = VERDICTS[VerdictCode(event.verdict)]
    if event.early and event.verdict == VerdictCode.IMPROVED:
        text = _l("The data show an early sign of improvement: “%(title)s”")
    yield from _to_owner(project, event, VERDICT, text % {"title": project.title})
    yield from to_ideas(project, Step.RESULT, text)


def decided(event: ProjectDecided) -> Iterable[Notice]:
    """The owner hears the decision. Of an adopted or abandoned change the ideas tell themselves; one that is to
    be adapted is no news of theirs, so it is told here.
    """
    project = _project(event)
    adapted = _l("To be adapted and tried once more: “%(title)s”")
    texts = {
        Decision.ADOPT: _l("Adopted: “%(title)s”"),
        Decision.ADAPT: adapted,
        Decision.ABANDON: _l("Abandoned: “%(title)s”"),
    }
    reason = project.decision_reason or ""
    text = texts[Decision(event.decision)] % {"title": project.title}
    yield from _to_owner(project, event, DECIDED, text, reason)
    if event.decision == Decision.ADAPT:
        yield from to_ideas(project, Step.RESULT, adapted, reason)


TELLS = (
    (OwnerNamed, named),
    (ProjectCreated, planned),
    (ProjectMoved, moved),
    (VerdictReached, verdict_reached),
    (ProjectDecided, decided),
)
