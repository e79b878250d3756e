"""The control chart that fits a metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from improve.core.periods import last_day
from improve.metrics.models import Metric, MetricKind
from improve.metrics.queries.series import Series
from improve.stats.control_charts import Chart, chart


def finished_part(found: Series, today: date) -> Series:
    """The periods that are over."""
    return found.part(0, sum(1 for start in found.starts if last_day(found.kind, start) < today))


def chart_of(metric: Metric, found: Series) -> Chart:
    """XmR for values (2.66, moving ranges screened once), p or u for counts, with the prime where the
    periods scatter more than counts would alone (sigma_z > 1.2). On the metric's scale.
    """
    if metric.kind == MetricKind.VALUE:
        return chart("xmr", found.values, screen=True, better=metric.direction)
    kind = "p" if metric.kind == MetricKind.PROPORTION else "u"
    drawn = chart(kind, found.numerators, found.denominators, better=metric.direction)
    if drawn.sigma_z is not None and drawn.sigma_z > 1.2:
        drawn = chart(f"{kind}p", found.numerators, found.denominators, better=metric.direction)
    return replace(
        drawn,
        values=_scaled(drawn.values, metric.per),
        center=None if drawn.center is None else drawn.center * metric.per,
        lower=_scaled(drawn.lower, metric.per),
        upper=_scaled(drawn.upper, metric.per),
    )


def _scaled(values: Sequence[float | None], per: float) -> tuple[float | None, ...]:
    return tuple(None if value is None else value * per for value in values)
