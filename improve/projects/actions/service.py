"""Use cases of actions."""

from __future__ import annotations

from improve.accounts.models import Person
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.metrics.queries import company_day
from improve.projects.actions.events import (
    ActionAdded,
    ActionBlocked,
    ActionChanged,
    ActionDone,
    ActionDropped,
    ActionFreed,
    ActionReopened,
)
from improve.projects.actions.models import Action
from improve.projects.actions.values import ActionData, BlockerData, Did
from improve.projects.models import Project, Stage
from improve.projects.policy import Permission


def add(project: Project, data: ActionData, *, by: Actor) -> Action:
    """Put something to do on the list of a project."""
    authorize(by, Permission.EDIT, project)
    _check_running(project)
    _check_owner(data)
    if data.due_on < company_day():
        raise Invalid.field("due_on", _l("The day must not lie in the past."))
    action = Action(
        project_id=project.id,
        title=data.title,
        owner_id=data.owner_id,
        due_on=data.due_on,
        first_due_on=data.due_on,
        created_at=clock.now(),
        created_by_id=by.actor_id,
    )
    db.session.add(action)
    db.session.flush()
    publish(ActionAdded(actor_id=by.actor_id, subject_id=project.id, action_id=action.id))
    return action


def change(action: Action, data: ActionData, *, by: Actor) -> None:
    """Say it in other words, give it to somebody else or put it off. The first promised day stays."""
    authorize(by, Permission.EDIT, action.project)
    _check_open(action)
    _check_owner(data)
    changed = tuple(
        name for name in ("title", "owner_id", "due_on") if getattr(action, name) != getattr(data, name)
    )
    if not changed:
        return
    for name in changed:
        setattr(action, name, getattr(data, name))
    publish(
        ActionChanged(
            actor_id=by.actor_id, subject_id=action.project_id, action_id=action.id, changed=changed
        )
    )


def say(action: Action, what: Did, *, by: Actor) -> None:
    """Done, open again, taken up today, or free again. What is so already changes nothing and is no news."""
    authorize(by, Permission.WORK, action)
    _check_running(action.project)
    db.session.refresh(action, ["done_on", "blocker", "planned_on"], with_for_update=True)
    today = company_day()
    if what is Did.DONE and action.done_on is None:
        action.done_on, action.blocker, action.blocked_on = today, "", None
        publish(ActionDone(actor_id=by.actor_id, subject_id=action.project_id, action_id=action.id))
    elif what is Did.OPEN and action.done_on is not None:
        action.done_on = None
        publish(ActionReopened(actor_id=by.actor_id, subject_id=action.project_id, action_id=action.id))
    elif what is Did.FREE and action.blocker:
        action.blocker, action.blocked_on = "", None
        publish(ActionFreed(actor_id=by.actor_id, subject_id=action.project_id, action_id=action.id))
    elif what in (Did.TODAY, Did.NOT_TODAY):
        action.planned_on = today if what is Did.TODAY else None


def block(action: Action, data: BlockerData, *, by: Actor) -> None:
    """Say what stands in the way."""
    authorize(by, Permission.WORK, action)
    _check_open(action)
    db.session.refresh(action, ["done_on", "blocker"], with_for_update=True)
    _check_open(action)
    if action.blocker == data.blocker:
        return
    action.blocker = data.blocker
    action.blocked_on = action.blocked_on or company_day()
    publish(ActionBlocked(actor_id=by.actor_id, subject_id=action.project_id, action_id=action.id))


def drop(action: Action, *, by: Actor) -> None:
    """Take it off the list; what was done stays."""
    authorize(by, Permission.EDIT, action.project)
    _check_open(action)
    publish(ActionDropped(actor_id=by.actor_id, subject_id=action.project_id, action_id=action.id))
    db.session.delete(action)


def _check_running(project: Project) -> None:
    if project.state is Stage.CLOSED:
        raise Refused(_l("This project is closed; its actions stay as they are."))


def _check_open(action: Action) -> None:
    _check_running(action.project)
    if action.done_on is not None:
        raise Refused(_l("This action is done. Open it again to change it."))


def _check_owner(data: ActionData) -> None:
    person = db.session.get(Person, data.owner_id)
    if person is None or not person.is_active:
        raise Invalid.field(
            "owner_id", _l("There is nobody with this login, or several with this name. Type the login.")
        )
