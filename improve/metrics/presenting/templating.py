"""How templates say the numbers and periods of a metric: `{{ metric|metric_amount(38.9) }}`."""

from __future__ import annotations

from datetime import date

from flask import Flask

from improve.core.messages import LazyText
from improve.metrics import values
from improve.metrics.models import Metric, Reading
from improve.metrics.service import Amounts
from improve.web.formatting import number


def init_app(app: Flask) -> None:
    """Install the filters."""
    app.jinja_env.filters.update(
        metric_amount=values.amount_text,
        metric_amounts=_amounts,
        metric_column=_column,
        metric_period=_period,
        metric_reading=_reading,
        metric_period_name=_period_name,
        metric_period_heading=_heading,
        metric_period_example=_example,
    )


def _reading(metric: Metric, reading: Reading) -> str:
    return _amounts(metric, Amounts(reading.value, reading.numerator, reading.denominator))


def _amounts(metric: Metric, amounts: Amounts) -> str:
    """A reading as it was entered: 38.9 minutes, or 12 / 340."""
    if amounts.numerator is not None:
        return f"{number(amounts.numerator)} / {number(amounts.denominator)}"
    return number(amounts.value)


def _column(metric: Metric, name: str) -> LazyText | str:
    """The heading of a column of numbers: what is counted, if the metric says so."""
    own = {"numerator": metric.numerator_name, "denominator": metric.denominator_name}.get(name)
    return str(own) if own is not None else values.COLUMN_LABELS[name]


def _period(metric: Metric, start: date) -> str:
    return values.period_short(metric.period_kind, start)


def _period_name(metric: Metric, start: date) -> str:
    return values.period_name(metric.period_kind, start)


def _heading(metric: Metric) -> str:
    return values.period_heading(metric.period_kind)


def _example(metric: Metric) -> str:
    return values.EXAMPLES[metric.period_kind]
