"""Readings for the projects: drawn until the data show what the story needs.

A verdict is never set: readings are drawn from a level before and one after the change, and drawn again while the
product's own rule reads something else from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random

from improve.demo.content.measures import Course, MetricText
from improve.stats.change import judge_series

MOST_DRAWS = 400
# Cautions that would need an explanation which the story does not give.
UNWANTED = frozenset({"baseline_not_stable", "baseline_trend", "no_variation", "signals_both_ways"})
NO_DATA = "not_enough_data"


@dataclass(frozen=True)
class Drawn:
    """One period: a value, or a numerator and a denominator."""

    value: float | None = None
    numerator: int | None = None
    denominator: int | None = None

    def as_row(self, period: str) -> dict[str, object]:
        """As the service takes it."""
        return {
            "period": period,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
        }


@dataclass(frozen=True)
class Shape:
    """How long a series is and what its project asks of it. `ends`: lengths at which the data are judged."""

    before: int
    settle_in: int
    ends: tuple[int, ...]
    smallest_useful: float | None

    @property
    def length(self) -> int:
        return max(self.ends)


def draw(metric: MetricText, shape: Shape, dice: Random) -> list[Drawn]:
    """The readings of a project's metric, oldest first."""
    for _attempt in range(MOST_DRAWS):
        readings = [_one(metric, shape, place, dice) for place in range(shape.length)]
        if reads_as_wanted(metric, shape, readings):
            return readings
    raise RuntimeError(f"no readings of {metric.code} in {MOST_DRAWS} draws read {metric.course.reads}")


def reads_as_wanted(metric: MetricText, shape: Shape, readings: Sequence[Drawn]) -> bool:
    """Do the data show what the story needs, at every length at which somebody looks?"""
    wanted = metric.course.reads
    if wanted is None:
        return True
    values = values_of(metric, readings)
    for end in shape.ends:
        verdict = judge_series(
            values[:end],
            changed_at=shape.before,
            better=metric.direction,
            settle_in=shape.settle_in,
            smallest_useful=shape.smallest_useful,
        )
        if verdict.verdict != wanted[0] or UNWANTED & set(verdict.flags):
            return False
        if wanted[0] != NO_DATA and ("early" in verdict.flags) != wanted[1]:
            return False
    return True


def values_of(metric: MetricText, readings: Sequence[Drawn]) -> list[float | None]:
    """The readings on the metric's scale."""
    scale = 100.0 if metric.kind == "proportion" else float(metric.per)
    return [
        reading.value
        if reading.numerator is None or reading.denominator is None
        else scale * reading.numerator / reading.denominator
        for reading in readings
    ]


def _one(metric: MetricText, shape: Shape, place: int, dice: Random) -> Drawn:
    level = _level(metric.course, shape, place)
    if metric.kind == "value":
        return Drawn(value=round(max(dice.gauss(level, metric.course.spread), 0), metric.decimals))
    size = round(metric.course.base * dice.uniform(0.88, 1.12))
    scale = 100.0 if metric.kind == "proportion" else float(metric.per)
    share = level / scale
    spread = sqrt(size * share * (1 - share) if metric.kind == "proportion" else size * share)
    return Drawn(numerator=max(round(dice.gauss(size * share, spread)), 0), denominator=size)


def _level(course: Course, shape: Shape, place: int) -> float:
    """The mean at a place; while the change settles in it lies half way."""
    if place < shape.before:
        return course.before
    if place < shape.before + shape.settle_in:
        return (course.before + course.after) / 2
    return course.after
