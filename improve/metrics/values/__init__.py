"""What metrics are made of, with their limits, and how their periods and numbers read."""

from improve.metrics.values.amounts import (
    amount_text,
    change_unit,
    difference_text,
    size_text,
    unit_text,
    with_unit,
)
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
    COLUMN_LABELS,
    MOST_READINGS,
    PeriodText,
    ReadingBatch,
    ReadingData,
    period_start,
)
from improve.metrics.values.signals import SIGNAL_WORDS, key_texts, signal_words

__all__ = [
    "COLUMN_LABELS",
    "EXAMPLES",
    "KIND_WORDS",
    "MOST_READINGS",
    "PERIOD_KINDS",
    "PER_CHOICES",
    "SIGNAL_WORDS",
    "MarkData",
    "MetricData",
    "PeriodText",
    "ReadingBatch",
    "ReadingData",
    "amount_text",
    "change_unit",
    "counted",
    "difference_text",
    "key_texts",
    "period_axis",
    "period_heading",
    "period_name",
    "period_short",
    "period_start",
    "signal_words",
    "size_text",
    "unit_text",
    "with_unit",
]
