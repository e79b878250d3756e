"""The actions of a project over the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from flask import url_for

from improve.core.db import transaction
from improve.core.messages import _l
from improve.core.values import Day, Line
from improve.metrics.queries import company_day
from improve.projects.actions import service
from improve.projects.actions.models import Action
from improve.projects.actions.queries import of_project, visible_one
from improve.projects.actions.values import ActionData, BlockerData, Did
from improve.projects.api.base import api, person_named
from improve.projects.blueprint import visible_or_404
from improve.projects.policy import Permission
from improve.web.access import current_actor, found_or_404
from improve.web.rest import Paging
from improve.web.tables import paginate


@dataclass(frozen=True)
class NewAction:
    """Something to do. `owner` is a login or a full name."""

    title: Annotated[str, Line(200)]
    owner: Annotated[str, Line(200)]
    due_on: Annotated[date, Day()]


@dataclass
class ActionItem:
    """An action. `first_due_on` is what was promised first; `blocker` is empty where nothing is in its way."""

    id: int
    project_id: int
    title: str
    owner: str
    due_on: str
    first_due_on: str
    done_on: str | None
    is_late: bool
    blocker: str
    blocked_on: str | None
    url: str


@dataclass
class ActionPage:
    """A page of actions."""

    items: list[ActionItem]
    page: int
    per_page: int
    total: int


def item(action: Action) -> dict[str, Any]:
    """An action as the list shows it."""
    return {
        "id": action.id,
        "project_id": action.project_id,
        "title": action.title,
        "owner": action.owner.name,
        "due_on": action.due_on.isoformat(),
        "first_due_on": action.first_due_on.isoformat(),
        "done_on": action.done_on.isoformat() if action.done_on is not None else None,
        "is_late": action.is_late(company_day()),
        "blocker": action.blocker,
        "blocked_on": action.blocked_on.isoformat() if action.blocked_on is not None else None,
        "url": url_for("projects.actions", project_id=action.project_id, _external=True),
    }


@api.operation(
    "GET",
    "/projects/<int:project_id>/actions",
    summary=_l("The actions of a project, by day"),
    permission=Permission.READ,
    query=Paging,
    answer=ActionPage,
)
def project_actions(project_id: int, query: Paging) -> dict[str, Any]:
    found = paginate(of_project(visible_or_404(project_id).id), page=query.page, per_page=query.per_page)
    return {
        "items": [item(action) for action in found.items],
        "page": query.page,
        "per_page": query.per_page,
        "total": found.total,
    }


@api.operation(
    "POST",
    "/projects/<int:project_id>/actions",
    summary=_l("Put an action on the list of a project"),
    permission=Permission.EDIT,
    body=NewAction,
    answer=ActionItem,
    status=201,
)
def add_action(project_id: int, body: NewAction) -> dict[str, Any]:
    with transaction():
        project = visible_or_404(project_id)
        data = ActionData(body.title, person_named(body.owner).id, body.due_on)
        return item(service.add(project, data, by=current_actor()))


@api.operation(
    "PUT",
    "/projects/actions/<int:action_id>/done",
    summary=_l("An action is done"),
    permission=Permission.WORK,
    answer=ActionItem,
)
def action_done(action_id: int) -> dict[str, Any]:
    return _said(action_id, Did.DONE)


@api.operation(
    "DELETE",
    "/projects/actions/<int:action_id>/done",
    summary=_l("An action is not done after all"),
    permission=Permission.WORK,
    answer=ActionItem,
)
def action_open(action_id: int) -> dict[str, Any]:
    return _said(action_id, Did.OPEN)


@api.operation(
    "PUT",
    "/projects/actions/<int:action_id>/blocker",
    summary=_l("Something stands in the way of an action"),
    permission=Permission.WORK,
    body=BlockerData,
    answer=ActionItem,
)
def action_blocked(action_id: int, body: BlockerData) -> dict[str, Any]:
    with transaction():
        action = _visible(action_id)
        service.block(action, body, by=current_actor())
        return item(action)


@api.operation(
    "DELETE",
    "/projects/actions/<int:action_id>/blocker",
    summary=_l("Nothing stands in the way of an action any more"),
    permission=Permission.WORK,
    answer=ActionItem,
)
def action_free(action_id: int) -> dict[str, Any]:
    return _said(action_id, Did.FREE)


def _said(action_id: int, what: Did) -> dict[str, Any]:
    with transaction():
        action = _visible(action_id)
        service.say(action, what, by=current_actor())
        return item(action)


def _visible(action_id: int) -> Action:
    found: Action = found_or_404(visible_one(current_actor(), action_id))
    return found
