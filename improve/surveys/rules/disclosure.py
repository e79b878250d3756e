"""What may be shown: groups of fewer than five answers stay hidden, and what they could be computed from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from improve.stats.suppression import SMALLEST_GROUP, suppress
from improve.surveys.rules.scores import Score
from improve.surveys.values.kinds import SCALES, Group

Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Distribution:
    """The counts that may be shown; None is hidden. The sum over a shown group is shown, over a hidden one not."""

    numbers: Mapping[int, int | None]
    groups: Mapping[Group, int | None]

    @property
    def hides(self) -> bool:
        return None in self.numbers.values() or None in self.groups.values()


def distribution(score: Score) -> Distribution:
    """Which numbers and groups of a score may be shown beside its total.

    Groups are suppressed among each other, then the numbers within each shown group; in a hidden group every
    number is hidden, for their sum would be the hidden count.
    """
    scale = SCALES[score.kind]
    groups = visible({group: score.of(group) for group in Group})
    numbers: dict[int, int | None] = {}
    for group in Group:
        cells = {number: score.counts.get(number, 0) for number in scale.of_group(group)}
        numbers |= visible(cells) if groups[group] is not None else dict.fromkeys(cells, None)
    return Distribution({number: numbers[number] for number in scale.numbers}, groups)


def visible(cells: Mapping[Cell, int]) -> dict[Cell, int | None]:
    """Counts beside a shown total: the small ones, and one more where a single one could be computed, are None."""
    shown = suppress(cells).shown
    return {cell: shown.get(cell) for cell in cells}


def enough(n: int) -> bool:
    """Are there enough answers to show a figure about them?"""
    return n >= SMALLEST_GROUP
