"""Which units may be shown with an idea of somebody unnamed: pure arithmetic over the tree.

A unit is shown when at least five active people stand behind it, in itself and below it. That alone would not do:
of a department of eight with one team of five, ideas "of the department" could only be of the other three. So the
people are dealt out: each counts for the nearest unit that is shown, and a unit for which one to four are left is
not shown; they count for the unit above.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

FEWEST = 5


def shown_units(parents: Mapping[int, int | None], people: Mapping[int, int]) -> dict[int, int | None]:
    """For each unit the one that is shown in its place: itself, one above it, or None.

    `parents`: unit -> the unit above it. `people`: unit -> how many active people it has itself.
    """
    below: dict[int | None, list[int]] = {}
    for unit, parent in parents.items():
        below.setdefault(parent if parent in parents else None, []).append(unit)
    shown: dict[int, bool] = {}
    left: dict[int, int] = {}
    everybody: dict[int, int] = {}
    for unit in _children_first(below):
        inside = below.get(unit, [])
        everybody[unit] = people.get(unit, 0) + sum(everybody[child] for child in inside)
        left[unit] = people.get(unit, 0) + sum(left[child] for child in inside if not shown[child])
        shown[unit] = everybody[unit] >= FEWEST and (left[unit] == 0 or left[unit] >= FEWEST)
    return {unit: _nearest(unit, parents, shown) for unit in parents}


def _children_first(below: Mapping[int | None, list[int]]) -> Iterable[int]:
    order: list[int] = []
    waiting = list(below.get(None, []))
    while waiting:
        unit = waiting.pop()
        order.append(unit)
        waiting.extend(below.get(unit, []))
    return reversed(order)


def _nearest(unit: int, parents: Mapping[int, int | None], shown: Mapping[int, bool]) -> int | None:
    here: int | None = unit
    while here is not None and not shown.get(here, False):
        here = parents.get(here)
    return here
