"""Facts about metrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AboutMetric(Event):
    """Any fact about a metric; `subject_id` is its id."""

    subject_type: ClassVar[str] = "metric"


class MetricCreated(AboutMetric):
    """A metric was defined."""


class MetricChanged(AboutMetric):
    """The definition changed; `changed` names the fields."""


class MetricClosed(AboutMetric):
    """The metric is no longer measured."""


class MetricReopened(AboutMetric):
    """A closed metric is measured again."""


@dataclass(frozen=True, kw_only=True)
class ReadingsRecorded(AboutMetric):
    """Readings came in, were corrected or taken back; `first` and `last` are period codes."""

    created: int = 0
    updated: int = 0
    first: str = ""
    last: str = ""


class MarkAdded(AboutMetric):
    """Something that happened was marked on the chart."""


class MarkRemoved(AboutMetric):
    """A mark was removed from the chart."""


class PhaseSet(AboutMetric):
    """New limits were set from a period on, with the answers to Wheeler's four questions."""


class PhaseWithdrawn(AboutMetric):
    """New limits were withdrawn; the chart is drawn as before."""


ALL = (
    MetricCreated,
    MetricChanged,
    MetricClosed,
    MetricReopened,
    ReadingsRecorded,
    MarkAdded,
    MarkRemoved,
    PhaseSet,
    PhaseWithdrawn,
)
