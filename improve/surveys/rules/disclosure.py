"""What may be shown: groups of fewer than five answers stay hidden, and what they could be computed from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from improve.stats.suppression import SMALLEST_GROUP, suppress
from improve.surveys.rules.scores import Score
from improve.surveys.values.kinds import SCALES, Group

Cell = TypeVar("Cell", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)


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


def open_cells(rows: Mapping[Row, Mapping[Cell, int]]) -> frozenset[tuple[Row, Cell]]:
    """The cells of a table that may be shown beside the totals of its rows and of its columns.

    Small cells are closed. In every row and column the closed ones are at least two and five answers together, so
    that neither a cell nor a small rest follows from the totals; the next smallest are closed for that. A cell
    without answers is open and protects nothing: it is about nobody.
    """
    cells = {(row, cell): n for row, found in rows.items() for cell, n in found.items() if n}
    lines: dict[Hashable, list[tuple[Row, Cell]]] = {}
    for row, cell in cells:
        lines.setdefault(("row", row), []).append((row, cell))
        lines.setdefault(("column", cell), []).append((row, cell))
    closed = {place for place, n in cells.items() if n < SMALLEST_GROUP}
    waiting = list(lines)
    while waiting:
        added = [place for line in waiting for place in _protecting(lines[line], cells, closed)]
        waiting = [line for row, cell in added for line in (("row", row), ("column", cell))]
    return frozenset((row, cell) for row in rows for cell in rows[row]) - closed


def _protecting(
    line: list[tuple[Row, Cell]], cells: Mapping[tuple[Row, Cell], int], closed: set[tuple[Row, Cell]]
) -> list[tuple[Row, Cell]]:
    """The cells of a line that are closed for the sake of others; they are added to `closed`."""
    hidden = [place for place in line if place in closed]
    spare = sorted((place for place in line if place not in closed), key=lambda place: cells[place])
    added: list[tuple[Row, Cell]] = []
    total = sum(cells[place] for place in hidden)
    while spare and hidden and (len(hidden) + len(added) < 2 or total < SMALLEST_GROUP):
        added.append(spare.pop(0))
        total += cells[added[-1]]
    closed.update(added)
    return added


def enough(n: int) -> bool:
    """Are there enough answers to show a figure about them?"""
    return n >= SMALLEST_GROUP
