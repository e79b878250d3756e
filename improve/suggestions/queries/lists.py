"""Lists of ideas: filtered, sorted, counted by status, one page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, false, func
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


@dataclass(frozen=True)
class Listing:
    """One page of ideas, how many there are, and how many in each status under the same other filters."""

    items: Sequence[Suggestion]
    total: int
    counts: Mapping[Status, int]
    number: int
    per_page: int

    @property
    def all_count(self) -> int:
        """All but the withdrawn ones."""
        return sum(n for status, n in self.counts.items() if status is not Status.WITHDRAWN)


def narrowed(
    statement: Select[tuple[Suggestion]], filters: Filters, actor: Actor
) -> Select[tuple[Suggestion]]:
    """`statement` under all filters but the status."""
    statement = matching(statement, filters.q, Scope(filters.scope))
    if filters.category is not None:
        statement = statement.where(Suggestion.category_id == filters.category)
    if filters.unit is not None:
        unit = db.session.get(Unit, filters.unit)
        statement = statement.where(
            Suggestion.unit_id.in_(units_below(unit.path)) if unit is not None else false()
        )
    if filters.mine == Mine.WRITTEN:
        statement = statement.where(Suggestion.id.in_(authored_by(actor.person_id)))
    elif filters.mine == Mine.BACKED:
        statement = statement.where(Suggestion.id.in_(backed_by(actor.person_id)))
    return statement


def of_status(statement: Select[tuple[Suggestion]], status: str | None) -> Select[tuple[Suggestion]]:
    """Those of a status; without one, all but the withdrawn."""
    if status is not None:
        return statement.where(Suggestion.status == status)
    return statement.where(Suggestion.status != Status.WITHDRAWN)


def ordered(statement: Select[tuple[Suggestion]], sort: str) -> Select[tuple[Suggestion]]:
    """The same ideas in one of the orders; the newest first among equals."""
    return statement.order_by(SORTED_BY[sort].desc(), Suggestion.id.desc())


def listing(actor: Actor, filters: Filters) -> Select[tuple[Suggestion]]:
    """All ideas of a list in their order: for exports and feeds."""
    statement = of_status(narrowed(visible_to(actor), filters, actor), filters.status)
    return with_names(ordered(statement, filters.sort))


def status_counts(actor: Actor, filters: Filters) -> dict[Status, int]:
    """How many ideas there are in each status under the other filters; one statement."""
    found = narrowed(visible_to(actor), replace(filters, status=None), actor)
    rows = db.session.execute(
        found.with_only_columns(Suggestion.status, func.count()).group_by(Suggestion.status)
    )
    return {Status(status): n for status, n in rows}


def page_of(actor: Actor, filters: Filters, *, number: int = 1, per_page: int = 25) -> Listing:
    """One page of a list. Counting and finding touch the small rows only."""
    counts = status_counts(actor, filters)
    if filters.status is not None:
        total = counts.get(Status(filters.status), 0)
    else:
        total = sum(n for status, n in counts.items() if status is not Status.WITHDRAWN)
    items: Sequence[Suggestion] = ()
    if (number - 1) * per_page < total:
        statement = listing(actor, filters).limit(per_page).offset((number - 1) * per_page)
        items = db.session.scalars(statement).all()
    return Listing(items=items, total=total, counts=counts, number=number, per_page=per_page)
