"""Which cells of a table may be shown of a run of periods, so that no run less another tells about a few people.

Of two runs a reader sees what lies between them. So a run is made of whole blocks of periods, each without answers or
with at least five, and a cell is shown of a run where it may be shown of each of its blocks beside their totals and
its own total over all time (`disclosure.open_cells`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from improve.core.periods import PeriodKind, last_day
from improve.surveys.rules import disclosure

Cell = TypeVar("Cell", str, int)
Named = Mapping[str, Mapping[str, int]]
"""Question's code -> how often each value was answered."""
Block = tuple[date, date]
"""The first days of its first and of its last period."""


@dataclass(frozen=True)
class Run:
    """The days of a run (both included), among the answers by period: ours, then, where they are a segment, those of
    everybody else."""

    days: tuple[date, date]
    by: PeriodKind
    lines: Sequence[Mapping[date, Named]]

    def closed(self, cells: Callable[[Named], Mapping[Cell, int]]) -> frozenset[Cell] | None:
        """Which cells are not shown; None where none is: the run is not made of whole blocks, or all are too few. `cells` makes the
        row of a table of the answers of a period."""
        found = [{start: cells(named) for start, named in line.items()} for line in self.lines]
        blocks = _blocks(found)
        inside = [self._holds(block) for block in blocks]
        if None in inside:
            return None
        out: set[Cell] = set()
        for line in found:
            rows = {block: _within(line, block) for block in blocks}
            if any(row and not disclosure.enough(row.total()) for row in rows.values()):
                return None
            open_ = disclosure.open_cells(rows)
            for block, is_inside in zip(blocks, inside, strict=True):
                if is_inside:
                    out.update(cell for cell in rows[block] if (block, cell) not in open_)
        return frozenset(out)

    def _holds(self, block: Block) -> bool | None:
        """Does the run hold the block, or nothing of it? None: a part."""
        first, last = block[0], last_day(self.by, block[1])
        if self.days[0] <= first and last <= self.days[1]:
            return True
        return False if last < self.days[0] or self.days[1] < first else None


def _blocks(lines: Sequence[Mapping[date, Mapping[Cell, int]]]) -> list[Block]:
    """The periods in order, as few together as leave nobody or at least five in each block of each line; a rest is
    added to the block before."""
    sizes = [{start: sum(row.values()) for start, row in line.items()} for line in lines]
    starts = sorted({start for line in sizes for start, n in line.items() if n})
    out: list[Block] = []
    begun: date | None = None
    held = [0] * len(lines)
    for start in starts:
        begun = begun or start
        held = [n + line.get(start, 0) for n, line in zip(held, sizes, strict=True)]
        if all(n == 0 or disclosure.enough(n) for n in held):
            out.append((begun, start))
            begun, held = None, [0] * len(lines)
    if begun is None:
        return out
    return [*out[:-1], (out[-1][0] if out else begun, starts[-1])]


def _within(line: Mapping[date, Mapping[Cell, int]], block: Block) -> Counter[Cell]:
    found: Counter[Cell] = Counter()
    for start, row in line.items():
        if block[0] <= start <= block[1]:
            found.update({cell: n for cell, n in row.items() if n})
    return found
