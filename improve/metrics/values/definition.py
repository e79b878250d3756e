"""The definition of a metric."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from improve.core.localized import Localized
from improve.core.messages import LazyText, _l
from improve.core.periods import PeriodKind
from improve.core.values import Day, Decimal, Line, OneOf, Prose, Translated, Whole
from improve.metrics.models import Combine, Direction, MetricCalendar, MetricKind

CODE = Line(
    40,
    pattern=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    hint=_l("A code has letters, digits, dots and dashes, for example WH-07."),
)
PERIOD_KINDS = tuple(str(kind) for kind in PeriodKind if kind is not PeriodKind.YEAR)
# A rate is read per so many of its exposure: complaints per 1,000 cases.
PER_CHOICES = ("1", "100", "1000", "10000", "1000000")
KIND_NAMES: dict[str, LazyText] = {
    MetricKind.VALUE: _l("A value: minutes, tons, points"),
    MetricKind.PROPORTION: _l("A share: 12 of 340 orders were late"),
    MetricKind.RATE: _l("A rate: 7 complaints in 1,200 calls"),
    MetricKind.DAYS_BETWEEN: _l("Rare events: the days since the one before"),
    MetricKind.CASES_BETWEEN: _l("Rare events: the cases since the one before"),
}
CALENDAR_WORDS: dict[str, LazyText] = {
    MetricCalendar.EVERY_DAY: _l("every day"),
    MetricCalendar.WORKING_DAYS: _l("the company’s working days"),
}
COMBINE_WORDS: dict[str, LazyText] = {
    Combine.REFUSE: _l("are a mistake"),
    Combine.MEAN: _l("become their mean"),
    Combine.MEDIAN: _l("become their median"),
    Combine.SUM: _l("are added up"),
    Combine.COUNT: _l("are counted"),
    Combine.LAST: _l("count with the last one"),
}


@dataclass(frozen=True)
class MetricData:
    """The definition of a metric; a share or rate combines the rows of a period by adding them up. `per` counts for rates only; shares are always percent. With a `feed` the
    source decides the kind."""

    name: Annotated[Localized, Translated(Line(120))]
    direction: Annotated[str, OneOf(tuple(Direction))]
    kind: Annotated[str, OneOf(tuple(MetricKind))]
    period: Annotated[str, OneOf(PERIOD_KINDS)]
    code: Annotated[str | None, CODE] = None
    unit: Annotated[Localized | None, Translated(Line(40))] = None
    numerator_name: Annotated[Localized | None, Translated(Line(60))] = None
    denominator_name: Annotated[Localized | None, Translated(Line(60))] = None
    per: Annotated[str, OneOf(PER_CHOICES)] = "1"
    decimals: Annotated[int, Whole(0, 6)] = 1
    target: Annotated[float | None, Decimal()] = None
    description: Annotated[str | None, Prose(2_000)] = None
    unit_id: Annotated[int | None, Whole(1)] = None
    owner_id: Annotated[int | None, Whole(1)] = None
    feed: Annotated[str | None, Line(120)] = None
    calendar: Annotated[str, OneOf(tuple(MetricCalendar))] = str(MetricCalendar.EVERY_DAY)
    combine: Annotated[str, OneOf(tuple(Combine))] = str(Combine.REFUSE)
    # Of a change: the first day for which readings are meant this way, and why (`MetricVersion`).
    holds_from: Annotated[date | None, Day()] = None
    note: Annotated[str | None, Line(300)] = None


@dataclass(frozen=True)
class MarkData:
    """Something that happened, for the chart."""

    day: Annotated[date, Day()]
    note: Annotated[str, Line(200)]
