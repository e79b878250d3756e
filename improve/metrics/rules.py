"""What a metric takes, and when its next reading is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from improve.core.errors import Invalid, Refused
from improve.core.messages import _l
from improve.core.periods import PeriodKind, after, distance, last_day, start_of
from improve.metrics.models import MetricKind

# Days after the end of a period until its reading is overdue.
GRACE = {
    PeriodKind.DAY: 2,
    PeriodKind.WEEK: 4,
    PeriodKind.MONTH: 10,
    PeriodKind.QUARTER: 20,
    PeriodKind.YEAR: 45,
}


def check_reading(
    kind: MetricKind, value: float | None, numerator: float | None, denominator: float | None
) -> None:
    """A value metric takes a value; a share or a rate takes counts."""
    counts = numerator is not None or denominator is not None
    if value is not None and counts:
        raise Invalid.field("value", _l("Give either a value, or a numerator and a denominator."))
    if kind not in (MetricKind.PROPORTION, MetricKind.RATE):
        if counts:
            raise Invalid.field("numerator", _l("This metric takes a value, not counts."))
        if value is None:
            raise Invalid.field("value", _l("The value is missing."))
        if kind is not MetricKind.VALUE and value < 0:
            raise Invalid.field("value", _l("What lies between two events cannot be less than 0."))
        return
    if value is not None:
        raise Invalid.field("value", _l("This metric takes a numerator and a denominator."))
    if numerator is None:
        raise Invalid.field("numerator", _l("The numerator is missing."))
    if denominator is None:
        raise Invalid.field("denominator", _l("The denominator is missing."))
    if denominator <= 0:
        raise Invalid.field("denominator", _l("The denominator must be more than 0."))
    if kind is MetricKind.PROPORTION and numerator > denominator:
        raise Invalid.field("numerator", _l("The numerator of a share cannot exceed the denominator."))


def check_period(start: date, today: date) -> None:
    """Nobody knows what will be measured."""
    if start > today:
        raise Invalid.field("period", _l("This period has not begun yet."))


def check_open(is_closed: bool) -> None:
    """A closed metric takes no readings."""
    if is_closed:
        raise Refused(_l("This metric is closed and takes no more readings."))


def check_by_hand(feed: str | None) -> None:
    """What fills itself takes no readings from elsewhere: nobody could say which one holds."""
    if feed is not None:
        raise Refused(_l("This metric fills itself. Edit it and choose “by hand” to enter readings."))


@dataclass(frozen=True)
class Standing:
    """What a metric waits for: finished periods after its last reading, the oldest first."""

    waiting: tuple[date, ...] = ()
    due: date | None = None
    is_overdue: bool = False


NOTHING_WAITS = Standing()
LONGEST_LIST = 60
LONGEST_SEARCH = 200


def last_finished(kind: PeriodKind, today: date) -> date:
    """The start of the last period that is over."""
    return after(kind, start_of(kind, today), -1)


def is_finished(kind: PeriodKind, start: date, today: date) -> bool:
    """Is the period that begins at `start` over?"""
    return last_day(kind, start) < today


def standing(
    kind: PeriodKind,
    last: date | None,
    today: date,
    is_period: Callable[[date], bool] = lambda start: True,
) -> Standing:
    """What waits, given the start of the last period with a reading. Without any reading only the last
    finished period waits, and is never overdue: where the series begins is for its owner to say. Days that are
    no periods (`is_period`) wait for nothing.
    """
    newest = last_finished(kind, today)
    if last is None:
        return Standing((newest,))
    count = distance(kind, last, newest)
    oldest = after(kind, last)
    span = range(min(max(count, 0), LONGEST_SEARCH))
    waiting = tuple(islice((start for i in span if is_period(start := after(kind, oldest, i))), LONGEST_LIST))
    if not waiting:
        return NOTHING_WAITS
    due = last_day(kind, waiting[0]) + timedelta(days=GRACE[kind])
    return Standing(waiting, due, today > due)
