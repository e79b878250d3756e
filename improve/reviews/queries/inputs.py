"""What the results of a round are computed from, read anew only when something of it has changed (see `stamps`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

from improve.reviews.models import Round
from improve.reviews.queries.assignments import assigned_pairs
from improve.reviews.queries.conflicts import conflicts_between
from improve.reviews.queries.items import item_numbers
from improve.reviews.queries.memory import kept
from improve.reviews.queries.reviews import Counted, counted_in
from improve.reviews.queries.stamps import latest_stored, members_of, stamp_of
from improve.reviews.rules.standing import Given
from improve.reviews.values import Conflict

EXTENSION, AWAY = "improve.reviews.inputs", "improve.reviews.away"
# In ideas, scores, recusals and assignments together.
MOST_KEPT = 500_000


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a standing is computed from. `recused`: (item, person) -> why, of members and reviewers; `asked`: (item,
    person) of the assignments that hold; `reviewers`: the keys of all who have scored, also where that does not count.
    """

    given: tuple[Given, ...]
    possible: Mapping[int, int]
    recused: Mapping[tuple[int, int], Conflict]
    members: tuple[int, ...]
    asked: frozenset[tuple[int, int]] = frozenset()
    reviewers: frozenset[str] = frozenset()

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
            reviewers=self.reviewers,
        )

    @property
    def size(self) -> int:
        """How much there is of it."""
        return len(self.possible) + len(self.given) + len(self.recused) + len(self.asked)


def inputs_of(held: Round) -> Inputs:
    """The reviews that count (not those of people with a conflict, however late it came up) and, for each idea,
    how many members may score it. A published round keeps the conflicts it was published with.
    """
    return stamped_inputs(held)[1]


def stamped_inputs(held: Round) -> tuple[Hashable, Inputs]:
    """The inputs with a key that no other state of them has."""
    stamp = stamp_of(held)
    return stamp, kept(EXTENSION, MOST_KEPT, stamp, lambda: _read(held, stamp.conflicts))


@dataclass(frozen=True, slots=True)
class _Away:
    pairs: Mapping[tuple[int, int], Conflict]

    @property
    def size(self) -> int:
        return len(self.pairs)


def _away(
    items: Mapping[int, int], people: Collection[int], stamp: Hashable
) -> Mapping[tuple[int, int], Conflict]:
    """Who stays away from what, kept by itself: it takes the longest, and scores that come in do not change it."""
    key = stamp, tuple(sorted(people))
    return kept(AWAY, MOST_KEPT, key, lambda: _Away(conflicts_between(items, people))).pairs


def _read(held: Round, conflicts: Hashable) -> Inputs:
    items = item_numbers(held.id)
    counted = counted_in(held.id)
    members = tuple(person_id for person_id, _unit in members_of(held))
    reviewers = {one.reviewer_id for one in counted if one.reviewer_id is not None}
    recused: Mapping[tuple[int, int], Conflict]
    asked: frozenset[tuple[int, int]] = frozenset()
    stored = latest_stored(held.id) if held.published_at is not None else None
    if stored is not None:
        recused = {(item, person): Conflict(kind) for item, person, kind in stored.data["recused"]}
        possible = {int(item): of for item, of in stored.data["possible"].items()}
    else:
        recused = _away(items, {*members, *reviewers}, conflicts)
        if held.is_assigned:
            asked = _asked(held, members, counted) - recused.keys()
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
        reviewers=frozenset(one.given.reviewer for one in counted),
    )


def _asked(held: Round, members: Collection[int], counted: Collection[Counted]) -> frozenset[tuple[int, int]]:
    """The assignments that can still be met, or were: who left the committee without a score is not waited for."""
    scored = {(one.given.item_id, one.reviewer_id) for one in counted}
    serving = set(members)
    return frozenset(pair for pair in assigned_pairs(held.id) if pair[1] in serving or pair in scored)


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
