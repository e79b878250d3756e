"""One search for the list, the page behind the search field and the interface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from improve.core.policy import Actor
from improve.core.text import fold, is_cjk
from improve.suggestions.queries import Listing, page_read
from improve.suggestions.similar.searching import is_known, looked_up, said
from improve.suggestions.similar.spelling import corrected
from improve.suggestions.values import Filters

T = TypeVar("T")


@dataclass(frozen=True)
class Finding(Generic[T]):
    """A page of what was found. `meant`: what was searched for instead, as what was typed finds nothing."""

    listing: Listing[T]
    filters: Filters
    meant: str | None = None


def find(
    actor: Actor,
    filters: Filters,
    read: Callable[[Sequence[int]], Sequence[T]],
    *,
    number: int = 1,
    per_page: int = 25,
) -> Finding[T]:
    """A page of ideas. Where words find nothing, those that were probably meant are tried."""

    def page(asked: Filters, number: int) -> Listing[T]:
        return page_read(actor, asked, read, number=number, per_page=per_page, exactly=False)

    listing = page(filters, number)
    if listing.total and not listing.items:  # beyond the end: the last page
        listing = page(filters, -(-listing.total // per_page))
    if listing.total or not filters.q:
        return Finding(listing, filters)
    meant = meaning(actor, filters.q)
    if meant is not None:
        instead = replace(filters, q=meant)
        other = page(instead, number)
        if other.items:
            return Finding(other, instead, meant)
    return Finding(listing, filters)


def meaning(actor: Actor, typed: str) -> str | None:
    """What was probably meant, from the thesaurus and the ideas that share most with it; None: what was typed."""
    _asked, rows = looked_up(actor, typed, "zh" if is_cjk(typed) else "en")
    meant = corrected(typed, is_known, *said(rows), is_last=False)
    return meant if meant.split() != fold(typed).split() else None
