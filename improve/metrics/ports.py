"""What higher features fill: where readings come from by themselves, and what they mark on a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from improve.core.messages import LazyText
from improve.core.periods import PeriodKind
from improve.core.policy import Actor

MARKS = "metric.marks"


@dataclass(frozen=True)
class SourceReading:
    """One period of a source: a value, or numerator and denominator."""

    period_start: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class MetricSource:
    """A feed of readings, contributed under the slot `metrics.source`.

    `choices` lists what it can measure as (key, label); `read` answers the periods of a key.
    """

    code: str
    label: LazyText
    choices: Callable[[], Sequence[tuple[str, str]]]
    read: Callable[[str, PeriodKind], Sequence[SourceReading]]


@dataclass(frozen=True)
class ContributedMark:
    """Something of another feature that belongs on the chart of a metric: a project's start."""

    day: date
    text: LazyText | str
    href: str


# The contribution under the slot `metric.marks`: actor and metric id -> marks.
Marks = Callable[[Actor, int], Iterable[ContributedMark]]
