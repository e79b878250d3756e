"""What the results of a round are computed from, read anew only when something of it has changed.

`stamp_of` asks the database for sums over everything that goes in (scores, assignments, the ideas with their authors
and units, declared conflicts, members, the organization chart): a few statements that bring one row each, so that
a page of a round with thousands of ideas does not read thousands of rows.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from flask import current_app
from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from improve.accounts.models import Person
from improve.core.db import db, rows
from improve.reviews.days import company_today
from improve.reviews.models import Assignment, Declaration, Review, Round, RoundItem, StoredStanding
from improve.reviews.queries.assignments import assigned_pairs
from improve.reviews.queries.committees import members_on
from improve.reviews.queries.conflicts import chart, conflicts_between, sources
from improve.reviews.queries.items import item_numbers
from improve.reviews.queries.reviews import counted_in
from improve.reviews.rules.standing import Given
from improve.reviews.values import Conflict
from improve.suggestions.models import CoAuthor, Suggestion
from improve.suggestions.values import Status

EXTENSION = "improve.reviews.inputs"
# In ideas, scores, recusals and assignments together.
MOST_KEPT = 500_000


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a standing is computed from. `recused`: (item, person) -> why, of members and reviewers; `asked`: (item,
    person) of the assignments that hold.
    """

    given: tuple[Given, ...]
    possible: Mapping[int, int]
    recused: Mapping[tuple[int, int], Conflict]
    members: tuple[int, ...]
    asked: frozenset[tuple[int, int]] = frozenset()

    def only(self, item_ids: Collection[int]) -> Inputs:
        """As if the round had these ideas alone."""
        kept = item_ids if isinstance(item_ids, (set, frozenset, dict)) else set(item_ids)
        if self.possible.keys() <= set(kept):
            return self
        return Inputs(
            given=tuple(one for one in self.given if one.item_id in kept),
            possible={item_id: of for item_id, of in self.possible.items() if item_id in kept},
            recused={pair: kind for pair, kind in self.recused.items() if pair[0] in kept},
            members=self.members,
            asked=frozenset(pair for pair in self.asked if pair[0] in kept),
        )

    @property
    def size(self) -> int:
        """How much there is of it."""
        return len(self.possible) + len(self.given) + len(self.recused) + len(self.asked)


class Sized(Protocol):
    """Something that knows how much it is."""

    @property
    def size(self) -> int: ...


T = TypeVar("T", bound=Sized)


class Memory(Generic[T]):
    """What was asked for last. The key is the whole truth about a value, so none grows stale."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        """The value, which was used by that."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, value: T) -> None:
        """Keep it, and let go what was not asked for the longest while that is too much."""
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > 1 and sum(one.size for one in self._kept.values()) > self._most:
                self._kept.popitem(last=False)


def inputs_of(held: Round) -> Inputs:
    """The reviews that count (not those of people with a conflict, however late it came up) and, for each idea,
    how many members may score it. A published round keeps the conflicts it was published with.
    """
    return stamped_inputs(held)[1]


def stamped_inputs(held: Round) -> tuple[Hashable, Inputs]:
    """The inputs with a key that no other state of them has."""
    kept: Memory[Inputs] = current_app.extensions.setdefault(EXTENSION, Memory(MOST_KEPT))
    stamp = stamp_of(held)
    found = kept.get(stamp)
    if found is None:
        found = _read(held)
        kept.put(stamp, found)
    return stamp, found


def _members(held: Round) -> list[tuple[int, int | None]]:
    day = min(company_today(), held.closes_on)
    return [(m.person_id, m.person.unit_id) for m in members_on(held.committee_id, day)]


def _read(held: Round) -> Inputs:
    items = item_numbers(held.id)
    counted = counted_in(held.id)
    members = tuple(person_id for person_id, _unit in _members(held))
    reviewers = {one.reviewer_id for one in counted if one.reviewer_id is not None}
    asked: frozenset[tuple[int, int]] = frozenset()
    stored = latest_stored(held.id) if held.published_at is not None else None
    if stored is not None:
        recused = {(item, person): Conflict(kind) for item, person, kind in stored.data["recused"]}
        possible = {int(item): of for item, of in stored.data["possible"].items()}
    else:
        recused = conflicts_between(items, {*members, *reviewers})
        asked = frozenset(assigned_pairs(held.id) - recused.keys()) if held.is_assigned else asked
        possible = _possible(held, items, members, recused, asked)
    return Inputs(
        given=tuple(
            one.given
            for one in counted
            if one.given.item_id in items and (one.given.item_id, one.reviewer_id) not in recused
        ),
        possible={item_id: possible.get(item_id, 0) for item_id in items},
        recused=recused,
        members=members,
        asked=asked,
    )


