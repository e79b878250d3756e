"""Lists of ideas: filtered, sorted, counted by status, one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.policy import Actor
from improve.suggestions.models import Suggestion
from improve.suggestions.queries.asked import Asked, asked_for, dialect, ids_of, of_status, unlisted
from improve.suggestions.queries.counting import Tally, tallied
from improve.suggestions.queries.ideas import visible_to, with_names
from improve.suggestions.queries.ranking import best_first
from improve.suggestions.values import Filters, Sort, Status

T = TypeVar("T")
# From here on a page is found faster along an order's index than by sorting what fits.
MANY = 3_000


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One page of ideas, how many there are, and how many in each status under the same other filters.

    `is_more`: there are more than `total`, and nobody counted by status.
    """

    items: Sequence[T]
    total: int
    counts: Mapping[Status, int]
    number: int
    per_page: int
    is_more: bool = False
    is_searched: bool = False

    @property
    def all_count(self) -> int | None:
        """All that the list without a status shows; None where nobody counted."""
        if self.is_more:
            return None
        left_out = unlisted(searched=self.is_searched)
        return sum(n for status, n in self.counts.items() if status not in left_out)


def sorted_ids(actor: Actor, filters: Filters) -> Sequence[int]:
    """The ids of a whole list in its order: for exports."""
    asked = asked_for(actor, filters)
    if filters.sort == Sort.RELEVANCE and filters.q:
        return best_first(asked, tallied(asked), first=0, most=None)
    return ids_of(asked)


def in_order(ids: Sequence[int]) -> list[Suggestion]:
    """These ideas with their names, in the order of the ids."""
    read = db.session.scalars(with_names(select(Suggestion).where(Suggestion.id.in_(ids))))
    found = {suggestion.id: suggestion for suggestion in read}
    return [found[suggestion_id] for suggestion_id in ids if suggestion_id in found]


def counts_by_category(actor: Actor) -> dict[int, int]:
    """How many ideas each category has; the withdrawn and merged ones not counted."""
    counted = db.session.execute(
        of_status(visible_to(actor), None)
        .where(Suggestion.category_id.is_not(None))
        .with_only_columns(Suggestion.category_id, func.count())
        .group_by(Suggestion.category_id)
    )
    return {category_id: n for category_id, n in counted if category_id is not None}


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
    exactly: bool = True,
) -> Listing[T]:
    """One page of a list, its ideas read by `read`. Counting and finding touch the small rows only.

    Not `exactly`: a search counts no further than says something.
    """
    asked = asked_for(actor, filters)
    tally = tallied(asked, exactly=exactly)
    first = (number - 1) * per_page
    items: Sequence[T] = ()
    if first < tally.total:
        items = read(_page_ids(asked, tally, first, per_page))
    return Listing(
        items, tally.total, tally.counts, number, per_page, tally.is_more, is_searched=bool(filters.q)
    )


def _page_ids(asked: Asked, tally: Tally, first: int, most: int) -> Sequence[int]:
    if asked.filters.sort == Sort.RELEVANCE and asked.filters.q:
        return best_first(asked, tally, first=first, most=most)
    if tally.ids is not None:
        return tally.ids[first : first + most]
    many = (tally.is_more or tally.total >= MANY) and first < tally.total // 10 and dialect() == "sqlite"
    return ids_of(asked, most=most, first=first, many=many)
