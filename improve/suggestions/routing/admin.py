"""Looking after the routes."""

from __future__ import annotations

from improve.accounts.models import Unit
from improve.accounts.queries import person_meant
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import COMPANY, Actor, authorize
from improve.suggestions.events import RouteChanged, RouteMade, RouteRemoved
from improve.suggestions.models import Category
from improve.suggestions.policy import Permission
from improve.suggestions.routing.models import Route
from improve.suggestions.routing.queries import route_of_scope
from improve.suggestions.routing.values import Handler, RouteData


def make_route(data: RouteData, *, by: Actor) -> Route:
    """Say who triages the ideas of a category and unit; ideas that are there already stay where they are."""
    authorize(by, Permission.MANAGE_CATEGORIES, COMPANY)
    route = Route(scope=_free_scope(data, None))
    _fill(route, data)
    db.session.add(route)
    db.session.flush()
    publish(RouteMade(actor_id=by.actor_id, subject_id=route.id))
    return route


def change_route(route: Route, data: RouteData, *, by: Actor) -> None:
    """The same for a rule that is there."""
    authorize(by, Permission.MANAGE_CATEGORIES, COMPANY)
    route.scope = _free_scope(data, route.id)
    _fill(route, data)
    publish(RouteChanged(actor_id=by.actor_id, subject_id=route.id, changed=("handler",)))


def remove_route(route: Route, *, by: Actor) -> None:
    """Without the rule a more general one speaks."""
    authorize(by, Permission.MANAGE_CATEGORIES, COMPANY)
    publish(RouteRemoved(actor_id=by.actor_id, subject_id=route.id))
    db.session.delete(route)


def _fill(route: Route, data: RouteData) -> None:
    if data.category_id is not None and db.session.get(Category, data.category_id) is None:
        raise Invalid.field("category_id", _l("This category is not open. Please choose another."))
    if data.unit_id is not None and db.session.get(Unit, data.unit_id) is None:
        raise Invalid.field("unit_id", _l("This unit does not exist."))
    route.category_id, route.unit_id = data.category_id, data.unit_id
    route.handler = data.handler
    route.person_id = _person_id(data.person) if data.handler == Handler.PERSON else None


def _free_scope(data: RouteData, own_id: int | None) -> str:
    """The scope, if no other rule has it."""
    scope = f"{data.category_id or 0}:{data.unit_id or 0}"
    taken = route_of_scope(scope)
    if taken is not None and taken.id != own_id:
        raise Invalid.field(
            "category_id", _l("There is a rule for this category and place already. Change that one.")
        )
    return scope


def _person_id(typed: str) -> int:
    found = person_meant(typed) if typed.strip() else None
    if found is None:
        raise Invalid.field(
            "person", _l("Nobody is found by this. Type a staff number, e-mail or full name.")
        )
    return found.id
