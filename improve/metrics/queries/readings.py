"""Single readings: those in force, what they replaced, and which ones wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.periods import PeriodKind, last_day
from improve.core.policy import Actor
from improve.metrics.models import Mark, Metric, MetricKind, Reading
from improve.metrics.queries.metrics import visible_to
from improve.metrics.queries.series import MEASURED, days_of, last_periods
from improve.metrics.rules import GRACE, NOTHING_WAITS, Standing, standing

RARE = (MetricKind.CASES_BETWEEN, MetricKind.DAYS_BETWEEN)


def in_force(metric_id: int, segment: str = "") -> Select[tuple[Reading]]:
    """The readings that count, oldest first; without those that were taken back."""
    return (
        select(Reading)
        .where(
            Reading.metric_id == metric_id,
            Reading.segment == segment,
            Reading.superseded_at.is_(None),
            MEASURED,
        )
        .order_by(Reading.period_start)
    )


def readings_of(metric_id: int, first: date, last: date, segment: str = "") -> dict[date, Reading]:
    """The rows in force of the periods from `first` to `last` with who entered them, by period."""
    found = db.session.scalars(
        select(Reading)
        .options(joinedload(Reading.entered_by))
        .where(
            Reading.metric_id == metric_id,
            Reading.segment == segment,
            Reading.superseded_at.is_(None),
            Reading.period_start.between(first, last),
        )
    )
    return {reading.period_start: reading for reading in found}


def corrections_of(metric_id: int, first: date, last: date, segment: str = "") -> dict[date, list[Reading]]:
    """What was replaced in the periods from `first` to `last`, the newest first, by period."""
    rows = db.session.scalars(
        select(Reading)
        .options(joinedload(Reading.entered_by))
        .where(
            Reading.metric_id == metric_id,
            Reading.segment == segment,
            Reading.superseded_at.is_not(None),
            Reading.period_start.between(first, last),
        )
        .order_by(Reading.id.desc())
    )
    found: dict[date, list[Reading]] = {}
    for row in rows:
        found.setdefault(row.period_start, []).append(row)
    return found


def data_versions(metric_ids: Iterable[int]) -> dict[int, int]:
    """The state of the data of each metric as a number: every reading, correction and removal raises it, those of
    units too. Asked metric by metric, which an index answers: the readings are not read for it."""
    newest = select(func.max(Reading.id)).where(Reading.metric_id == Metric.id).scalar_subquery()
    rows = db.session.execute(select(Metric.id, newest).where(Metric.id.in_(list(metric_ids))))
    return {metric_id: version for metric_id, version in rows if version is not None}


def standings(metrics: Sequence[Metric], today: date) -> dict[int, Standing]:
    """What each metric waits for; one statement. A closed one waits for nothing."""
    last = last_periods(metric.id for metric in metrics if not metric.is_closed)
    return {metric.id: standing_of(metric, last.get(metric.id), today) for metric in metrics}


def standing_of(metric: Metric, last: date | None, today: date) -> Standing:
    """What a metric waits for, given its last period with a reading. Rare events come when they come."""
    if metric.is_closed or (metric.is_rare and last is not None):
        return NOTHING_WAITS
    return standing(metric.period_kind, last, today, days_of(metric.calendar, metric.period_kind))


def due_on(kind: PeriodKind, start: date) -> date:
    """The last day on which the reading of a period is in time."""
    return last_day(kind, start) + timedelta(days=GRACE[kind])


@dataclass(frozen=True)
class Waiting:
    """A metric with periods that wait."""

    metric_id: int
    standing: Standing


def waiting_for(actor: Actor, today: date) -> list[Waiting]:
    """All open metrics the actor may see with overdue readings, the longest overdue first; two statements."""
    open_ones = (
        visible_to(actor)
        .where(Metric.is_closed.is_(False), Metric.kind.not_in(RARE))
        .with_only_columns(Metric.id, Metric.period, Metric.calendar)
    )
    kinds = {row[0]: (PeriodKind(row[1]), row[2]) for row in db.session.execute(open_ones)}
    last = last_periods(kinds)
    found = [
        Waiting(metric_id, standing(kind, last.get(metric_id), today, days_of(calendar, kind)))
        for metric_id, (kind, calendar) in kinds.items()
    ]
    overdue = [one for one in found if one.standing.is_overdue]
    return sorted(overdue, key=lambda one: (one.standing.due or today, one.metric_id))


def marks_of(metric_id: int) -> Select[tuple[Mark]]:
    """What happened, by day."""
    return select(Mark).where(Mark.metric_id == metric_id).order_by(Mark.day, Mark.id)
