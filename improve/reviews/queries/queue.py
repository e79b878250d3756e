"""What waits for a member: the statements start from what they are assigned, and are built once for each reader.

What a member may be asked for at all is found by indices first, in a part of the statement that PostgreSQL works out
before the rest: left to itself it reads all ideas of a large round to find the few. Only what is left then is
looked at for its status and for conflicts of interest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import starmap
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from improve.core.db import rows
from improve.core.interests import ConflictSource
from improve.core.policy import Actor
from improve.core.settled import number_now, told_along
from improve.reviews.days import company_today
from improve.reviews.models import Assignment, Membership, Review, Round, RoundItem, is_now
from improve.reviews.queries.conflicts import Ties, clear_by, sources, ties_of
from improve.reviews.rules.queue import PRIME, Entry, first_of, ordered, own_steps
from improve.reviews.values import State
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Status

_ME, _TODAY = bindparam("me", type_=Integer), bindparam("today", type_=Date)
_FACTOR, _OFFSET = bindparam("factor", type_=BigInteger), bindparam("offset", type_=BigInteger)
# How many of the first are looked at before all are: one has a conflict now and then, not several in a row.
AHEAD = 4


def queue_of(actor: Actor, today: date) -> list[Entry]:
    """The actor's queue over all open rounds, in its order."""
    return ordered(_entries(actor, today, waiting_only=False), actor.person_id)


def next_to_score(actor: Actor) -> int | None:
    """The item id of the idea that is to be scored next, today; None when no idea waits."""
    ahead = told_along(lambda: _ahead(actor))
    for item_id, is_to_score in ahead:
        if is_to_score:
            return item_id
    if len(ahead) < AHEAD:
        return None
    found = first_of(_entries(actor, company_today(), waiting_only=True), actor.person_id)
    return found.item_id if found is not None else None


def _ahead(actor: Actor) -> tuple[int | None, list[tuple[int, bool]]]:
    factor, offset = own_steps(actor.person_id)
    asked = {**_values(actor, company_today()), "factor": factor, "offset": offset}
    found = rows(_first(ties_of(actor), tuple(sources())), asked).all()
    return (found[0].number if found else None), [(one.id, bool(one.is_to_score)) for one in found]


def waiting_count(actor: Actor, today: date) -> int:
    """How many ideas wait for the actor's score."""
    found: int = rows(_count(ties_of(actor), tuple(sources())), _values(actor, today)).scalar_one()
    return found


def _entries(actor: Actor, today: date, *, waiting_only: bool) -> Sequence[Entry]:
    statement = _whole(ties_of(actor), tuple(sources()), waiting_only)
    return list(starmap(Entry, rows(statement, _values(actor, today)).all()))


def _values(actor: Actor, today: date) -> dict[str, Any]:
    return {"me": actor.person_id, "today": today}


@lru_cache(256)
def _first(mine: Ties, gains: tuple[ConflictSource, ...]) -> Select[Any]:
    """The first of what waits, in the order of `rules.queue.ordered`, and whether each of them may be scored."""
    asked = _asked_for(waiting_only=True)
    place = (cast(asked.c.id, BigInteger) * _FACTOR + _OFFSET) % PRIME
    order = asked.c.closes_on, _reviews_of(asked.c.id).label("reviews"), place.label("place")
    first = (
        select(asked.c.id, *order)
        .order_by(*order)
        .limit(literal_column(str(AHEAD)))  # PostgreSQL plans for a tenth of all rows where it is a parameter
        .cte("first_ones")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return (
        select(first.c.id, _is_to_score(mine, gains).label("is_to_score"), number_now.label("number"))
        .join(RoundItem, RoundItem.id == first.c.id)
        .join(RoundItem.suggestion)
        .order_by(first.c.closes_on, first.c.reviews, first.c.place)
    )


@lru_cache(256)
def _whole(mine: Ties, gains: tuple[ConflictSource, ...], waiting_only: bool) -> Select[Any]:
    asked = _asked_for(waiting_only=waiting_only)
    columns = asked.c.id, asked.c.round_id, asked.c.closes_on, asked.c.is_scored, _reviews_of(asked.c.id)
    return _to_score(asked, mine, gains).with_only_columns(*columns)


@lru_cache(256)
def _count(mine: Ties, gains: tuple[ConflictSource, ...]) -> Select[Any]:
    return _to_score(_asked_for(waiting_only=True), mine, gains).with_only_columns(func.count())


def _to_score(asked: CTE, mine: Ties, gains: tuple[ConflictSource, ...]) -> Select[Any]:
    joined = select(asked.c.id).join(RoundItem, RoundItem.id == asked.c.id).join(RoundItem.suggestion)
    return joined.where(_is_to_score(mine, gains))


def _is_to_score(mine: Ties, gains: tuple[ConflictSource, ...]) -> ColumnElement[bool]:
    return (Suggestion.status == Status.IN_REVIEW) & clear_by(mine, gains)


def _reviews_of(item_id: ColumnElement[int]) -> ColumnElement[int]:
    everybody = aliased(Review)
    counted = select(func.count()).select_from(everybody)
    return counted.where(everybody.item_id == item_id, is_now(everybody)).scalar_subquery()


def _asked_for(*, waiting_only: bool) -> CTE:
    """The ideas of open rounds that the member is asked to score, whatever their status; of rounds that assign them,
    and of those in which every member scores every idea. Two statements, since no one way to them is short for both.
    """
    # The own scores once, not looked for anew for each idea: a member may have hundreds of both.
    mine = select(Review.item_id).where(Review.reviewer_id == _ME, Review.is_current)

    def is_scored(item_id: Any) -> ColumnElement[bool]:
        return false() if waiting_only else item_id.in_(mine)

    # One by one by their key: a join would read the ideas of all rounds for it.
    round_id = select(RoundItem.round_id).where(RoundItem.id == Assignment.item_id).scalar_subquery()
    own = (
        select(
            Assignment.item_id, is_scored(Assignment.item_id).label("is_scored"), round_id.label("round_id")
        )
        .where(Assignment.person_id == _ME)
        .where(*[Assignment.item_id.not_in(mine)] if waiting_only else ())
        .cte("own")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    open_ = select(Round.id, Round.closes_on, Round.reviews_each).where(_open_to_me()).cte("open")
    assigned = (
        select(own.c.item_id.label("id"), open_.c.id.label("round_id"), open_.c.closes_on, own.c.is_scored)
        .join(open_, open_.c.id == own.c.round_id)
        .where(open_.c.reviews_each.is_not(None))
    )
    everybodys = (
        select(RoundItem.id, open_.c.id, open_.c.closes_on, is_scored(RoundItem.id))
        .select_from(open_)
        .join(RoundItem, RoundItem.round_id == open_.c.id)
        .where(open_.c.reviews_each.is_(None))
        .where(*[RoundItem.id.not_in(mine)] if waiting_only else ())
    )
    found = union_all(assigned, everybodys).cte("asked_for")
    return found.prefix_with("MATERIALIZED", dialect="postgresql")


def _open_to_me() -> ColumnElement[bool]:
    """The condition that a round takes scores today, of a committee in which the member is in office."""
    served = select(Membership.committee_id).where(
        Membership.person_id == _ME,
        Membership.since <= _TODAY,
        or_(Membership.until.is_(None), Membership.until >= _TODAY),
    )
    return and_(
        Round.state == State.OPEN,
        Round.opens_on <= _TODAY,
        Round.closes_on >= _TODAY,
        Round.committee_id.in_(served),
    )
