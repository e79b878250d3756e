"""Recording readings: append-only, the same again changes nothing, another one supersedes the old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import LazyText, _l
from improve.core.periods import code
from improve.core.policy import Actor, authorize
from improve.core.values import FieldError, check
from improve.metrics import rules
from improve.metrics.events import ReadingsRecorded
from improve.metrics.models import Metric, MetricKind, Reading, ReadingSource
from improve.metrics.policy import Permission
from improve.metrics.queries import company_day
from improve.metrics.values import ReadingData, period_start

CHUNK = 500
Amounts = tuple[float | None, float | None, float | None]
NOTHING: Amounts = (None, None, None)


class Problem(NamedTuple):
    """What is wrong with a row: its number, the field, and the sentence for the person."""

    row: int
    field: str
    message: LazyText


@dataclass
class Recorded:
    """What became of a batch of readings."""

    created: int = 0
    updated: int = 0
    skipped: int = 0
    errors: list[Problem] = field(default_factory=list)

    @property
    def stored(self) -> int:
        """How many readings changed something."""
        return self.created + self.updated


class _Known(NamedTuple):
    id: int
    amounts: Amounts


def record(
    metric: Metric,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Actor,
    source: ReadingSource = ReadingSource.TYPED,
    segment: str = "",
    numbers: Sequence[int] | None = None,
) -> Recorded:
    """Record a batch: good rows are stored although others are bad.

    `rows` are raw mappings with the fields of `ReadingData`; `numbers` are the numbers by which problems name
    them (default: from 1). A period that stands twice with different readings is a problem of the later row.
    """
    _open_for(metric, by)
    outcome = Recorded()
    wanted: dict[date, tuple[int, Amounts]] = {}
    today = company_day()
    for number, raw in zip(numbers or range(1, len(rows) + 1), rows, strict=True):
        try:
            start, amounts = _checked(metric, raw, today)
            _refuse_another(wanted.get(start), amounts)
        except Invalid as error:
            outcome.errors += [
                Problem(number, name, message)
                for name, messages in error.errors.items()
                for message in messages
            ]
            continue
        if start in wanted:
            outcome.skipped += 1
        else:
            wanted[start] = (number, amounts)
    changes = {start: amounts for start, (_number, amounts) in wanted.items()}
    _store(metric, changes, outcome, by=by, source=source, segment=segment)
    return outcome


def take_back(metric: Metric, start: date, *, by: Actor, segment: str = "") -> bool:
    """Say that a period has no reading; the old one stays readable. False when there was none."""
    _open_for(metric, by)
    outcome = Recorded()
    if not _known(metric, segment, [start]):
        return False
    _store(metric, {start: NOTHING}, outcome, by=by, source=ReadingSource.TYPED, segment=segment)
    return bool(outcome.updated)


def _open_for(metric: Metric, by: Actor) -> None:
    authorize(by, Permission.RECORD, metric)
    # Two batches at once for one metric: the second waits, so that it sees what the first has stored.
    db.session.refresh(metric, ["is_closed"], with_for_update=True)
    rules.check_open(metric.is_closed)


def _checked(metric: Metric, raw: Mapping[str, Any], today: date) -> tuple[date, Amounts]:
    data = check(ReadingData, raw, known_only=True)
    rules.check_reading(MetricKind(metric.kind), data.value, data.numerator, data.denominator)
    try:
        start = period_start(metric.period_kind, data.period)
    except FieldError as error:
        raise Invalid.field("period", error.message) from error
    rules.check_period(start, today)
    return start, (data.value, data.numerator, data.denominator)


def _refuse_another(earlier: tuple[int, Amounts] | None, amounts: Amounts) -> None:
    if earlier is not None and earlier[1] != amounts:
        raise Invalid.field("period", _l("Row %(row)s has another reading of this period.", row=earlier[0]))


def _store(
    metric: Metric,
    wanted: Mapping[date, Amounts],
    outcome: Recorded,
    *,
    by: Actor,
    source: ReadingSource,
    segment: str,
) -> None:
    known = _known(metric, segment, wanted)
    replaced: dict[date, int] = {}
    changed: list[date] = []
    for start, amounts in wanted.items():
        old = known.get(start)
        if old is not None and old.amounts == amounts:
            outcome.skipped += 1
            continue
        changed.append(start)
        if old is None or old.amounts == NOTHING:
            outcome.created += 1
        else:
            outcome.updated += 1
        if old is not None:
            replaced[start] = old.id
    if not changed:
        return
    now = clock.now()
    # The old rows step back first: at most one reading of a period is in force at any moment.
    _update({"id": old, "superseded_at": now} for old in replaced.values())
    new = {start: wanted[start] for start in changed}
    _insert(metric, new, segment=segment, source=str(source), by_id=by.actor_id, now=now)
    if replaced:
        newer = _known(metric, segment, replaced)
        _update({"id": old, "superseded_by": newer[start].id} for start, old in replaced.items())
    kind = metric.period_kind
    publish(
        ReadingsRecorded(
            actor_id=by.actor_id,
            subject_id=metric.id,
            created=outcome.created,
            updated=outcome.updated,
            first=code(kind, min(changed)),
            last=code(kind, max(changed)),
        )
    )


def _known(metric: Metric, segment: str, starts: Iterable[date]) -> dict[date, _Known]:
    """The rows in force of these periods, those included that took a reading back."""
    wanted = set(starts)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Reading.period_start, Reading.id, Reading.value, Reading.numerator, Reading.denominator).where(
            Reading.metric_id == metric.id,
            Reading.segment == segment,
            Reading.superseded_at.is_(None),
            Reading.period_start.between(min(wanted), max(wanted)),
        )
    )
    return {row[0]: _Known(row[1], (row[2], row[3], row[4])) for row in rows if row[0] in wanted}


def _insert(
    metric: Metric,
    wanted: Mapping[date, Amounts],
    *,
    segment: str,
    source: str,
    by_id: int | None,
    now: datetime,
) -> None:
    rows = [
        {
            "metric_id": metric.id,
            "segment": segment,
            "period_start": start,
            "value": value,
            "numerator": numerator,
            "denominator": denominator,
            "source": source,
            "entered_by_id": by_id,
            "entered_at": now,
        }
        for start, (value, numerator, denominator) in sorted(wanted.items())
    ]
    for at in range(0, len(rows), CHUNK):
        db.session.execute(insert(Reading), rows[at : at + CHUNK])


def _update(rows: Iterable[Mapping[str, Any]]) -> None:
    changes = [dict(row) for row in rows]
    for at in range(0, len(changes), CHUNK):
        db.session.execute(update(Reading), changes[at : at + CHUNK])
