"""Saving a list under a name, sharing it, beginning with it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from improve.accounts.models import Unit
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, Place, authorize
from improve.suggestions.policy import Permission
from improve.suggestions.saved.events import SharedViewWithdrawn, ViewShared
from improve.suggestions.saved.models import DefaultView, SavedView
from improve.suggestions.saved.queries import own_views
from improve.suggestions.saved.values import MOST_VIEWS, ViewData


def save(data: ViewData, asked: Mapping[str, str], *, by: Actor) -> SavedView:
    """Keep a list under a name; one of the same name is replaced."""
    authorize(by, Permission.READ)
    view = _named(data.name, by)
    if view is None:
        if own_views(by.person_id) >= MOST_VIEWS:
            raise Refused(_l("You have %(n)s saved views. Remove one before you save another.", n=MOST_VIEWS))
        view = SavedView(owner_id=by.person_id, name=data.name, asked=dict(asked), created_at=clock.now())
        db.session.add(view)
    view.asked = dict(asked)
    db.session.flush()
    _arrange(view, data, by=by)
    return view


def change(view: SavedView, data: ViewData, *, by: Actor) -> None:
    """Another name, another unit it is shared with, and whether its owner begins with it."""
    _require_owner(view, by)
    other = _named(data.name, by)
    if other is not None and other.id != view.id:
        raise Invalid.field("name", _l("You have another view of this name."))
    view.name = data.name
    _arrange(view, data, by=by)


def remove(view: SavedView, *, by: Actor) -> None:
    """Forget a view; who began with it begins with all ideas again."""
    _require_owner(view, by)
    if view.unit_id is not None:
        publish(SharedViewWithdrawn(actor_id=by.actor_id, subject_id=view.id))
    db.session.delete(view)


def begin_with(view: SavedView | None, *, by: Actor) -> None:
    """The list of ideas opens with this view, or with all ideas."""
    db.session.execute(delete(DefaultView).where(DefaultView.person_id == by.person_id))
    if view is not None:
        db.session.add(DefaultView(person_id=by.person_id, view_id=view.id))


def _arrange(view: SavedView, data: ViewData, *, by: Actor) -> None:
    if data.unit_id != view.unit_id:
        _share(view, data.unit_id, by=by)
    begins = db.session.scalar(select(DefaultView.view_id).where(DefaultView.person_id == by.person_id))
    if data.is_default:
        begin_with(view, by=by)
    elif begins == view.id:
        begin_with(None, by=by)


def _share(view: SavedView, unit_id: int | None, *, by: Actor) -> None:
    unit = db.session.get(Unit, unit_id) if unit_id is not None else None
    if unit_id is not None and unit is None:
        raise Invalid.field("unit_id", _l("There is no such unit."))
    if unit is not None:
        authorize(by, Permission.SHARE_VIEWS, Place(unit.path))
    view.unit_id = unit_id
    fact = ViewShared if unit is not None else SharedViewWithdrawn
    publish(fact(actor_id=by.actor_id, subject_id=view.id))


def _named(name: str, by: Actor) -> SavedView | None:
    return db.session.scalar(
        select(SavedView).where(SavedView.owner_id == by.person_id, SavedView.name == name)
    )


def _require_owner(view: SavedView, by: Actor) -> None:
    if view.owner_id != by.actor_id:
        raise Forbidden()
