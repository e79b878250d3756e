"""Lists of ideas: filtered, sorted, counted by status, one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Integer, Select, bindparam, false, func, select
from sqlalchemy.orm import InstrumentedAttribute

from improve.accounts.models import Unit
from improve.accounts.queries import units_below
from improve.core.db import db
from improve.core.policy import Actor
from improve.suggestions.models import Suggestion
from improve.suggestions.queries.ideas import authored_by, visible_to, with_names
from improve.suggestions.queries.people import backed_by
from improve.suggestions.queries.search import matching
from improve.suggestions.values import Filters, Mine, Scope, Sort, Status

SORTED_BY: Mapping[str, InstrumentedAttribute[Any]] = {
    Sort.NEWEST: Suggestion.submitted_at,
    Sort.BEST: Suggestion.best,
    Sort.VOTES: Suggestion.votes,
    Sort.DISCUSSED: Suggestion.comment_count,
}


T = TypeVar("T")
# From here on a page is found faster along an order's index than by sorting what fits.
MANY = 5_000
KEPT = 512  # statements
ALL = 2**31 - 1  # no limit
SITE_SLASHES = 2  # of the path of a unit that stands at the top


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One page of ideas, how many there are, and how many in each status under the same other filters."""

    items: Sequence[T]
    total: int
    counts: Mapping[Status, int]
    number: int
    per_page: int

    @property
    def all_count(self) -> int:
        """All but the withdrawn ones."""
        return sum(n for status, n in self.counts.items() if status is not Status.WITHDRAWN)


@dataclass(frozen=True)
class Asked:
    """What a list of ideas is asked for, and by whom; `path` is the unit's, None where there is no such unit."""

    actor: Actor
    filters: Filters
    path: str | None = None


def narrowed(
    statement: Select[tuple[Suggestion]], asked: Asked, *, many: bool = False
) -> Select[tuple[Suggestion]]:
    """`statement` under all filters but the status.

    Few rows are found first and sorted then. With `many` SQLite is kept from that (`+ 0` names no index): it
    walks along the order and asks of each idea whether it fits, until the page is full. PostgreSQL's planner
    knows by itself.
    """
    actor, filters = asked.actor, asked.filters
    suggestion_id: Any = Suggestion.id + 0 if many else Suggestion.id
    statement = matching(statement, filters.q, Scope(filters.scope), key=suggestion_id)
    if filters.category is not None:
        statement = statement.where(Suggestion.category_id == filters.category)
    if filters.unit is not None:
        statement = statement.where(_below(asked.path, many=many))
    if filters.mine == Mine.WRITTEN:
        statement = statement.where(suggestion_id.in_(authored_by(actor.person_id)))
    elif filters.mine == Mine.BACKED:
        statement = statement.where(suggestion_id.in_(backed_by(actor.person_id)))
    return statement


def _below(path: str | None, *, many: bool) -> ColumnElement[bool]:
    """In a unit or below it. A site holds so many ideas that they are counted along another index."""
    if path is None:
        return false()
    is_site = path.count("/") == SITE_SLASHES
    key: Any = Suggestion.unit_id + 0 if many or is_site else Suggestion.unit_id
    found: ColumnElement[bool] = key.in_(units_below(path))
    return found


def of_status(statement: Select[tuple[Suggestion]], status: str | None) -> Select[tuple[Suggestion]]:
    """Those of a status; without one, all but the withdrawn."""
    if status is not None:
        return statement.where(Suggestion.status == status)
    return statement.where(Suggestion.status != Status.WITHDRAWN)


def ordered(statement: Select[tuple[Suggestion]], sort: str) -> Select[tuple[Suggestion]]:
    """The same ideas in one of the orders; the newest first among equals."""
    return statement.order_by(SORTED_BY[sort].desc(), Suggestion.id.desc())


def _asked(actor: Actor, filters: Filters) -> Asked:
    unit = db.session.get(Unit, filters.unit) if filters.unit is not None else None
    return Asked(actor, filters, unit.path if unit is not None else None)


def status_counts(actor: Actor, filters: Filters) -> dict[Status, int]:
    """How many ideas there are in each status under the other filters; one statement."""
    asked = _asked(actor, replace(filters, status=None))
    return {Status(status): n for status, n in db.session.execute(_counts_statement(asked, _dialect()))}


# Building a statement takes longer than running it, and the same few lists are asked for again and again.


@lru_cache(maxsize=KEPT)
def _counts_statement(asked: Asked, _of: str) -> Select[tuple[str, int]]:
    found = narrowed(visible_to(asked.actor), asked)
    return found.with_only_columns(Suggestion.status, func.count()).group_by(Suggestion.status)


@lru_cache(maxsize=KEPT)
def _ids_statement(asked: Asked, many: bool, _of: str) -> Select[tuple[int]]:
    """The ids alone: sorting carries no texts, and nothing is joined for rows that another page shows."""
    found = of_status(narrowed(visible_to(asked.actor), asked, many=many), asked.filters.status)
    return (
        ordered(found, asked.filters.sort)
        .with_only_columns(Suggestion.id)
        .limit(bindparam("most", ALL, type_=Integer))
        .offset(bindparam("first", 0, type_=Integer))
    )


def _dialect() -> str:
    return db.engine.dialect.name


def sorted_ids(actor: Actor, filters: Filters) -> Sequence[int]:
    """The ids of a whole list in its order: for exports."""
    return db.session.scalars(_ids_statement(_asked(actor, filters), False, _dialect())).all()


def in_order(ids: Sequence[int]) -> list[Suggestion]:
    """These ideas with their names, in the order of the ids."""
    rows = db.session.scalars(with_names(select(Suggestion).where(Suggestion.id.in_(ids))))
    found = {suggestion.id: suggestion for suggestion in rows}
    return [found[suggestion_id] for suggestion_id in ids if suggestion_id in found]


def counts_by_category(actor: Actor) -> dict[int, int]:
    """How many ideas each category has; the withdrawn ones not counted."""
    rows = db.session.execute(
        of_status(visible_to(actor), None)
        .where(Suggestion.category_id.is_not(None))
        .with_only_columns(Suggestion.category_id, func.count())
        .group_by(Suggestion.category_id)
    )
    return {category_id: n for category_id, n in rows if category_id is not None}


def page_of(actor: Actor, filters: Filters, *, number: int = 1, per_page: int = 25) -> Listing[Suggestion]:
    """One page of a list, as objects with their names."""
    return page_read(actor, filters, in_order, number=number, per_page=per_page)


def page_read(
    actor: Actor,
    filters: Filters,
    read: Callable[[Sequence[int]], Sequence[T]],
    *,
    number: int = 1,
    per_page: int = 25,
) -> Listing[T]:
    """One page of a list, its ideas read by `read`. Counting and finding touch the small rows only."""
    counts = status_counts(actor, filters)
    if filters.status is not None:
        total = counts.get(Status(filters.status), 0)
    else:
        total = sum(n for status, n in counts.items() if status is not Status.WITHDRAWN)
    items: Sequence[T] = ()
    if (number - 1) * per_page < total:
        first = (number - 1) * per_page
        many = total > MANY and first < total // 10 and _dialect() == "sqlite"
        statement = _ids_statement(_asked(actor, filters), many, _dialect())
        items = read(db.session.scalars(statement, {"most": per_page, "first": first}).all())
    return Listing(items=items, total=total, counts=counts, number=number, per_page=per_page)
