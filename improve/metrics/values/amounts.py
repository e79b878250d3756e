"""How the numbers of a metric read, with its unit and its decimals."""

from __future__ import annotations

from improve.core.messages import _
from improve.metrics.models import Metric, MetricKind
from improve.web.formatting import number, signed

PERCENT = "%"


def unit_text(metric: Metric) -> str:
    """The unit of measure; shares are percent, rates say per how many unless their unit does."""
    if metric.unit is not None:
        return str(metric.unit)
    if metric.kind == MetricKind.PROPORTION:
        return PERCENT
    if metric.kind == MetricKind.RATE and metric.per > 1:
        return _("per %(number)s", number=number(metric.per, 0))
    return ""


def with_unit(text: str, unit: str) -> str:
    """The number and its unit: 12%, 38.9 minutes, 38.9分钟."""
    if not unit:
        return text
    return f"{text}{unit}" if unit == PERCENT or not unit[0].isascii() else f"{text} {unit}"


def amount_text(metric: Metric, value: float | None) -> str:
    """A reading with its unit, as exact as the metric is kept."""
    return (
        number(value, metric.decimals)
        if value is None
        else with_unit(number(value, metric.decimals), unit_text(metric))
    )


def change_unit(metric: Metric) -> str:
    """The unit of a difference: percentages differ by percentage points."""
    unit = unit_text(metric)
    return _("percentage points") if unit == PERCENT else unit


def difference_text(metric: Metric, value: float, decimals: int | None = None) -> str:
    """A change with its sign; a difference of percentages is in points."""
    unit = unit_text(metric)
    text = signed(value, metric.decimals if decimals is None else decimals)
    return _("%(number)s points", number=text) if unit == PERCENT else with_unit(text, unit)


def size_text(metric: Metric, value: float, decimals: int | None = None) -> str:
    """The size of a change, without a sign."""
    unit = unit_text(metric)
    text = number(abs(value), metric.decimals if decimals is None else decimals)
    return _("%(number)s points", number=text) if unit == PERCENT else with_unit(text, unit)
