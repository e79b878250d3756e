"""Single measurements become readings: the rows of one file that fall into one period, made into one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from statistics import fmean, median
from typing import Any, cast

from improve.core.periods import read
from improve.core.values import Decimal, fields_of
from improve.metrics.models import Combine, Metric
from improve.metrics.values import ReadingData

AMOUNTS = ("value", "numerator", "denominator")
_LIMITS = {name: cast(Decimal, fields_of(ReadingData)[name].constraint) for name in AMOUNTS}
_TAKE: Mapping[str, Callable[[Sequence[float]], float]] = {
    Combine.MEAN: fmean,
    Combine.MEDIAN: median,
    Combine.SUM: math.fsum,
    Combine.COUNT: lambda values: float(len(values)),
    Combine.LAST: lambda values: values[-1],
}


def combined(
    metric: Metric, rows: Sequence[Mapping[str, Any]], numbers: Sequence[int], how: str
) -> tuple[list[Mapping[str, Any]], list[int], int]:
    """The rows with one for each period and unit, their numbers (the first row of each), and how many rows went
    into others. Counts are added up; values are taken as `how` says. What is no reading stays as it is."""
    if how == Combine.REFUSE:
        return list(rows), list(numbers), 0
    starts: dict[str, date | None] = {}
    groups: dict[tuple[date, str], list[Mapping[str, Any]]] = {}
    first: dict[tuple[date, str], int] = {}
    others: list[tuple[int, Mapping[str, Any]]] = []
    for number, row in zip(numbers, rows, strict=True):
        text = row.get("period")
        amounts = [(name, row[name]) for name in AMOUNTS if row.get(name) is not None]
        known = amounts and all(_is_measured(name, amount) for name, amount in amounts)
        if not known or not isinstance(text, str):
            others.append((number, row))
            continue
        if text not in starts:
            starts[text] = read(metric.period_kind, text[:30])
        start = starts[text]
        if start is None:
            others.append((number, row))
            continue
        key = (start, str(row.get("unit") or ""))
        groups.setdefault(key, []).append(row)
        first.setdefault(key, number)
    made = [(first[key], _one(metric, found, how)) for key, found in groups.items()]
    ordered = sorted([*made, *others], key=lambda pair: pair[0])
    return [row for _number, row in ordered], [number for number, _row in ordered], len(rows) - len(ordered)


def _is_measured(name: str, amount: Any) -> bool:
    """A number that could be a reading by itself; what could not must not vanish in a median or a sum."""
    limits = _LIMITS[name]
    return type(amount) in (int, float) and limits.low <= amount <= limits.high


def _one(metric: Metric, rows: Sequence[Mapping[str, Any]], how: str) -> Mapping[str, Any]:
    if len(rows) == 1 and how != Combine.COUNT:
        return rows[0]
    one = dict(rows[0])
    for name in AMOUNTS:
        values = [float(row[name]) for row in rows if row.get(name) is not None]
        if values:
            one[name] = math.fsum(values) if name != "value" else _TAKE[how](values)
    return one
