"""Small groups stay hidden: a figure about three people is a figure about persons."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from improve.stats.errors import StatsError

Cell = TypeVar("Cell", bound=Hashable)
SMALLEST_GROUP = 5


@dataclass(frozen=True, slots=True)
class Suppressed(Generic[Cell]):
    """Which cells may be shown; `total` is None where it may not be shown either."""

    hidden: frozenset[Cell]
    shown: dict[Cell, int]
    total: int | None


def suppress(
    cells: Mapping[Cell, int], *, k: int = SMALLEST_GROUP, total_shown: bool = True
) -> Suppressed[Cell]:
    """Hide cells with fewer than `k` answers, and the next smallest when exactly one would be hidden.

    The second rule applies where a total is shown, since the hidden cell would be the total minus the others.
    A total below `k` is hidden too. Ties are broken by the order given. Refuses negative counts (`counts`).
    """
    if any(count < 0 for count in cells.values()):
        raise StatsError("counts", "Counts are not negative.")
    hidden = {cell for cell, count in cells.items() if count < k}
    if total_shown and len(hidden) == 1:
        others = [cell for cell in cells if cell not in hidden]
        if others:
            hidden.add(min(others, key=lambda cell: cells[cell]))
    total = sum(cells.values())
    return Suppressed(
        hidden=frozenset(hidden),
        shown={cell: count for cell, count in cells.items() if cell not in hidden},
        total=total if total_shown and total >= k else None,
    )


def difference_reveals(n_first: int, n_second: int, n_both: int, *, k: int = SMALLEST_GROUP) -> bool:
    """Would showing two filtered figures reveal a group under `k` as their difference?

    `n_both` counts the answers that meet both filters. Revealed are the answers in one and not in the other:
    nobody (0) reveals nothing, 1 to k - 1 people do.
    """
    if not 0 <= n_both <= min(n_first, n_second):
        raise StatsError("counts", "The overlap cannot be larger than either group.")
    return 0 < n_first - n_both < k or 0 < n_second - n_both < k
