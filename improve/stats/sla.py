"""Promises with a clock: when an answer is due, how long it took, how many were kept.

Arithmetic is on instants (UTC), so a promise of 24 hours is 24 hours across a change of clocks; a calendar of
working hours is read in its own time zone. All boundaries are inclusive: an answer at the due instant is in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise

import numpy as np

from improve.stats.errors import StatsError
from improve.stats.proportions import wilson

# Working time between two instants, as minutes of the local day: (540, 1080) is 9:00 to 18:00.
Span = tuple[int, int]
MIDNIGHT = 24 * 60
LONGEST_PROMISE = 100 * 366 * 86400
# Instants outside of these years are mistakes or stand for "never", and calendars cannot count around them.
FIRST_YEAR, LAST_YEAR = 1000, 9000
# A promise that is not due within this many days has no working time to be kept in.
HORIZON_DAYS = 3700


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Weekly working time (Monday first) in a time zone; `special` replaces single days, () being a day off."""

    zone: tzinfo
    week: tuple[tuple[Span, ...], ...]
    special: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise StatsError("calendar", "A week has seven days.")
        for spans in (*self.week, *self.special.values()):
            if any(not 0 <= start < end <= MIDNIGHT for start, end in spans):
                raise StatsError("calendar", "Working time runs from an earlier to a later time of the day.")
            if any(a[1] > b[0] for a, b in pairwise(spans)):
                raise StatsError("calendar", "Working times of one day follow each other without overlap.")

    def periods(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        """Working periods in UTC, in order, from the local day `first` on."""
        for offset in range(HORIZON_DAYS):
            day = first + timedelta(days=offset)
            for start, end in self.special.get(day, self.week[day.weekday()]):
                opens, closes = self._instant(day, start), self._instant(day, end)
                if opens < closes:  # not so where the clocks skip the whole period
                    yield opens, closes

    def _instant(self, day: date, minutes: int) -> datetime:
        if minutes == MIDNIGHT:
            day, minutes = day + timedelta(days=1), 0
        return datetime.combine(day, time(minutes // 60, minutes % 60), self.zone).astimezone(UTC)


Calendar = WorkingHours | None
"""None is around the clock, 24 x 7."""


class Standing(StrEnum):
    """Where a promise stands."""

    IN_TIME = "in_time"
    LATE = "late"
    OPEN_OVERDUE = "open_overdue"
    OPEN_ON_TRACK = "open_on_track"


@dataclass(frozen=True, slots=True)
class Promise:
    """One case: when it was opened and when it was answered (None: not yet)."""

    opened: datetime
    answered: datetime | None


@dataclass(frozen=True, slots=True)
class Compliance:
    """Counts by standing; `compliance` (0..1) with its Wilson bounds; times to the answer in seconds.

    compliance = in time / (in time + late + open and overdue): a case that is open and not yet due has not
    been decided and is left out. None where nothing was decided or answered.
    """

    cases: int
    in_time: int
    late: int
    open_overdue: int
    open_on_track: int
    compliance: float | None
    low: float | None
    high: float | None
    median_seconds: float | None
    p90_seconds: float | None


def due(opened: datetime, seconds: float, calendar: Calendar = None) -> datetime:
    """The instant at which `seconds` of the calendar's time have passed since `opened`, in UTC.

    Refuses a naive instant (`naive`), one before the year 1000 or after 9000 (`instant`), a promise that is
    negative or longer than 100 years (`seconds`) and a calendar without working time (`calendar`).
    """
    start = _utc(opened)
    if not 0 <= seconds <= LONGEST_PROMISE:
        raise StatsError("seconds", "A promise takes at least no time and at most 100 years.")
    if calendar is None:
        return start + timedelta(seconds=seconds)
    left = seconds
    # A day earlier, because a period of yesterday may end at midnight here.
    for opens, closes in calendar.periods(start.astimezone(calendar.zone).date() - timedelta(days=1)):
        begin = max(opens, start)
        available = (closes - begin).total_seconds()
        if available <= 0:
            continue
        if left <= available:
            return begin + timedelta(seconds=left)
        left -= available
    raise StatsError("calendar", "The calendar has too little working time for this promise.")


def elapsed_seconds(start: datetime, end: datetime, calendar: Calendar = None) -> float:
    """Seconds of the calendar's time between two instants; 0 when nobody worked in between.

    Refuses instants like `due` and an end before the start (`order`).
    """
    begin, finish = _utc(start), _utc(end)
    if finish < begin:
        raise StatsError("order", "The answer lies before the opening.")
    if calendar is None:
        return (finish - begin).total_seconds()
    total = 0.0
    for opens, closes in calendar.periods(begin.astimezone(calendar.zone).date() - timedelta(days=1)):
        if opens >= finish:
            break
        total += max(0.0, (min(closes, finish) - max(opens, begin)).total_seconds())
    return total


def standing(promise: Promise, *, seconds: float, now: datetime, calendar: Calendar = None) -> Standing:
    """In time when answered at or before the due instant; open and on track until it has passed."""
    limit = due(promise.opened, seconds, calendar)
    if promise.answered is not None:
        return Standing.IN_TIME if _utc(promise.answered) <= limit else Standing.LATE
    return Standing.OPEN_ON_TRACK if _utc(now) <= limit else Standing.OPEN_OVERDUE


def compliance(
    promises: Iterable[Promise],
    *,
    seconds: float,
    now: datetime,
    calendar: Calendar = None,
    confidence: float = 0.95,
) -> Compliance:
    """How many promises of `seconds` were kept, and how long the answered cases took (linear percentiles)."""
    counts = dict.fromkeys(Standing, 0)
    took = []
    for promise in promises:
        counts[standing(promise, seconds=seconds, now=now, calendar=calendar)] += 1
        if promise.answered is not None:
            took.append(elapsed_seconds(promise.opened, promise.answered, calendar))
    median, p90 = np.percentile(took, [50, 90]).tolist() if took else (None, None)
    rate = rate_of(counts[Standing.IN_TIME], counts[Standing.LATE], counts[Standing.OPEN_OVERDUE], confidence)
    return Compliance(
        cases=sum(counts.values()),
        in_time=counts[Standing.IN_TIME],
        late=counts[Standing.LATE],
        open_overdue=counts[Standing.OPEN_OVERDUE],
        open_on_track=counts[Standing.OPEN_ON_TRACK],
        compliance=rate[0],
        low=rate[1],
        high=rate[2],
        median_seconds=median,
        p90_seconds=p90,
    )


def rate_of(
    in_time: int, late: int, open_overdue: int, confidence: float = 0.95
) -> tuple[float | None, float | None, float | None]:
    """Compliance 0..1 with Wilson bounds; all None when nothing was decided."""
    decided = in_time + late + open_overdue
    if decided == 0:
        return None, None, None
    bounds = wilson(in_time, decided, confidence)
    return in_time / decided, bounds.low, bounds.high


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise StatsError("naive", "An instant needs a time zone.")
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise StatsError("instant", f"The year {instant.year} is not plausible.", year=instant.year)
    return instant.astimezone(UTC)
