"""Recording readings: append-only, the same again changes nothing, another one supersedes the old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

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
Becomes: TypeAlias = Literal["created", "updated", "skipped"]


class Amounts(NamedTuple):
    """What a reading holds; nothing at all takes the period's reading back."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None


NOTHING = Amounts()


class Problem(NamedTuple):
    """What is wrong with a row: its number, the field, and the sentence for the person."""

    row: int
    field: str
    message: LazyText


@dataclass(frozen=True)
class Line:
    """A good row: what it says, and what becomes of it; `old` is what it replaces."""

    number: int
    start: date
    amounts: Amounts
    becomes: Becomes
    old: Amounts | None = None
    old_id: int | None = None


@dataclass
class Recorded:
    """What became of a batch of readings, or would become of it."""

    lines: list[Line] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)

    def count(self, becomes: Becomes) -> int:
        return sum(line.becomes == becomes for line in self.lines)

    @property
    def created(self) -> int:
        return self.count("created")

    @property
    def updated(self) -> int:
        return self.count("updated")

    @property
    def skipped(self) -> int:
        return self.count("skipped")

    @property
    def changes(self) -> list[Line]:
        """The lines that are news."""
        return [line for line in self.lines if line.becomes != "skipped"]


def record(
    metric: Metric,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Actor,
    source: ReadingSource = ReadingSource.TYPED,
    segment: str = "",
    numbers: Sequence[int] | None = None,
) -> Recorded:
    """Record a batch: good rows are stored although others are bad. Arguments as for `preview`."""
    _open_for(metric, by)
    outcome = preview(metric, rows, segment=segment, numbers=numbers)
    store(metric, outcome.changes, by=by, source=source, segment=segment)
    return outcome


def preview(
    metric: Metric,
    rows: Sequence[Mapping[str, Any]],
    *,
    segment: str = "",
    numbers: Sequence[int] | None = None,
) -> Recorded:
    """What would become of a batch; nothing is stored.

    `rows` are raw mappings with the fields of `ReadingData`; `numbers` are the numbers by which problems name
    them (default: from 1). A period that stands twice with different readings is a problem of the later row.
    """
    outcome = Recorded()
    wanted: dict[date, tuple[int, Amounts]] = {}
    again: list[Line] = []
    today = company_day()
    for number, raw in zip(numbers or range(1, len(rows) + 1), rows, strict=True):
        try:
            start, amounts = _checked(metric, raw, today)
            earlier = wanted.setdefault(start, (number, amounts))
            _refuse_another(earlier, amounts)
        except Invalid as error:
            outcome.errors += [
                Problem(number, name, message)
                for name, messages in error.errors.items()
                for message in messages
            ]
            continue
        if earlier[0] != number:
            again.append(Line(number, start, amounts, "skipped", amounts))
    known = _known(metric, segment, wanted)
    outcome.lines = [
        _compared(number, start, amounts, known.get(start)) for start, (number, amounts) in wanted.items()
    ]
    outcome.lines = sorted([*outcome.lines, *again], key=lambda line: line.number)
    return outcome


def take_back(metric: Metric, start: date, *, by: Actor, segment: str = "") -> bool:
    """Say that a period has no reading; the old one stays readable. False when there was none."""
    _open_for(metric, by)
    return remove(metric, start, by=by, source=ReadingSource.TYPED, segment=segment)


def remove(metric: Metric, start: date, *, by: Actor, source: ReadingSource, segment: str = "") -> bool:
    """Take a reading back on behalf of another use case, which has asked whether it may."""
    old = _known(metric, segment, [start]).get(start)
    if old is None or old[1] == NOTHING:
        return False
    store(metric, [_compared(1, start, NOTHING, old)], by=by, source=source, segment=segment)
    return True


def _open_for(metric: Metric, by: Actor) -> None:
    authorize(by, Permission.RECORD, metric)
    # Two batches at once for one metric: the second waits, so that it sees what the first has stored.
    db.session.refresh(metric, ["is_closed", "feed"], with_for_update=True)
    rules.check_open(metric.is_closed)
    rules.check_by_hand(metric.feed)


def _checked(metric: Metric, raw: Mapping[str, Any], today: date) -> tuple[date, Amounts]:
    data = check(ReadingData, raw, known_only=True)
    rules.check_reading(MetricKind(metric.kind), data.value, data.numerator, data.denominator)
    try:
        start = period_start(metric.period_kind, data.period)
    except FieldError as error:
        raise Invalid.field("period", error.message) from error
    rules.check_period(start, today)
    return start, Amounts(data.value, data.numerator, data.denominator)


def _refuse_another(earlier: tuple[int, Amounts], amounts: Amounts) -> None:
    if earlier[1] != amounts:
        raise Invalid.field("period", _l("Row %(row)s has another reading of this period.", row=earlier[0]))


def _compared(number: int, start: date, amounts: Amounts, known: tuple[int, Amounts] | None) -> Line:
    if known is None:
        return Line(number, start, amounts, "created")
    old_id, old = known
    if old == amounts:
        return Line(number, start, amounts, "skipped", old, old_id)
    return Line(number, start, amounts, "created" if old == NOTHING else "updated", old, old_id)


def _known(metric: Metric, segment: str, starts: Iterable[date]) -> dict[date, tuple[int, Amounts]]:
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
    return {row[0]: (row[1], Amounts(row[2], row[3], row[4])) for row in rows if row[0] in wanted}


def store(
    metric: Metric, lines: Sequence[Line], *, by: Actor, source: ReadingSource, segment: str = ""
) -> None:
    """Store what `preview` found to be news, on behalf of another use case, which has asked whether it may."""
    if not lines:
        return
    now = clock.now()
    # The old rows step back first: at most one reading of a period is in force at any moment.
    replaced = {line.start: line.old_id for line in lines if line.old_id is not None}
    _update({"id": old_id, "superseded_at": now} for old_id in replaced.values())
    new = [
        {
            "metric_id": metric.id,
            "segment": segment,
            "period_start": line.start,
            **line.amounts._asdict(),
            "source": str(source),
            "entered_by_id": by.actor_id,
            "entered_at": now,
        }
        for line in sorted(lines, key=lambda line: line.start)
    ]
    for at in range(0, len(new), CHUNK):
        db.session.execute(insert(Reading), new[at : at + CHUNK])
    newer = _known(metric, segment, replaced)
    _update({"id": old_id, "superseded_by": newer[start][0]} for start, old_id in replaced.items())
    starts = [line.start for line in lines]
    publish(
        ReadingsRecorded(
            actor_id=by.actor_id,
            subject_id=metric.id,
            created=sum(line.becomes == "created" for line in lines),
            updated=sum(line.becomes == "updated" for line in lines),
            first=code(metric.period_kind, min(starts)),
            last=code(metric.period_kind, max(starts)),
        )
    )


def _update(rows: Iterable[Mapping[str, Any]]) -> None:
    changes = [dict(row) for row in rows]
    for at in range(0, len(changes), CHUNK):
        db.session.execute(update(Reading), changes[at : at + CHUNK])
