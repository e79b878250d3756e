"""Questions about metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, false, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.periods import PeriodKind, between, code
from improve.core.policy import Actor, allows
from improve.metrics.models import Metric, Reading
from improve.metrics.policy import Permission


def visible_to(actor: Actor) -> Select[tuple[Metric]]:
    """The metrics an actor may see: all of them for everybody inside the company."""
    statement = select(Metric).options(joinedload(Metric.owner), joinedload(Metric.org_unit))
    return statement if allows(actor, Permission.READ) else statement.where(false())


def in_force(metric_id: int, segment: str = "") -> Select[tuple[Reading]]:
    """The readings that count, oldest first."""
    return (
        select(Reading)
        .where(Reading.metric_id == metric_id, Reading.segment == segment, Reading.superseded_at.is_(None))
        .order_by(Reading.period_start)
    )


def history(metric_id: int, period_start: date, segment: str = "") -> Select[tuple[Reading]]:
    """All readings of one period, newest first: the one in force and what it replaced."""
    return (
        select(Reading)
        .where(
            Reading.metric_id == metric_id,
            Reading.segment == segment,
            Reading.period_start == period_start,
        )
        .order_by(Reading.id.desc())
    )


@dataclass(frozen=True)
class Series:
    """A metric's readings over time without holes in the periods: a missing period is None."""

    kind: PeriodKind
    starts: tuple[date, ...]
    values: tuple[float | None, ...]
    numerators: tuple[float | None, ...]
    denominators: tuple[float | None, ...]

    @property
    def codes(self) -> list[str]:
        return [code(self.kind, start) for start in self.starts]

    def until(self, last: date) -> Series:
        """The periods that begin on `last` or earlier."""
        n = sum(1 for start in self.starts if start <= last)
        return Series(self.kind, self.starts[:n], self.values[:n], self.numerators[:n], self.denominators[:n])

    def since(self, first: date) -> Series:
        """The periods that begin on `first` or later."""
        n = sum(1 for start in self.starts if start < first)
        return Series(self.kind, self.starts[n:], self.values[n:], self.numerators[n:], self.denominators[n:])


def series(metric: Metric, segment: str = "") -> Series:
    """The whole series of a metric; one statement."""
    return series_of([metric], segment)[metric.id]


def series_of(metrics: Sequence[Metric], segment: str = "") -> dict[int, Series]:
    """The series of several metrics; one statement for all."""
    rows = db.session.scalars(
        select(Reading)
        .where(
            Reading.metric_id.in_([metric.id for metric in metrics]),
            Reading.segment == segment,
            Reading.superseded_at.is_(None),
        )
        .order_by(Reading.metric_id, Reading.period_start)
    ).all()
    return {
        metric.id: _without_holes(metric, [r for r in rows if r.metric_id == metric.id]) for metric in metrics
    }


def _without_holes(metric: Metric, readings: Sequence[Reading]) -> Series:
    kind = metric.period_kind
    if not readings:
        return Series(kind, (), (), (), ())
    by_start = {reading.period_start: reading for reading in readings}
    starts = tuple(between(kind, readings[0].period_start, readings[-1].period_start))
    found = [by_start.get(start) for start in starts]
    return Series(
        kind,
        starts,
        tuple(r.amount(metric.per) if r else None for r in found),
        tuple(r.numerator if r else None for r in found),
        tuple(r.denominator if r else None for r in found),
    )
