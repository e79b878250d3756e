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
from improve.metrics.queries import WHOLE, company_day
from improve.metrics.service.combining import combined
from improve.metrics.service.segments import Segments
from improve.metrics.values import ReadingData, period_start

CHUNK = 5_000
# Where a reading stands: its segment (a unit of the company; "" for the whole) and its period.
Place: TypeAlias = tuple[str, date]
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


@dataclass(frozen=True, slots=True)
class Line:
    """A good row: what it says, and what becomes of it; `old` is what it replaces."""

    number: int
    start: date
    amounts: Amounts
    becomes: Becomes
    old: Amounts | None = None
    old_id: int | None = None
    segment: str = ""


@dataclass
class Recorded:
    """What became of a batch of readings, or would become of it; `combined` rows went into the reading of an
    earlier row."""

    lines: list[Line] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    combined: int = 0

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
    numbers: Sequence[int] | None = None,
    how: str | None = None,
) -> Recorded:
    """Record a batch: good rows are stored although others are bad. Arguments as for `preview`."""
    _open_for(metric, by)
    outcome = preview(metric, rows, numbers=numbers, how=how)
    store(metric, outcome.changes, by=by, source=source)
    return outcome


def preview(
    metric: Metric,
    rows: Sequence[Mapping[str, Any]],
    *,
    numbers: Sequence[int] | None = None,
    how: str | None = None,
) -> Recorded:
    """What would become of a batch; nothing is stored.

    `rows` are raw mappings with the fields of `ReadingData`; `numbers` are the numbers by which problems name
    them (default: from 1). Several rows of a period are combined as the metric says (or `how`); where they are
    not, one with different readings is a problem of the later row.
    """
    outcome = Recorded()
    rows, numbers, outcome.combined = combined(
        metric, rows, numbers or range(1, len(rows) + 1), how or metric.combine
    )
    wanted: dict[Place, tuple[int, Amounts]] = {}
    again: list[Line] = []
    today = company_day()
    units = Segments()
    for number, raw in zip(numbers, rows, strict=True):
        try:
            place, amounts = _checked(metric, raw, today, units)
            earlier = wanted.setdefault(place, (number, amounts))
            _refuse_another(earlier, amounts)
        except Invalid as error:
            outcome.errors += [
                Problem(number, name, message)
                for name, messages in error.errors.items()
                for message in messages
            ]
            continue
        if earlier[0] != number:
            again.append(Line(number, place[1], amounts, "skipped", amounts, segment=place[0]))
    known = _known(metric, wanted)
    outcome.lines = [
        _compared(number, place, amounts, known.get(place)) for place, (number, amounts) in wanted.items()
    ]
    outcome.lines = sorted([*outcome.lines, *again], key=lambda line: line.number)
    return outcome


def take_back(metric: Metric, start: date, *, by: Actor, segment: str = WHOLE) -> bool:
    """Say that a period has no reading; the old one stays readable. False when there was none."""
    _open_for(metric, by)
    return remove(metric, start, by=by, source=ReadingSource.TYPED, segment=segment)


def remove(metric: Metric, start: date, *, by: Actor, source: ReadingSource, segment: str = WHOLE) -> bool:
    """Take a reading back on behalf of another use case, which has asked whether it may."""
    place = (segment, start)
    old = _known(metric, [place]).get(place)
    if old is None or old[1] == NOTHING:
        return False
    store(metric, [_compared(1, place, NOTHING, old)], by=by, source=source)
    return True


def _open_for(metric: Metric, by: Actor) -> None:
    authorize(by, Permission.RECORD, metric)
    # Two batches at once for one metric: the second waits, so that it sees what the first has stored.
    db.session.refresh(metric, ["is_closed", "feed"], with_for_update=True)
    rules.check_open(metric.is_closed)
    rules.check_by_hand(metric.feed)


def _checked(metric: Metric, raw: Mapping[str, Any], today: date, units: Segments) -> tuple[Place, Amounts]:
    data = check(ReadingData, raw, known_only=True)
    rules.check_reading(MetricKind(metric.kind), data.value, data.numerator, data.denominator)
    try:
        start = period_start(metric.period_kind, data.period)
    except FieldError as error:
        raise Invalid.field("period", error.message) from error
    rules.check_period(start, today)
    return (units.of(data.unit), start), Amounts(data.value, data.numerator, data.denominator)


def _refuse_another(earlier: tuple[int, Amounts], amounts: Amounts) -> None:
    if earlier[1] != amounts:
        raise Invalid.field(
            "period",
            _l(
                "Row %(row)s has another reading of this period. If these are single measurements, let the metric combine them.",
                row=earlier[0],
            ),
        )


def _compared(number: int, place: Place, amounts: Amounts, known: tuple[int, Amounts] | None) -> Line:
    segment, start = place
    if known is None:
        return Line(number, start, amounts, "created", segment=segment)
    old_id, old = known
    if old == amounts:
        return Line(number, start, amounts, "skipped", old, old_id, segment)
    return Line(number, start, amounts, "created" if old == NOTHING else "updated", old, old_id, segment)


def _known(metric: Metric, places: Iterable[Place]) -> dict[Place, tuple[int, Amounts]]:
    """The rows in force of these periods, those included that took a reading back."""
    wanted = set(places)
    if not wanted:
        return {}
    starts = [start for _segment, start in wanted]
    segments = {segment for segment, _start in wanted}
    rows = db.session.execute(
        select(
            Reading.segment,
            Reading.period_start,
            Reading.id,
            Reading.value,
            Reading.numerator,
            Reading.denominator,
        ).where(
            Reading.metric_id == metric.id,
            *([Reading.segment == one for one in segments] if len(segments) == 1 else []),
            Reading.superseded_at.is_(None),
            Reading.period_start.between(min(starts), max(starts)),
        )
    )
    return {
        (row[0], row[1]): (row[2], Amounts(row[3], row[4], row[5]))
        for row in rows
        if (row[0], row[1]) in wanted
    }


def store(metric: Metric, lines: Sequence[Line], *, by: Actor, source: ReadingSource) -> None:
    """Store what `preview` found to be news, on behalf of another use case, which has asked whether it may."""
    if not lines:
        return
    now = clock.now()
    # The old rows step back first: at most one reading of a period is in force at any moment.
    replaced = {(line.segment, line.start): line.old_id for line in lines if line.old_id is not None}
    _update({"id": old_id, "superseded_at": now} for old_id in replaced.values())
    new = [
        {
            "metric_id": metric.id,
            "segment": line.segment,
            "period_start": line.start,
            **line.amounts._asdict(),
            "source": str(source),
            "entered_by_id": by.actor_id,
            "entered_at": now,
        }
        for line in sorted(lines, key=lambda line: (line.segment, line.start))
    ]
    for at in range(0, len(new), CHUNK):
        db.session.execute(insert(Reading), new[at : at + CHUNK])
    newer = _known(metric, replaced)
    _update({"id": old_id, "superseded_by": newer[place][0]} for place, old_id in replaced.items())
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
