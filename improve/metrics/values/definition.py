"""The definition of a metric."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from improve.core.localized import Localized
from improve.core.messages import _l
from improve.core.periods import PeriodKind
from improve.core.values import Day, Decimal, Line, OneOf, Prose, Translated, Whole
from improve.metrics.models import Direction, MetricKind

CODE = Line(
    40,
    pattern=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    hint=_l("A code has letters, digits, dots and dashes, for example WH-07."),
)
PERIOD_KINDS = tuple(str(kind) for kind in PeriodKind if kind is not PeriodKind.YEAR)
# A rate is read per so many of its exposure: complaints per 1,000 cases.
PER_CHOICES = ("1", "100", "1000", "10000", "1000000")


@dataclass(frozen=True)
class MetricData:
    """The definition of a metric. `per` counts for rates only; shares are always percent. With a `feed` the
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


@dataclass(frozen=True)
class MarkData:
    """Something that happened, for the chart."""

    day: Annotated[date, Day()]
    note: Annotated[str, Line(200)]
