"""Which ideas there are, who may see them, and what belongs to one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload, lazyload

from improve.accounts.models import Unit
from improve.core.db import LARGEST_ID, db, rows
from improve.core.localized import Localized
from improve.core.policy import WHOLE_COMPANY, Actor, allows
from improve.core.settled import settled
from improve.suggestions.crediting.models import Recording
from improve.suggestions.models import Category, CoAuthor, StatusChange, Suggestion
from improve.suggestions.policy import HANDLERS, Permission
from improve.suggestions.queries.withheld import still_seen, withheld_from
from improve.suggestions.routing.models import Assignment
from improve.suggestions.values import Outcome, Status, Visibility


def visible_to(actor: Actor) -> Select[tuple[Suggestion]]:
    """The ideas an actor may see.

    Everybody sees those of open categories that are not withdrawn. The others are for their authors and who wrote
    them down for an author, the handlers of their unit and who ever was responsible for them; and of a category for the unit, for the
    people of that unit and below it and for the leads above it. What a committee judges is withheld from some.
    """
    return _visible_to(actor, allows(actor, Permission.READ), withheld_from(actor))


@lru_cache(maxsize=1_000)
def _visible_to(actor: Actor, may_read: bool, held: tuple[Hashable, ...]) -> Select[tuple[Suggestion]]:
    """Built once for each actor: building it takes longer than SQLite's answer."""
    statement = select(Suggestion)
    if actor.is_system:
        return statement
    statement = statement.where(*still_seen(actor, held))
    if actor.actor_id is None or not may_read:
        return statement.where(false())
    handled = handled_by(actor)
    if handled is None:
        return statement
    here = Suggestion.status != Status.WITHDRAWN
    return statement.where(
        or_(
            and_(here, Suggestion.audience == Visibility.EVERYONE),
            Suggestion.author_id == actor.actor_id,
            Suggestion.id.in_(select(CoAuthor.suggestion_id).where(CoAuthor.person_id == actor.actor_id)),
            Suggestion.id.in_(select(Recording.suggestion_id).where(Recording.recorder_id == actor.actor_id)),
            Suggestion.id.in_(select(Assignment.suggestion_id).where(Assignment.person_id == actor.actor_id)),
            and_(here, Suggestion.audience == Visibility.UNIT, _of_my_units(actor)),
            handled,
        )
    )


def _of_my_units(actor: Actor) -> ColumnElement[bool]:
    """The condition that an idea is of a unit the actor belongs to, or of one below a unit the actor leads."""
    own = [int(part) for part in actor.unit_path.split("/") if part]
    led = aliased(Unit)
    below = (
        select(Unit.id)
        .join(led, func.substr(Unit.path, 1, func.length(led.path)) == led.path)
        .where(led.lead_id == actor.actor_id)
    )
    return or_(Suggestion.unit_id.in_(own), Suggestion.unit_id.in_(below))


def visible_ids(actor: Actor) -> Select[tuple[int]]:
    """The ids of those ideas: for lists of things about them."""
    return visible_to(actor).with_only_columns(Suggestion.id)


def handled_by(actor: Actor) -> ColumnElement[bool] | None:
    """The condition that an idea is of the actor's units; None: of the whole company."""
    paths = [item.path for item in actor.assignments if item.role in HANDLERS]
    if WHOLE_COMPANY in paths:
        return None
    if not paths:
        return false()
    below = select(Unit.id).where(or_(*(Unit.path.startswith(path, autoescape=True) for path in paths)))
    return Suggestion.unit_id.in_(below)


def with_names(statement: Select[tuple[Suggestion]]) -> Select[tuple[Suggestion]]:
    """The same ideas with author, unit and category at hand: for lists."""
    return statement.options(
        joinedload(Suggestion.author), joinedload(Suggestion.unit), joinedload(Suggestion.category)
    )


def visible_one(actor: Actor, suggestion_id: int) -> Suggestion | None:
    """The idea, if the actor may see it; use with `found_or_404`."""
    if not 0 < suggestion_id <= LARGEST_ID:
        return None
    return db.session.scalar(
        _one(actor, allows(actor, Permission.READ), withheld_from(actor), is_bare=False),
        {"one": suggestion_id},
    )


def visible_bare(actor: Actor, suggestion_id: int) -> Suggestion | None:
    """The same without its texts and names, which are read when they are asked for: for a vote."""
    if not 0 < suggestion_id <= LARGEST_ID:
        return None
    return db.session.scalar(
        _one(actor, allows(actor, Permission.READ), withheld_from(actor), is_bare=True),
        {"one": suggestion_id},
    )


@lru_cache(maxsize=1_000)
def _one(
    actor: Actor, may_read: bool, held: tuple[Hashable, ...], is_bare: bool
) -> Select[tuple[Suggestion]]:
    found = _visible_to(actor, may_read, held).where(Suggestion.id == bindparam("one"))
    if is_bare:
        return found.options(lazyload(Suggestion.text), joinedload(Suggestion.unit))
    return with_names(found)


def authored_by(person_id: int) -> Select[tuple[int]]:
    """The ids of the ideas somebody wrote, alone or with others."""
    alone: Select[Any] = select(Suggestion.id).where(Suggestion.author_id == person_id)
    together = select(CoAuthor.suggestion_id).where(CoAuthor.person_id == person_id)
    both = alone.union(together).subquery()
    return select(both.c[0])


def by_external_id(external_ids: Iterable[str]) -> dict[str, int]:
    """The ids of ideas by the key of the system they came from."""
    wanted = list(external_ids)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        known = db.session.execute(
            select(Suggestion.external_id, Suggestion.id).where(
                Suggestion.external_id.in_(wanted[start : start + 500])
            )
        )
        found |= {str(external_id): suggestion_id for external_id, suggestion_id in known}
    return found


def categories(*, with_closed: bool = False) -> Sequence[Category]:
    """The categories in their order."""
    statement = select(Category).order_by(Category.order, Category.id)
    return db.session.scalars(
        statement if with_closed else statement.where(Category.is_closed.is_(False))
    ).all()


@settled(Category)
def category_choices() -> tuple[tuple[int, Localized], ...]:
    """Id and name of the open categories in their order."""
    return tuple((category.id, category.name) for category in categories())


def history_of(suggestion_id: int) -> Sequence[StatusChange]:
    """The steps of an idea with who took them, oldest first."""
    return db.session.scalars(
        select(StatusChange)
        .options(joinedload(StatusChange.by))
        .where(StatusChange.suggestion_id == suggestion_id)
        .order_by(StatusChange.id)
    ).all()


def official_answer(history: Sequence[StatusChange]) -> StatusChange | None:
    """The latest decision with a reason; None while there is none."""
    decided = [step for step in history if step.to_status in tuple(Outcome) and step.reason]
    return decided[-1] if decided else None


# Asked by every list: built once.
_REASONS = (
    select(StatusChange.suggestion_id, StatusChange.reason)
    .where(
        StatusChange.suggestion_id.in_(bindparam("ids", expanding=True)),
        StatusChange.to_status == Status.DECLINED,
    )
    .order_by(StatusChange.id)
)


def reasons_of(suggestion_ids: Iterable[int]) -> dict[int, str]:
    """Why ideas were declined: the latest reason of each."""
    ids = list(suggestion_ids)
    if not ids:
        return {}
    return dict(rows(_REASONS, {"ids": ids}).tuples().all())
