"""Which units may stand by themselves: plain values in, an answer out."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

from improve.stats.suppression import SMALLEST_GROUP

Part = TypeVar("Part", bound=Hashable)


def shown_apart(
    people: Mapping[Part, int], *, always_together: int = 0, k: int = SMALLEST_GROUP
) -> frozenset[Part]:
    """The parts of a whole that may be shown by themselves; all others, and `always_together` people, are one row.

    Each part has `k` people or more, and so has what is left over, unless nobody is left: else it would be the
    whole minus the parts. The smallest parts join it until it is large enough; ties by the order given.
    """
    shown = {part for part, count in people.items() if count >= k}
    left = always_together + sum(count for part, count in people.items() if part not in shown)
    while 0 < left < k and shown:
        smallest = min((part for part in people if part in shown), key=lambda part: people[part])
        shown.remove(smallest)
        left += people[smallest]
    return frozenset(shown)
