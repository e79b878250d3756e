"""Use cases of metrics."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from sqlalchemy import select, update

from improve.accounts.models import Person, Unit
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import LazyText, _l
from improve.core.periods import PeriodKind, code
from improve.core.policy import Actor, authorize
from improve.core.values import FieldError, check
from improve.metrics import rules
from improve.metrics.events import MetricChanged, MetricClosed, MetricCreated, ReadingsRecorded
from improve.metrics.models import Metric, MetricKind, Reading, ReadingSource
from improve.metrics.policy import Permission
from improve.metrics.values import MetricData, ReadingData, period_start


def define(data: MetricData, *, by: Actor) -> Metric:
    """Add a metric; whoever defines it owns it unless another owner is named."""
    unit = _unit(data.unit_id)
    authorize(by, Permission.DEFINE, unit)
    metric = Metric(code=data.code or f"M-{token_hex(3).upper()}", created_at=clock.now())
    _refuse_taken_code(data.code, None)
    _fill(metric, data, unit, default_owner=by.actor_id)
    db.session.add(metric)
    db.session.flush()
    publish(MetricCreated(actor_id=by.actor_id, subject_id=metric.id))
    return metric


def redefine(metric: Metric, data: MetricData, *, by: Actor) -> None:
    """Change the definition. Kind and period stay once there are readings: they would mean something else."""
    authorize(by, Permission.DEFINE, metric)
    if (metric.kind, metric.period) != (data.kind, data.period) and _has_readings(metric):
        raise Invalid.field(
            "kind" if metric.kind != data.kind else "period",
            _l("There are readings already. Close this metric and define a new one."),
        )
    _refuse_taken_code(data.code, metric.id)
    before = {item.name: getattr(metric, item.name) for item in dataclasses.fields(data)}
    if data.code is not None:
        metric.code = data.code
    _fill(metric, data, _unit(data.unit_id), default_owner=metric.owner_id)
    changed = tuple(name for name, old in before.items() if getattr(metric, name) != old)
    if changed:
        publish(MetricChanged(actor_id=by.actor_id, subject_id=metric.id, changed=changed))


def close(metric: Metric, *, by: Actor) -> None:
    """Measure no more; what is there stays."""
    authorize(by, Permission.DEFINE, metric)
    if not metric.is_closed:
        metric.is_closed = True
        publish(MetricClosed(actor_id=by.actor_id, subject_id=metric.id))


def _fill(metric: Metric, data: MetricData, unit: Unit | None, *, default_owner: int | None) -> None:
    if data.owner_id is not None and db.session.get(Person, data.owner_id) is None:
        raise Invalid.field("owner_id", _l("This person does not exist."))
    metric.name = data.name
    metric.unit = data.unit
    metric.direction = data.direction
    metric.kind = data.kind
    metric.period = data.period
    metric.per = 100.0 if data.kind == MetricKind.PROPORTION else 1.0
    metric.decimals = data.decimals
    metric.target = data.target
    metric.description = data.description
    metric.unit_id = unit.id if unit is not None else None
    metric.owner_id = data.owner_id if data.owner_id is not None else default_owner


def _unit(unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise Invalid.field("unit_id", _l("This unit does not exist."))
    return unit


def _has_readings(metric: Metric) -> bool:
    return db.session.scalar(select(Reading.id).where(Reading.metric_id == metric.id).limit(1)) is not None


def _refuse_taken_code(wanted: str | None, own_id: int | None) -> None:
    if wanted is not None:
        taken = db.session.scalar(select(Metric.id).where(Metric.code == wanted))
        if taken is not None and taken != own_id:
            raise Invalid.field("code", _l("Another metric has this code."))


@dataclass
class Recorded:
    """What became of a batch of readings; `errors` are (row from 1, field, message)."""

    created: int = 0
    updated: int = 0
    skipped: int = 0
    errors: list[tuple[int, str, LazyText]] = field(default_factory=list)


def record(
    metric: Metric,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Actor,
    source: ReadingSource = ReadingSource.TYPED,
    segment: str = "",
) -> Recorded:
    """Record a batch: good rows are stored although others are bad. The same reading again changes nothing;
    another one for a known period supersedes the old, which stays readable.

    `rows` are raw mappings with the fields of `ReadingData`.
    """
    authorize(by, Permission.RECORD, metric)
    rules.check_open(metric.is_closed)
    outcome = Recorded()
    known = {
        reading.period_start: reading
        for reading in db.session.scalars(
            select(Reading).where(
                Reading.metric_id == metric.id,
                Reading.segment == segment,
                Reading.superseded_at.is_(None),
            )
        )
    }
    starts = []
    for number, raw in enumerate(rows, 1):
        try:
            reading = _reading(metric, raw, by=by, source=source, segment=segment)
        except Invalid as error:
            outcome.errors += [(number, name, m) for name, found in error.errors.items() for m in found]
            continue
        kept = _keep(reading, known.get(reading.period_start))
        setattr(outcome, kept, getattr(outcome, kept) + 1)
        if kept != "skipped":
            known[reading.period_start] = reading
            starts.append(reading.period_start)
    if starts:
        kind = metric.period_kind
        publish(
            ReadingsRecorded(
                actor_id=by.actor_id,
                subject_id=metric.id,
                created=outcome.created,
                updated=outcome.updated,
                first=code(kind, min(starts)),
                last=code(kind, max(starts)),
            )
        )
    return outcome


def _reading(
    metric: Metric, raw: Mapping[str, Any], *, by: Actor, source: ReadingSource, segment: str
) -> Reading:
    data = check(ReadingData, raw)
    rules.check_reading(MetricKind(metric.kind), data.value, data.numerator, data.denominator)
    try:
        start = period_start(PeriodKind(metric.period), data.period)
    except FieldError as error:
        raise Invalid.field("period", error.message) from error
    return Reading(
        metric_id=metric.id,
        segment=segment,
        period_start=start,
        value=data.value,
        numerator=data.numerator,
        denominator=data.denominator,
        source=str(source),
        entered_by_id=by.actor_id,
        entered_at=clock.now(),
    )


def _keep(reading: Reading, old: Reading | None) -> str:
    """Store it unless the one in force says the same; answers created, updated or skipped."""
    if old is None:
        db.session.add(reading)
        db.session.flush()
        return "created"
    if (old.value, old.numerator, old.denominator) == (reading.value, reading.numerator, reading.denominator):
        return "skipped"
    # The old row steps back first: at most one reading of a period is in force at any moment.
    db.session.execute(update(Reading).where(Reading.id == old.id).values(superseded_at=clock.now()))
    db.session.add(reading)
    db.session.flush()
    db.session.execute(update(Reading).where(Reading.id == old.id).values(superseded_by=reading.id))
    return "updated"
