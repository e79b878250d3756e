"""Results of a round: computed once for each state of its scores and kept, in the process and in the table.

A reader with a conflict gets the results of a round in which the ideas they must not meet do not exist, so that
no gap in the ranks and no shifted cut line tells where such an idea stands.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import select

from improve.core.db import db
from improve.reviews.days import company_today
from improve.reviews.models import Round, StoredStanding
from improve.reviews.queries.assignments import assigned_pairs
from improve.reviews.queries.committees import members_on
from improve.reviews.queries.conflicts import conflicts_between
from improve.reviews.queries.reviews import counted_in
from improve.reviews.queries.rounds import item_numbers
from improve.reviews.rules.standing import Given, Standing, digest, standing
from improve.reviews.values import Conflict

KEPT_IN_MEMORY = 64


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a standing is computed from. `recused`: (item, person) -> why, of members and reviewers."""

    given: tuple[Given, ...]
    possible: Mapping[int, int]
    recused: Mapping[tuple[int, int], Conflict]
    members: tuple[int, ...]

    def only(self, item_ids: Iterable[int]) -> Inputs:
        """As if the round had these ideas alone."""
        kept = set(item_ids)
        return Inputs(
            given=tuple(one for one in self.given if one.item_id in kept),
            possible={item_id: of for item_id, of in self.possible.items() if item_id in kept},
            recused={pair: kind for pair, kind in self.recused.items() if pair[0] in kept},
            members=self.members,
        )


def inputs_of(held: Round) -> Inputs:
    """The reviews that count (not those of people with a conflict, however late it came up) and, for each idea,
    how many members may score it. A published round keeps the conflicts it was published with.
    """
    items = item_numbers(held.id)
    counted = counted_in(held.id)
    members = tuple(m.person_id for m in members_on(held.committee_id, min(company_today(), held.closes_on)))
    reviewers = {one.reviewer_id for one in counted if one.reviewer_id is not None}
    stored = latest_stored(held.id) if held.published_at is not None else None
    if stored is not None:
        recused = {(item, person): Conflict(kind) for item, person, kind in stored.data["recused"]}
        possible = {int(item): of for item, of in stored.data["possible"].items()}
    else:
        recused = conflicts_between(items, {*members, *reviewers})
        asked = assigned_pairs(held.id) if held.is_assigned else {(i, p) for i in items for p in members}
        possible = Counter(item_id for item_id, _person in asked - set(recused))
    return Inputs(
        given=tuple(
            one.given
            for one in counted
            if one.given.item_id in items and (one.given.item_id, one.reviewer_id) not in recused
        ),
        possible={item_id: possible.get(item_id, 0) for item_id in items},
        recused=recused,
        members=members,
    )


def standing_of(held: Round, inputs: Inputs) -> Standing:
    """The results of these inputs: from memory, from the table, or computed now."""
    name = digest(inputs.given, inputs.possible, places=held.places, seed=held.seed)
    found = _remembered.get(name)
    if found is None:
        stored = stored_standing(held.id, name)
        if stored is not None:
            found = Standing.from_json(stored.data["standing"])
        else:
            found = standing(inputs.given, inputs.possible, places=held.places, seed=held.seed)
        _remembered.put(name, found)
    return found


def stored_standing(round_id: int, name: str) -> StoredStanding | None:
    """The stored results of a digest."""
    return db.session.scalar(
        select(StoredStanding).where(StoredStanding.round_id == round_id, StoredStanding.digest == name)
    )


def latest_stored(round_id: int) -> StoredStanding | None:
    """The results stored last."""
    return db.session.scalar(
        select(StoredStanding)
        .where(StoredStanding.round_id == round_id)
        .order_by(StoredStanding.computed_at.desc(), StoredStanding.id.desc())
        .limit(1)
    )


class _Memory:
    """The standings asked for last; the digest is the whole truth about one, so none grows stale."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Standing] = OrderedDict()
        self._lock = Lock()

    def get(self, name: str) -> Standing | None:
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def put(self, name: str, found: Standing) -> None:
        with self._lock:
            self._kept[name] = found
            while len(self._kept) > KEPT_IN_MEMORY:
                self._kept.popitem(last=False)


_remembered = _Memory()
