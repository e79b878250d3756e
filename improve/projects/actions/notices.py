"""What people hear of actions."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.notices import WAITS_FOR_YOU, Notice, NoticeKind, Subject
from improve.projects.actions.events import AboutAction, ActionAdded, ActionBlocked, ActionChanged
from improve.projects.actions.models import Action
from improve.projects.notices import GROUP, PROJECT

ACTION = NoticeKind("projects.action", GROUP, _l("I get an action"), default=WAITS_FOR_YOU, order=40)
BLOCKED = NoticeKind(
    "projects.blocked", GROUP, _l("An action of my project is blocked"), default=WAITS_FOR_YOU, order=50
)
KINDS = (ACTION, BLOCKED)


def _notice(
    event: AboutAction, kind: NoticeKind, person_id: int | None, text: LazyText, detail: str = ""
) -> Iterable[Notice]:
    if person_id is not None and person_id != event.actor_id:
        yield Notice(
            kind=kind,
            person_ids=(person_id,),
            text=text,
            endpoint="projects.actions",
            values={"project_id": event.subject_id},
            detail=detail,
            about=Subject(PROJECT, event.subject_id),
        )


def given(event: ActionAdded | ActionChanged) -> Iterable[Notice]:
    """Who has something to do from now on."""
    if isinstance(event, ActionChanged) and "owner_id" not in event.changed:
        return
    action = db.session.get_one(Action, event.action_id)
    yield from _notice(event, ACTION, action.owner_id, _l("Yours to do: “%(title)s”", title=action.title))


def blocked(event: ActionBlocked) -> Iterable[Notice]:
    """Who leads the project hears what stands in the way."""
    action = db.session.get_one(Action, event.action_id)
    text = _l("Blocked: “%(title)s”", title=action.title)
    yield from _notice(event, BLOCKED, action.project.owner_id, text, action.blocker)


TELLS = ((ActionAdded, given), (ActionChanged, given), (ActionBlocked, blocked))
