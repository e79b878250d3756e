"""In which order a member meets ideas."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

# The prime that numbers of ideas stay below: what is multiplied modulo it is nobody else's place.
PRIME = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Entry:
    """An idea in a member's queue. `reviews` counts everybody's."""

    item_id: int
    round_id: int
    closes_on: date
    is_scored: bool
    reviews: int


def ordered(entries: Sequence[Entry], person_id: int) -> list[Entry]:
    """What is scored stands first, in a fixed order; then what is due first, the least reviewed first.

    Equals stand in an order of the person's own, so that not everybody begins with the same idea.
    """
    return sorted(
        entries,
        key=lambda entry: (
            not entry.is_scored,
            entry.closes_on,
            0 if entry.is_scored else entry.reviews,
            own_place(entry.item_id, person_id),
        ),
    )


def first_of(waiting: Sequence[Entry], person_id: int) -> Entry | None:
    """The one of these, none of them scored, that `ordered` would put first."""
    due = min((entry.closes_on for entry in waiting), default=None)
    now = [entry for entry in waiting if entry.closes_on == due]
    fewest = min((entry.reviews for entry in now), default=None)
    equals = [entry for entry in now if entry.reviews == fewest]
    return min(equals, key=lambda entry: own_place(entry.item_id, person_id), default=None)


def following(entries: Sequence[Entry], item_id: int) -> int | None:
    """The next idea to score after this one, around the end; None when no other waits."""
    return _next(entries, item_id)


def preceding(entries: Sequence[Entry], item_id: int) -> int | None:
    """The one before."""
    return _next(list(reversed(entries)), item_id)


def _next(entries: Sequence[Entry], item_id: int) -> int | None:
    ids = [entry.item_id for entry in entries]
    start = ids.index(item_id) + 1 if item_id in ids else 0
    around = [*entries[start:], *entries[:start]]
    return next((entry.item_id for entry in around if not entry.is_scored and entry.item_id != item_id), None)


def own_place(item_id: int, person_id: int) -> int:
    """Where equals stand for a person; plain arithmetic, so that the database can say it, too."""
    factor, offset = own_steps(person_id)
    return (item_id * factor + offset) % PRIME


@lru_cache(1_000)
def own_steps(person_id: int) -> tuple[int, int]:
    """A person's own factor (1 to PRIME - 1) and offset."""
    drawn = hashlib.sha256(f"{person_id}".encode()).digest()
    factor, offset = int.from_bytes(drawn[:8], "big"), int.from_bytes(drawn[8:16], "big")
    return factor % (PRIME - 1) + 1, offset % PRIME
