"""The readings of metrics over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select

from improve.accounts.queries import work_calendar
from improve.core.db import db
from improve.core.periods import EARLIEST, PeriodKind, after, between, code
from improve.metrics.models import Metric, MetricCalendar, Reading

# Something was measured: the row does not take the period's reading back.
MEASURED: ColumnElement[bool] = or_(Reading.value.is_not(None), Reading.numerator.is_not(None))
# Limits come from at most so many of the last periods.
MOST_COUNTED = 1_000


class _Row(NamedTuple):
    metric_id: int
    start: date
    value: float | None
    numerator: float | None
    denominator: float | None


@dataclass(frozen=True)
class Series:
    """A metric's readings over time without holes in the periods: a missing period is None.

    `values` are on the metric's scale (percent for shares, per `per` for rates).
    """

    kind: PeriodKind
    starts: tuple[date, ...] = ()
    values: tuple[float | None, ...] = ()
    numerators: tuple[float | None, ...] = ()
    denominators: tuple[float | None, ...] = ()

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def codes(self) -> list[str]:
        """The periods as text."""
        return [code(self.kind, start) for start in self.starts]

    @property
    def measured(self) -> int:
        """How many periods have a reading."""
        return sum(value is not None for value in self.values)

    def events_only(self) -> Series:
        """Without the periods that have no reading: between rare events nothing is missing."""
        kept = [place for place, value in enumerate(self.values) if value is not None]
        return Series(
            self.kind,
            tuple(self.starts[place] for place in kept),
            tuple(self.values[place] for place in kept),
            tuple(self.numerators[place] for place in kept),
            tuple(self.denominators[place] for place in kept),
        )

    def part(self, first: int, last: int | None = None) -> Series:
        """The periods from index `first` up to, not including, `last`."""
        cut = slice(first, last)
        return Series(
            self.kind,
            self.starts[cut],
            self.values[cut],
            self.numerators[cut],
            self.denominators[cut],
        )

    def until(self, last: date) -> Series:
        """The periods that begin on `last` or earlier."""
        return self.part(0, sum(1 for start in self.starts if start <= last))

    def since(self, first: date) -> Series:
        """The periods that begin on `first` or later."""
        return self.part(sum(1 for start in self.starts if start < first))


def series(metric: Metric, segment: str = "") -> Series:
    """The whole series of a metric; one statement."""
    return series_of([metric], segment)[metric.id]


def late_series(metric: Metric, segment: str = "") -> Series:
    """The last periods, as many as a chart counts; two statements."""
    return late_series_of([metric], segment)[metric.id]


def late_series_of(metrics: Sequence[Metric], segment: str = "") -> dict[int, Series]:
    """The same of several metrics; two statements for all."""
    last = last_periods((metric.id for metric in metrics), segment)
    since = {metric.id: _first_counted(metric, last.get(metric.id)) for metric in metrics}
    whole = [metric_id for metric_id, first in since.items() if first == EARLIEST]
    parts = [
        and_(Reading.metric_id == metric_id, Reading.period_start >= first)
        for metric_id, first in since.items()
        if first != EARLIEST
    ]
    return _series(metrics, segment, or_(Reading.metric_id.in_(whole), *parts))


def last_periods(metric_ids: Iterable[int], segment: str = "") -> dict[int, date]:
    """The start of the last period with a reading, of each metric that has one. Asked metric by metric, which an
    index answers: the readings are not read for it."""
    newest = (
        select(Reading.period_start)
        .where(
            Reading.metric_id == Metric.id,
            Reading.segment == segment,
            Reading.superseded_at.is_(None),
            MEASURED,
        )
        .order_by(Reading.period_start.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(select(Metric.id, newest).where(Metric.id.in_(list(metric_ids))))
    return {metric_id: day for metric_id, day in rows if day is not None}


def _first_counted(metric: Metric, last: date | None) -> date:
    """The first period of a chart that ends with `last`; rare events are never too many."""
    if last is None or metric.is_rare:
        return EARLIEST
    days = (last - EARLIEST).days
    return max(EARLIEST, after(metric.period_kind, last, -MOST_COUNTED)) if days > MOST_COUNTED else EARLIEST


def series_of(metrics: Sequence[Metric], segment: str = "") -> dict[int, Series]:
    """The series of several metrics; one statement for all."""
    return _series(metrics, segment, Reading.metric_id.in_([metric.id for metric in metrics]))


def series_by_segment(metric: Metric, segments: Sequence[str]) -> dict[str, Series]:
    """The last periods of these segments, as many as a chart counts; a statement for each to find the newest
    (the index has it), and one for all readings."""
    if not segments:
        return {}
    newest = (
        select(Reading.period_start)
        .where(Reading.metric_id == metric.id, Reading.superseded_at.is_(None))
        .order_by(Reading.period_start.desc())
        .limit(1)
    )
    last = max(
        (
            day
            for segment in segments
            if (day := db.session.scalar(newest.where(Reading.segment == segment))) is not None
        ),
        default=None,
    )
    rows = db.session.execute(
        select(
            Reading.segment,
            Reading.period_start,
            Reading.value,
            Reading.numerator,
            Reading.denominator,
        )
        .where(
            Reading.metric_id == metric.id,
            Reading.segment.in_(segments),
            Reading.superseded_at.is_(None),
            MEASURED,
            Reading.period_start >= _first_counted(metric, last),
        )
        .order_by(Reading.segment, Reading.period_start)
    )
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(_Row(metric.id, *row[1:]))
    return {segment: _without_holes(metric, part) for segment, part in found.items()}


def _series(metrics: Sequence[Metric], segment: str, which: ColumnElement[bool]) -> dict[int, Series]:
    if not metrics:
        return {}
    rows = db.session.execute(
        select(
            Reading.metric_id,
            Reading.period_start,
            Reading.value,
            Reading.numerator,
            Reading.denominator,
        )
        .where(which, Reading.segment == segment, Reading.superseded_at.is_(None), MEASURED)
        .order_by(Reading.metric_id, Reading.period_start)
    )
    by_metric: dict[int, list[_Row]] = {}
    for row in rows:
        by_metric.setdefault(row[0], []).append(_Row(*row))
    return {metric.id: _without_holes(metric, by_metric.get(metric.id, ())) for metric in metrics}


def _without_holes(metric: Metric, rows: Sequence[_Row]) -> Series:
    kind = metric.period_kind
    if not rows:
        return Series(kind)
    by_start = {row.start: row for row in rows}
    is_period = days_of(metric.calendar, kind)
    starts = tuple(
        start
        for start in between(kind, rows[0].start, rows[-1].start)
        if start in by_start or is_period(start)
    )
    found = [by_start.get(start) for start in starts]
    return Series(
        kind,
        starts,
        _each(found, lambda row: amount(row.value, row.numerator, row.denominator, metric.per)),
        _each(found, lambda row: row.numerator),
        _each(found, lambda row: row.denominator),
    )


def days_of(calendar: str, kind: PeriodKind) -> Callable[[date], bool]:
    """Whether something is measured in the period that begins on a day. Days off are no periods of a daily metric
    that follows the company's working days."""
    if calendar != MetricCalendar.WORKING_DAYS or kind is not PeriodKind.DAY:
        return lambda start: True
    return work_calendar().is_working


def _each(rows: Iterable[_Row | None], get: Any) -> tuple[float | None, ...]:
    return tuple(None if row is None else get(row) for row in rows)


def amount(
    value: float | None, numerator: float | None, denominator: float | None, per: float
) -> float | None:
    """A reading as a number on the metric's scale; None where it was taken back."""
    if numerator is not None and denominator:
        return per * numerator / denominator
    return value
