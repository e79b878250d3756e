"""What other systems can hear of projects, which everybody in the company may read. Nobody's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from improve.core.events import Event
from improve.core.messages import LazyText, _l
from improve.projects import events
from improve.projects.queries import visible_one
from improve.web.features import Contribution
from improve.web.hooks import ANY_COLLEAGUE, KIND, HookKind, Message, link

GROUP = _l("Projects")
PROJECT: Mapping[str, Any] = {
    "id": 12,
    "title": "Shorter waiting at the counter",
    "stage": "check",
    "url": "https://improve.example.org/projects/12",
}


def _message(event: Event, more: Mapping[str, Any] | None = None) -> Message | None:
    project = visible_one(ANY_COLLEAGUE, event.subject_id)
    if project is None:
        return None
    told = {
        "id": project.id,
        "title": project.title,
        "stage": project.stage,
        "url": link("projects.show", project_id=project.id),
    }
    return Message({**told, **(more or {})})


def _plain(event: events.AboutProject) -> Message | None:
    return _message(event)


def _verdict(event: events.VerdictReached) -> Message | None:
    return _message(event, {"verdict": event.verdict, "is_early": event.early})


def _decided(event: events.ProjectDecided) -> Message | None:
    return _message(event, {"decision": event.decision})


def _kind(
    code: str,
    label: LazyText,
    event: type[Event],
    data: Callable[[Any], Message | None] = _plain,
    *,
    order: int,
    **more: Any,
) -> Contribution:
    return Contribution(KIND, HookKind(code, GROUP, label, (event,), data, {**PROJECT, **more}, order))


CONTRIBUTIONS = (
    _kind("project.created", _l("A project was begun"), events.ProjectCreated, order=30, stage="plan"),
    _kind("project.moved", _l("A project moved to another step"), events.ProjectMoved, order=31, stage="do"),
    _kind(
        "project.verdict_reached",
        _l("The data of a project show something else than before"),
        events.VerdictReached,
        _verdict,
        order=32,
        verdict="improved",
        is_early=False,
    ),
    _kind(
        "project.decided",
        _l("A change was adopted, adapted or abandoned"),
        events.ProjectDecided,
        _decided,
        order=33,
        stage="act",
        decision="adopt",
    ),
    _kind("project.closed", _l("A project was closed"), events.ProjectClosed, order=34, stage="closed"),
    _kind("project.stopped", _l("A project was given up"), events.ProjectStopped, order=35, stage="closed"),
)
