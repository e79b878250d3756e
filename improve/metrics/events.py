"""Facts about metrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutMetric(Event):
    subject_type: ClassVar[str] = "metric"


class MetricCreated(_AboutMetric):
    """A metric was defined."""


class MetricChanged(_AboutMetric):
    """The definition changed; `changed` names the fields."""


class MetricClosed(_AboutMetric):
    """The metric is no longer measured."""


@dataclass(frozen=True, kw_only=True)
class ReadingsRecorded(_AboutMetric):
    """Readings came in or were corrected; `first` and `last` are period codes."""

    created: int = 0
    updated: int = 0
    first: str = ""
    last: str = ""