def _possible(
    held: Round,
    items: Mapping[int, int],
    members: Collection[int],
    recused: Mapping[tuple[int, int], Conflict],
    asked: Collection[tuple[int, int]],
) -> dict[int, int]:
    if held.is_assigned:
        return Counter(item_id for item_id, _person in asked)
    serving = set(members)
    away = Counter(item_id for item_id, person_id in recused if person_id in serving)
    return {item_id: len(serving) - away[item_id] for item_id in items}


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


# The stamp. Products with the remainder of a prime tell which row a value stands in.


def _spread(value: Any, place: Any, prime: int) -> ColumnElement[Any]:
    return func.sum(cast(value, BigInteger) * (place % prime))


def stamp_of(held: Round) -> Hashable:
    """Another value whenever something changes that the results of a round depend on."""
    whole = select(RoundItem.suggestion_id).where(RoundItem.round_id == held.id)
    fixed = held.id, held.places, held.seed, held.is_assigned, held.published_at, held.confidence_weighs
    stored = _latest(select(StoredStanding.id, StoredStanding.digest), held.id)
    known = chart()
    return (
        fixed,
        tuple(rows(stored).first() or ()) if held.published_at is not None else (),
        _one(_reviews(held.id)),
        _one(_ideas(held.id)),
        _one(_co_authors(whole)),
        _one(_declared(whole)),
        _one(_assigned(held.id)) if held.is_assigned else (),
        tuple(_members(held)),
        tuple(tuple(sorted(source.pairs(whole))) for source in sources()),
        tuple(sorted(known.paths.items())),
        tuple(sorted(known.leads.items())),
    )


def _one(statement: Select[Any]) -> tuple[Any, ...]:
    return tuple(rows(statement).one())


def _sums(row_id: InstrumentedAttribute[int]) -> tuple[ColumnElement[Any], ...]:
    return func.count(row_id), func.max(row_id), func.sum(cast(row_id, BigInteger))


def _reviews(round_id: int) -> Select[Any]:
    """Reviews are only added; which of them is current may change."""
    return (
        select(*_sums(Review.id), func.sum(Review.score), _spread(Person.unit_id, Review.id, 9_949))
        .join(RoundItem, RoundItem.id == Review.item_id)
        .outerjoin(Person, Person.id == Review.reviewer_id)
        .where(RoundItem.round_id == round_id, Review.is_current)
    )


def _ideas(round_id: int) -> Select[Any]:
    return (
        select(
            *_sums(RoundItem.id),
            _spread(Suggestion.author_id, RoundItem.id, 9_973),
            _spread(Suggestion.unit_id, RoundItem.id, 9_967),
            _spread(Person.unit_id, RoundItem.id, 9_949),
        )
        .join(Suggestion, Suggestion.id == RoundItem.suggestion_id)
        .outerjoin(Person, Person.id == Suggestion.author_id)
        .where(RoundItem.round_id == round_id, Suggestion.status != Status.WITHDRAWN)
    )


def _co_authors(whole: Select[Any]) -> Select[Any]:
    return (
        select(
            *_sums(CoAuthor.id),
            _spread(CoAuthor.person_id, CoAuthor.suggestion_id, 9_973),
            _spread(Person.unit_id, CoAuthor.id, 9_949),
        )
        .join(Person, Person.id == CoAuthor.person_id)
        .where(CoAuthor.suggestion_id.in_(whole))
    )


def _declared(whole: Select[Any]) -> Select[Any]:
    return select(
        *_sums(Declaration.id),
        _spread(Declaration.person_id, Declaration.suggestion_id, 9_973),
        func.count(Declaration.recorded_by_id),
    ).where(Declaration.suggestion_id.in_(whole))


def _assigned(round_id: int) -> Select[Any]:
    return (
        select(*_sums(Assignment.id), _spread(Assignment.person_id, Assignment.item_id, 9_973))
        .join(RoundItem, RoundItem.id == Assignment.item_id)
        .where(RoundItem.round_id == round_id)
    )
