"""What higher features fill: where readings come from by themselves, and what they mark on a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from improve.core.messages import LazyText
from improve.core.periods import PeriodKind
from improve.core.policy import Actor
from improve.metrics.models import MetricKind

MARKS = "metric.marks"
SOURCE = "metrics.source"


@dataclass(frozen=True)
class SourceReading:
    """One period of a source: a value, or numerator and denominator."""

    period_start: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class Offer:
    """Something that a source can measure: the key by which it is asked again, what a reading is, and the page
    (endpoint and its values) where one reads it."""

    key: str
    label: LazyText | str
    kind: MetricKind
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class MetricSource:
    """What fills metrics by itself, contributed under the slot `metrics.source`.

    `offers` lists what the actor may measure with it. `offer` is one of them by its key (None: gone, or not the
    actor's to see). `read` answers the periods of a key, in order; the running period may be among them, and what
    must not be shown (too few answers) is left out. Without `keeps_replaced` the figures of readings that others
    replaced are not kept: side by side they would tell of the few people who make the difference.
    """

    code: str
    offers: Callable[[Actor], Sequence[Offer]]
    offer: Callable[[Actor, str], Offer | None]
    read: Callable[[str, PeriodKind], Sequence[SourceReading]]
    keeps_replaced: bool = True


@dataclass(frozen=True)
class ContributedMark:
    """Something of another feature that belongs on the chart of a metric: a project's start."""

    day: date
    text: LazyText | str
    href: str


# The contribution under the slot `metric.marks`: actor and metric id -> marks.
Marks = Callable[[Actor, int], Iterable[ContributedMark]]
