"""Series of readings with holes: what is accepted, means without rounding noise, unbroken stretches.

A series is a sequence with one entry per period, in time order; `None` is a period without a reading.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from improve.stats.errors import StatsError

Readings: TypeAlias = tuple[float | None, ...]

# Squares and sums of a million such values still fit a double, so that no result can be infinite.
LARGEST = 1e100

# Two numbers that differ by less than this share of their size are one number that was computed in two ways:
# a reading "on the line" must not become a signal because 0.1 + 0.2 is not 0.3.
ROUNDING = 1e-14


def readings(values: Sequence[float | None], name: str = "values") -> Readings:
    """The values as floats. Refuses what is not a finite number of at most 1e100 (NaN included)."""
    return tuple(None if v is None else _number(v, name, i) for i, v in enumerate(values, 1))


def _number(value: float, name: str, index: int) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise StatsError(
            "not_a_number", f"{name}[{index}] is not a number", name=name, index=index
        ) from error
    if not math.isfinite(number):
        raise StatsError("not_finite", f"{name}[{index}] is not a finite number", name=name, index=index)
    if abs(number) > LARGEST:
        raise StatsError("too_large", f"{name}[{index}] is larger than 1e100", name=name, index=index)
    return number


def present(values: Sequence[float | None]) -> list[float]:
    """The readings without the holes."""
    return [v for v in values if v is not None]


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean, correctly rounded in its sum; of equal values it is exactly that value. Not for none."""
    low, high = min(values), max(values)
    if low == high:
        return low
    # Rounding must not carry the mean out of the data.
    return min(max(math.fsum(values) / len(values), low), high)


def median(values: Sequence[float]) -> float:
    """Middle value, or the mean of the two middle ones. Not for an empty sequence."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else mean(ordered[middle - 1 : middle + 1])


def stretches(values: Sequence[float | None]) -> list[tuple[int, list[float]]]:
    """Unbroken parts of the series, each with the position (from 0) of its first reading."""
    parts: list[tuple[int, list[float]]] = []
    broken = True
    for position, value in enumerate(values):
        if value is None:
            broken = True
            continue
        if broken:
            parts.append((position, []))
            broken = False
        parts[-1][1].append(value)
    return parts


def steps(values: Sequence[float | None]) -> list[float]:
    """Differences of neighbors; none is taken across a hole."""
    return [b - a for _, part in stretches(values) for a, b in pairwise(part)]


def above(value: float, line: float) -> bool:
    """Strictly above, by more than the rounding of the line."""
    return value - line > ROUNDING * max(abs(value), abs(line))


def below(value: float, line: float) -> bool:
    """Strictly below, by more than the rounding of the line."""
    return above(line, value)


def side(value: float, line: float) -> int:
    """1 above, -1 below, 0 on the line."""
    return int(above(value, line)) - int(below(value, line))


def same_length(values: Sequence[object], others: Sequence[object], name: str) -> None:
    """Refuse a companion column that does not have one entry per value."""
    if len(values) != len(others):
        raise StatsError(
            "length_differs",
            f"{name} has {len(others)} entries for {len(values)} values",
            name=name,
            expected=len(values),
            found=len(others),
        )


def whole(value: object, name: str, *, least: int) -> int:
    """An integer option. Refuses fractions and anything under `least`."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError as error:
        raise StatsError("not_whole", f"{name} is not a whole number", name=name) from error
    if number < least:
        raise StatsError("too_small", f"{name} must be at least {least}", name=name, least=least)
    return number
