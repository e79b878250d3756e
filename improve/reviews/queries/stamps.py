"""What stands for everything that results and conflicts rest on: it is another value whenever one of them changes.

The database is asked for sums over all that goes in (scores, assignments, the ideas with their authors and units,
declared conflicts, members, the organization chart): a few statements that bring one row each, so that a page of a
round with thousands of ideas does not read thousands of rows.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, cast, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from improve.accounts.models import Person
from improve.core.db import db, rows
from improve.reviews.days import company_today
from improve.reviews.models import Assignment, Declaration, Review, Round, RoundItem, StoredStanding, is_now
from improve.reviews.queries.committees import members_on
from improve.reviews.queries.conflicts import chart, sources
from improve.suggestions.models import CoAuthor, Suggestion
from improve.suggestions.values import Status


def members_of(held: Round) -> list[tuple[int, int | None]]:
    """(person id, unit id) of the members whose scores are awaited."""
    day = min(company_today(), held.closes_on)
    return [(m.person_id, m.person.unit_id) for m in members_on(held.committee_id, day)]


def latest_stored(round_id: int) -> StoredStanding | None:
    """The results stored last."""
    found: StoredStanding | None = db.session.scalar(_latest(select(StoredStanding), round_id))
    return found


def _latest(statement: Select[Any], round_id: int) -> Select[Any]:
    return (
        statement.where(StoredStanding.round_id == round_id)
        .order_by(StoredStanding.computed_at.desc(), StoredStanding.id.desc())
        .limit(1)
    )


# Products with the remainder of a prime tell which row a value stands in.


def _spread(value: Any, place: Any, prime: int) -> ColumnElement[Any]:
    return func.sum(cast(value, BigInteger) * (place % prime))


def conflict_stamp(held: Round) -> Hashable:
    """Another value whenever something changes that says who stays away from which idea of a round."""
    whole = select(RoundItem.suggestion_id).where(RoundItem.round_id == held.id)
    known = chart()
    return (
        held.id,
        _one(_ideas(held.id)),
        _one(_UNITS),
        _one(_co_authors(held.id)),
        _one(_declared(held.id)),
        tuple(tuple(sorted(source.pairs(whole))) for source in sources()),
        tuple(sorted(known.paths.items())),
        tuple(sorted(known.leads.items())),
    )


def assignment_stamp(held: Round) -> Hashable:
    """Another value whenever somebody is asked for more or for less."""
    return _one(_assigned(held.id))


class Stamp(NamedTuple):
    """What stands for all that results rest on; `conflicts` for who stays away from what."""

    rest: Hashable
    conflicts: Hashable


def stamp_of(held: Round) -> Stamp:
    """Another value whenever something changes that the results of a round depend on."""
    fixed = held.id, held.places, held.seed, held.is_assigned, held.published_at, held.confidence_weighs
    stored = _latest(select(StoredStanding.id, StoredStanding.digest), held.id)
    rest = (
        fixed,
        tuple(rows(stored).first() or ()) if held.published_at is not None else (),
        _one(_reviews(held.id)),
        assignment_stamp(held) if held.is_assigned else (),
        tuple(members_of(held)),
    )
    return Stamp(rest, conflict_stamp(held))


def _one(statement: Select[Any]) -> tuple[Any, ...]:
    return tuple(rows(statement).one())


def _sums(row_id: InstrumentedAttribute[int]) -> tuple[ColumnElement[Any], ...]:
    return func.count(row_id), func.max(row_id), func.sum(cast(row_id, BigInteger))


# Who belongs where: of everybody, by an index of its own, instead of whoever has written or scored each idea.
_UNITS = select(*_sums(Person.id), _spread(Person.unit_id, Person.id, 9_949)).where(
    Person.unit_id.is_not(None)
)


def _reviews(round_id: int) -> Select[Any]:
    """Reviews are only added, whole; which of them is current may change. An index knows as much."""
    return (
        select(*_sums(Review.id))
        .join(RoundItem, RoundItem.id == Review.item_id)
        .where(RoundItem.round_id == round_id, is_now(Review))
    )


def _ideas(round_id: int) -> Select[Any]:
    return (
        select(
            *_sums(RoundItem.id),
            _spread(Suggestion.author_id, RoundItem.id, 9_973),
            _spread(Suggestion.unit_id, RoundItem.id, 9_967),
        )
        .join(Suggestion, Suggestion.id == RoundItem.suggestion_id)
        .where(RoundItem.round_id == round_id, Suggestion.status != Status.WITHDRAWN)
    )


def _in_round(round_id: int, suggestion_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Asked for each of the few rows there are, instead of all ideas of the round first."""
    return exists().where(RoundItem.round_id == round_id, RoundItem.suggestion_id == suggestion_id)


def _co_authors(round_id: int) -> Select[Any]:
    return select(*_sums(CoAuthor.id), _spread(CoAuthor.person_id, CoAuthor.suggestion_id, 9_973)).where(
        _in_round(round_id, CoAuthor.suggestion_id)
    )


def _declared(round_id: int) -> Select[Any]:
    return select(
        *_sums(Declaration.id),
        _spread(Declaration.person_id, Declaration.suggestion_id, 9_973),
        func.count(Declaration.recorded_by_id),
    ).where(_in_round(round_id, Declaration.suggestion_id))


def _assigned(round_id: int) -> Select[Any]:
    return (
        select(*_sums(Assignment.id), _spread(Assignment.person_id, Assignment.item_id, 9_973))
        .join(RoundItem, RoundItem.id == Assignment.item_id)
        .where(RoundItem.round_id == round_id)
    )
