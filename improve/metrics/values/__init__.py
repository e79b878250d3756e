"""What metrics are made of, with their limits, and how their periods and numbers read."""

from improve.metrics.values.definition import PER_CHOICES, PERIOD_KINDS, MarkData, MetricData
from improve.metrics.values.periods import (
    EXAMPLES,
    KIND_WORDS,
    counted,
    period_axis,
    period_heading,
    period_name,
    period_short,
)
from improve.metrics.values.readings import (
    MOST_READINGS,
    PeriodText,
    ReadingBatch,
    ReadingData,
    period_start,
)

__all__ = [
    "EXAMPLES",
    "KIND_WORDS",
    "MOST_READINGS",
    "PERIOD_KINDS",
    "PER_CHOICES",
    "MarkData",
    "MetricData",
    "PeriodText",
    "ReadingBatch",
    "ReadingData",
    "counted",
    "period_axis",
    "period_heading",
    "period_name",
    "period_short",
    "period_start",
]
