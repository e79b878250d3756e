"""Results of a round: computed once for each state of its scores and kept, in the process and in the table.

A reader with a conflict gets the results of a round in which the ideas they must not meet do not exist, so that
no gap in the ranks and no shifted cut line tells where such an idea stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import current_app
from sqlalchemy import select

from improve.core.db import db
from improve.core.policy import Actor
from improve.reviews.models import Round, RoundItem, StoredStanding
from improve.reviews.queries.inputs import Inputs, inputs_of, stamped_inputs
from improve.reviews.queries.items import NAMES_AT_HAND, ids_of, meets_all_but_conflicts
from improve.reviews.queries.memory import Memory
from improve.reviews.queries.reading import beside
from improve.reviews.queries.stamps import latest_stored
from improve.reviews.rules.standing import Band, ItemStanding, Standing, Talk, agenda, digest, standing

__all__ = [
    "Inputs",
    "Results",
    "inputs_of",
    "items_met",
    "latest_stored",
    "results_for",
    "standing_of",
    "stored_standing",
]

EXTENSION = "improve.reviews.results"
MOST_KEPT = 300_000  # ideas and scores of all results together


@dataclass(frozen=True)
class Results:
    """The results as one reader gets them, with what pages ask of them again and again. `ids`: the item ids of the
    ideas that the reader may meet, by the number of the idea.
    """

    ids: list[int]
    inputs: Inputs
    find: Callable[[], Standing]

    @property
    def size(self) -> int:
        """How much there is of it."""
        return self.inputs.size

    @cached_property
    def met(self) -> frozenset[int]:
        """The same ids, to look them up."""
        return frozenset(self.ids)

    @cached_property
    def found(self) -> Standing:
        """Where the ideas stand: computed when it is asked for, as it takes seconds for thousands of ideas."""
        return self.find()

    @cached_property
    def by_item(self) -> Mapping[int, ItemStanding]:
        """Item id -> where it stands."""
        return {item.item_id: item for item in self.found.items}

    @cached_property
    def talks(self) -> list[Talk]:
        """The order of the meeting."""
        return agenda(self.found)

    @cached_property
    def bounds(self) -> tuple[float, float] | None:
        """The lowest and the highest figure of the plots."""
        values = [
            value
            for item in self.found.items
            for value in (item.low, item.high, item.mean, item.adjusted)
            if value is not None
        ]
        return (min(values), max(values)) if values else None

    @cached_property
    def scored(self) -> int:
        """How many ideas have a score; they stand first."""
        return sum(item.band is not Band.UNSCORED for item in self.found.items)

    @cached_property
    def last_place(self) -> int | None:
        """The idea after which the cut line runs; none where all ideas fit."""
        inside = self.found.places < self.scored
        return self.found.items[self.found.places - 1].item_id if inside else None

    @cached_property
    def counts(self) -> Mapping[int, int]:
        """Item id -> scores, abstentions among them."""
        return Counter(one.item_id for one in self.inputs.given)

    @cached_property
    def given_by(self) -> Mapping[str, int]:
        """Reviewer -> scores, abstentions among them."""
        return Counter(one.reviewer for one in self.inputs.given)

    @cached_property
    def asked_of(self) -> Mapping[int, int]:
        """Person id -> ideas assigned to them."""
        return Counter(person_id for _item, person_id in self.inputs.asked)

    @cached_property
    def away(self) -> Mapping[int, list[int]]:
        """Item id -> the people who stay away from it."""
        found: dict[int, list[int]] = {}
        for item_id, person_id in self.inputs.recused:
            found.setdefault(item_id, []).append(person_id)
        return found


def results_for(held: Round, actor: Actor) -> Results:
    """The results as if the round had the ideas alone that the actor may meet."""
    kept: Memory[Results] = current_app.extensions.setdefault(EXTENSION, Memory(MOST_KEPT))
    stamp, whole = stamped_inputs(held)
    # What a member or somebody who looks after the round may meet follows from what the stamp is made of.
    reader = (stamp, actor.actor_id, actor.unit_id) if meets_all_but_conflicts(actor, held) else None
    found = kept.get(reader) if reader is not None else None
    if found is None:
        ids = ids_of(actor, held.id)
        key = stamp, frozenset(whole.possible.keys() - set(ids))
        found = kept.get(key) or _results(held, whole.only(set(ids)), ids)
        kept.put(key, found)
        if reader is not None:
            kept.put(reader, found)
    return found


def items_met(results: Results, item_ids: Collection[int]) -> Sequence[RoundItem]:
    """Those of these ideas that the reader of the results meets (found when these were), with their names at hand, by
    number: looked up by their keys, without asking a second time who stays away from all the others.
    """
    wanted = sorted(results.met.intersection(item_ids))
    items = db.session.scalars(
        select(RoundItem)
        .join(RoundItem.suggestion)
        .where(RoundItem.id.in_(wanted))
        .options(NAMES_AT_HAND)
        .order_by(RoundItem.suggestion_id)
    ).all()
    beside(items)
    return items


def _results(held: Round, inputs: Inputs, ids: list[int]) -> Results:
    name, places, seed = held.id, held.places, held.seed
    return Results(ids, inputs, lambda: _standing(name, inputs, places, seed))


def standing_of(held: Round, inputs: Inputs) -> Standing:
    """The results of these inputs: from the table, or computed now."""
    return _standing(held.id, inputs, held.places, held.seed)


def _standing(round_id: int, inputs: Inputs, places: int, seed: int) -> Standing:
    stored = stored_standing(round_id, digest(inputs.given, inputs.possible, places=places, seed=seed))
    if stored is not None:
        return Standing.from_json(stored.data["standing"])
    return standing(inputs.given, inputs.possible, places=places, seed=seed)


def stored_standing(round_id: int, name: str) -> StoredStanding | None:
    """The stored results of a digest."""
    return db.session.scalar(
        select(StoredStanding).where(StoredStanding.round_id == round_id, StoredStanding.digest == name)
    )
