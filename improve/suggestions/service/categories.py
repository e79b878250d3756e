"""Categories of ideas."""

from __future__ import annotations

from secrets import token_hex

from sqlalchemy import select, update

from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import COMPANY, Actor, authorize
from improve.suggestions.events import CategoryChanged, CategoryCreated
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.values import CategoryData


def create_category(data: CategoryData, *, by: Actor) -> Category:
    """Add a category; without a code it gets one."""
    authorize(by, Permission.MANAGE_CATEGORIES, COMPANY)
    _check_code(data.code, None)
    category = Category(
        name=data.name,
        code=data.code or f"C{token_hex(4)}",
        order=data.order,
        promise_days=data.promise_days,
        visibility=data.visibility,
        has_local_lane=data.has_local_lane,
        holds_new=data.holds_new,
        is_compared=data.is_compared,
        is_closed=data.is_closed,
    )
    db.session.add(category)
    db.session.flush()
    publish(CategoryCreated(actor_id=by.actor_id, subject_id=category.id))
    return category


def change_category(category: Category, data: CategoryData, *, by: Actor) -> None:
    """Rename, move, close or open it. Ideas keep a category that is closed."""
    authorize(by, Permission.MANAGE_CATEGORIES, COMPANY)
    _check_code(data.code, category.id)
    wanted = {
        "name": data.name,
        "code": data.code or category.code,
        "order": data.order,
        "promise_days": data.promise_days,
        "visibility": data.visibility,
        "has_local_lane": data.has_local_lane,
        "holds_new": data.holds_new,
        "is_compared": data.is_compared,
        "is_closed": data.is_closed,
    }
    changed = tuple(name for name, value in wanted.items() if getattr(category, name) != value)
    for name in changed:
        setattr(category, name, wanted[name])
    if "visibility" in changed:
        _renew_audience(category)
    if changed:
        publish(CategoryChanged(actor_id=by.actor_id, subject_id=category.id, changed=changed))


def _renew_audience(category: Category) -> None:
    """Who reads the ideas that have the category already and are not held; one statement however many there are."""
    db.session.execute(
        update(Suggestion)
        .where(Suggestion.category_id == category.id, Suggestion.is_held.is_(False))
        .values(audience=category.visibility)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()


def _check_code(code: str | None, own_id: int | None) -> None:
    if code is None:
        return
    taken = db.session.scalar(select(Category.id).where(Category.code == code))
    if taken is not None and taken != own_id:
        raise Invalid.field("code", _l("Another category already has this code."))
