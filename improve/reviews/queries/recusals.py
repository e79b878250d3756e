"""Who stays away from which idea of a round, and who is asked to score which: for all ideas at once, kept until
something changes that it rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from improve.core.policy import Actor
from improve.reviews.models import Membership, Round
from improve.reviews.queries.assignments import assigned_pairs
from improve.reviews.queries.conflicts import conflicts_between
from improve.reviews.queries.items import ids_of, item_numbers, meets_all_but_conflicts
from improve.reviews.queries.memory import kept
from improve.reviews.queries.stamps import assignment_stamp, conflict_stamp
from improve.reviews.values import Conflict

NOBODY: Mapping[int, Conflict] = {}


@dataclass(frozen=True)
class Recusals:
    """`ids`: the item ids of the ideas that the reader may meet, by the number of the idea; `of_item`: item id ->
    person id -> why, of the members and of all ideas.
    """

    ids: Sequence[int]
    of_item: Mapping[int, Mapping[int, Conflict]]

    def on(self, item_id: int) -> Mapping[int, Conflict]:
        """Who stays away from an idea, and why."""
        return self.of_item.get(item_id, NOBODY)


@dataclass(frozen=True)
class Asked:
    """`of_item`: item id -> the people who are asked to score it; `of_person`: how many ideas each is asked for."""

    of_item: Mapping[int, frozenset[int]]
    of_person: Counter[int]

    @property
    def size(self) -> int:
        """How much there is of it."""
        return self.of_person.total()

    def loads(self, item_ids: Collection[int]) -> Counter[int]:
        """How many of these ideas each person is asked for."""
        others = self.of_item.keys() - set(item_ids)
        return self.of_person - Counter(person for one in others for person in self.of_item[one])


@dataclass(frozen=True)
class _Numbers:
    ids: tuple[int, ...]

    @property
    def size(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class _Pairs:
    of_item: Mapping[int, Mapping[int, Conflict]]
    size: int


def recusals_in(held: Round, members: Iterable[Membership], actor: Actor) -> Recusals:
    """The conflicts of these members in a round, as it is now, as far as the actor may know of its ideas."""
    stamp = conflict_stamp(held)
    people = tuple(sorted((one.person_id, one.person.unit_id) for one in members))
    pairs = kept(
        "improve.reviews.recusals",
        500_000,
        (stamp, people),
        lambda: _pairs(held, [one for one, _unit in people]),
    )
    # What a member or somebody who looks after the round may meet follows from what the stamp is made of.
    if not meets_all_but_conflicts(actor, held):
        return Recusals(ids_of(actor, held.id), pairs.of_item)
    reader = (stamp, actor.actor_id, actor.unit_id)
    mine = kept("improve.reviews.readers", 200_000, reader, lambda: _Numbers(tuple(ids_of(actor, held.id))))
    return Recusals(mine.ids, pairs.of_item)


def _pairs(held: Round, person_ids: Collection[int]) -> _Pairs:
    found: dict[int, dict[int, Conflict]] = {}
    pairs = conflicts_between(item_numbers(held.id), person_ids)
    for (item_id, person_id), kind in pairs.items():
        found.setdefault(item_id, {})[person_id] = kind
    return _Pairs(found, len(pairs))


def asked_of(held: Round) -> Asked:
    """Who is asked for what in a round, conflicts or not."""
    return kept("improve.reviews.asked", 500_000, (held.id, assignment_stamp(held)), lambda: _asked(held))


def _asked(held: Round) -> Asked:
    found: dict[int, set[int]] = {}
    for item_id, person_id in assigned_pairs(held.id):
        found.setdefault(item_id, set()).add(person_id)
    whole = {item_id: frozenset(people) for item_id, people in found.items()}
    return Asked(whole, Counter(person for people in whole.values() for person in people))
