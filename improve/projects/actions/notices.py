"""What people hear of actions."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core.db import db
from improve.core.messages import _l
from improve.core.notices import WAITS_FOR_YOU, Notice, NoticeKind
from improve.projects.actions.events import ActionAdded, ActionBlocked, ActionChanged
from improve.projects.actions.models import Action
from improve.projects.notices import GROUP, to_one

ACTION = NoticeKind("projects.action", GROUP, _l("I get an action"), default=WAITS_FOR_YOU, order=40)
BLOCKED = NoticeKind(
    "projects.blocked", GROUP, _l("An action of my project is blocked"), default=WAITS_FOR_YOU, order=50
)
KINDS = (ACTION, BLOCKED)


def given(event: ActionAdded | ActionChanged) -> Iterable[Notice]:
    """Who has something to do from now on."""
    if isinstance(event, ActionChanged) and "owner_id" not in event.changed:
        return
    action = db.session.get_one(Action, event.action_id)
    text = _l("Yours to do: “%(title)s”", title=action.title)
    yield from to_one(event, ACTION, action.owner_id, text, endpoint="projects.actions")


def blocked(event: ActionBlocked) -> Iterable[Notice]:
    """Who leads the project hears what stands in the way."""
    action = db.session.get_one(Action, event.action_id)
    text = _l("Blocked: “%(title)s”", title=action.title)
    yield from to_one(
        event, BLOCKED, action.project.owner_id, text, endpoint="projects.actions", detail=action.blocker
    )


TELLS = ((ActionAdded, given), (ActionChanged, given), (ActionBlocked, blocked))
