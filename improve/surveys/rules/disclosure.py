"""What may be shown: groups of fewer than five answers stay hidden, and what they could be computed from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence, Set
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


def distribution(
    score: Score,
    others: Sequence[Mapping[int, int]] = (),
    closed: Callable[[Sequence[Sequence[int]]], Set[int] | None] = lambda _cells: frozenset(),
) -> Distribution:
    """Which numbers and groups of a score may be shown beside its total, and beside what is shown of `others`.

    Groups are suppressed among each other, then the numbers within each shown group; in a hidden group every
    number is hidden, for their sum would be the hidden count. `closed` says which of some cells, each the numbers that
    it counts, are hidden for another reason, by their places; None: all.
    """
    scale = SCALES[score.kind]
    rows = [
        {group: _of(counts, scale.of_group(group)) for group in Group} for counts in (score.counts, *others)
    ]
    names = tuple(Group)
    groups = without(
        visible(rows[0]),
        closed_in(rows) | _named(names, closed([scale.of_group(group) for group in names])),
    )
    numbers: dict[int, int | None] = {}
    for group in Group:
        of = [
            {number: counts.get(number, 0) for number in scale.of_group(group)}
            for counts in (score.counts, *others)
        ]
        mine = tuple(scale.of_group(group))
        cells = without(visible(of[0]), closed_in(of) | _named(mine, closed([(number,) for number in mine])))
        numbers |= cells if groups[group] is not None else dict.fromkeys(cells, None)
    return Distribution({number: numbers[number] for number in scale.numbers}, groups)


def _named(cells: Sequence[Cell], places: Set[int] | None) -> frozenset[Cell]:
    return frozenset(cell for place, cell in enumerate(cells) if places is None or place in places)


def _of(counts: Mapping[int, int], numbers: Sequence[int]) -> int:
    return sum(counts.get(number, 0) for number in numbers)


def closed_in(rows: Sequence[Mapping[Cell, int]]) -> frozenset[Cell]:
    """Which cells of the first row are closed, the others being those of everybody else: see `open_cells`."""
    if len(rows) < 2:
        return frozenset()
    open_ = open_cells(dict(enumerate(rows)))
    return frozenset(cell for cell in rows[0] if (0, cell) not in open_)


def without(shown: Mapping[Cell, int | None], closed: Set[Cell]) -> dict[Cell, int | None]:
    """The same with more cells hidden."""
    return {cell: None if cell in closed else count for cell, count in shown.items()}


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


def tells_nothing_of_few(sizes: Sequence[int]) -> bool:
    """May a figure about the first of these groups be shown, the others being everybody else, with one about all?"""
    return enough(sizes[0]) and (0, 0) in open_cells({0: dict(enumerate(sizes))})


def enough(n: int) -> bool:
    """Are there enough answers to show a figure about them?"""
    return n >= SMALLEST_GROUP
