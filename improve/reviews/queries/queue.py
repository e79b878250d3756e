"""What waits for a member: the statements start from what they are assigned, and are built once for each reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import starmap
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from improve.core.db import rows
from improve.core.interests import ConflictSource
from improve.core.policy import Actor
from improve.reviews.models import Assignment, Membership, Review, Round, RoundItem
from improve.reviews.queries.conflicts import Ties, clear_by, sources, ties_of
from improve.reviews.rules.queue import Entry, first_of, ordered
from improve.reviews.values import State
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Status

_ME, _TODAY = bindparam("me", type_=Integer), bindparam("today", type_=Date)


def queue_of(actor: Actor, today: date) -> list[Entry]:
    """The actor's queue over all open rounds, in its order."""
    return ordered(_entries(actor, today, waiting_only=False), actor.person_id)


def next_to_score(actor: Actor, today: date) -> int | None:
    """The item id of the idea that is to be scored next; None when no idea waits."""
    found = first_of(_entries(actor, today, waiting_only=True), actor.person_id)
    return found.item_id if found is not None else None


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
def _whole(mine: Ties, gains: tuple[ConflictSource, ...], waiting_only: bool) -> Select[Any]:
    found = _to_score(mine, gains, waiting_only)
    everybody = aliased(Review)
    count = (
        select(func.count())
        .select_from(everybody)
        .where(everybody.item_id == found.c.id, everybody.is_current)
        .scalar_subquery()
    )
    return select(found.c.id, found.c.round_id, found.c.closes_on, found.c.is_scored, count)


@lru_cache(256)
def _count(mine: Ties, gains: tuple[ConflictSource, ...]) -> Select[Any]:
    return select(func.count()).select_from(_to_score(mine, gains, True))


def _to_score(mine: Ties, gains: tuple[ConflictSource, ...], waiting_only: bool) -> Subquery:
    """The ideas that the member may score today; of rounds that assign them, and of those in which every member
    scores every idea. Two statements, since no one way to them is short for both.
    """
    # The own scores once, not looked for anew for each idea: a member may have hundreds of both.
    own = RoundItem.id.in_(select(Review.item_id).where(Review.reviewer_id == _ME, Review.is_current))
    common = _open_to_me() & (Suggestion.status == Status.IN_REVIEW) & clear_by(mine, gains)
    if waiting_only:
        common &= ~own
    columns = (RoundItem.id, RoundItem.round_id, Round.closes_on, own.label("is_scored"))
    assigned = (
        select(*columns)
        .select_from(Assignment)
        .join(RoundItem, RoundItem.id == Assignment.item_id)
        .join(RoundItem.round)
        .join(RoundItem.suggestion)
        .where(Assignment.person_id == _ME, Round.reviews_each.is_not(None), common)
    )
    everybodys = (
        select(*columns)
        .select_from(Round)
        .join(RoundItem, RoundItem.round_id == Round.id)
        .join(RoundItem.suggestion)
        .where(Round.reviews_each.is_(None), common)
    )
    return union_all(assigned, everybodys).subquery()


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
