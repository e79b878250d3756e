"""How a verdict was computed, in words, with the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from improve.core.messages import _
from improve.metrics.models import MetricKind
from improve.metrics.values import amount_text, counted, difference_text, period_name
from improve.projects.limits import frozen
from improve.projects.models import PlanVersion
from improve.projects.presenting.sentences import full_day, limits_text
from improve.projects.window import Window, day_of
from improve.stats.control_charts import XMR_CONSTANT
from improve.stats.proportions import newcombe
from improve.web.formatting import number, percent

SHOWN_HASH = 12


def computed(window: Window, versions: Sequence[PlanVersion]) -> list[str]:
    """One paragraph each for limits, change, counts, rule and data."""
    return [
        *_limits(window),
        *_change(window),
        *_counts(window),
        _rule(),
        _data(window, versions),
    ]


def _limits(window: Window) -> list[str]:
    baseline, metric = frozen(window.inputs), window.metric
    lines = baseline.lines
    if lines is None or lines.mean_range is None or baseline.lower is None or baseline.upper is None:
        return []
    said = _(
        "Limits: mean of the baseline's %(count)s, %(mean)s, ± %(constant)s × the mean moving range %(range)s = %(limits)s; frozen on %(day)s and not computed again since.",
        count=counted(metric.period_kind, window.result.verdict.n_before),
        mean=amount_text(metric, lines.center),
        constant=number(XMR_CONSTANT, 2),
        range=number(lines.mean_range, metric.decimals + 1),
        limits=limits_text(metric, baseline.lower, baseline.upper),
        day=full_day(window.starts_on),
    )
    if lines.screened:
        said += " " + _(
            "Moving ranges left out because they are 3.267 times their mean or more: %(n)s.", n=lines.screened
        )
    return [said]


def _change(window: Window) -> list[str]:
    effect = window.result.verdict.effect
    if effect is None:
        return []
    correlation = number(effect.correlation, 2)
    if effect.method == "welch_ar":
        return [
            _(
                "Change: difference of the two means; Welch interval, widened for the correlation of neighboring periods (%(correlation)s).",
                correlation=correlation,
            )
        ]
    if effect.season_terms:
        return [
            _(
                "Change: average effect of an interrupted time series with terms for the season, against the earlier course continuing; the larger of the Newey-West error and the one corrected for correlation (%(correlation)s).",
                correlation=correlation,
            )
        ]
    return [
        _(
            "Change: average effect of an interrupted time series against the earlier course continuing; the larger of the Newey-West error and the one corrected for correlation (%(correlation)s).",
            correlation=correlation,
        )
    ]


def _counts(window: Window) -> list[str]:
    """For shares also the two-sample comparison of the counts (Newcombe's hybrid score interval)."""
    if window.metric.kind != MetricKind.PROPORTION or window.result.verdict.effect is None:
        return []
    n, cut, first_after = len(window.inputs.starts), window.inputs.changed_at, window.inputs.first_after
    part, whole = window.shown.numerators[:n], window.shown.denominators[:n]
    x1, n1 = _sum(part[:cut]), _sum(whole[:cut])
    x2, n2 = _sum(part[first_after:]), _sum(whole[first_after:])
    if not n1 or not n2:
        return []
    interval = newcombe(x2, n2, x1, n1)
    metric = window.metric
    return [
        _(
            "The counts alone: %(x1)s of %(n1)s before (%(p1)s), %(x2)s of %(n2)s after (%(p2)s); difference %(change)s, 95%% interval %(low)s to %(high)s (Newcombe). It takes every case as independent and knows nothing of the scatter between periods.",
            x1=number(x1),
            n1=number(n1),
            p1=percent(x1 / n1, 1),
            x2=number(x2),
            n2=number(n2),
            p2=percent(x2 / n2, 1),
            change=difference_text(metric, metric.per * (x2 / n2 - x1 / n1)),
            low=number(metric.per * interval.low, metric.decimals),
            high=number(metric.per * interval.high, metric.decimals),
        )
    ]


def _sum(values: Sequence[float | None]) -> float:
    return sum(value for value in values if value is not None)


def _rule() -> str:
    return _(
        "“Improved” needs a favorable signal on the chart and the whole interval on the favorable side. When nothing has changed, this rule says “improved” about twice in a hundred times; comparing two numbers does so half the time."
    )


def _data(window: Window, versions: Sequence[PlanVersion]) -> str:
    kind, inputs = window.metric.period_kind, window.inputs
    said = _("Data: metric %(code)s", code=window.metric.code)
    if inputs.starts:
        said = _(
            "Data: metric %(code)s, finished periods from %(first)s to %(last)s; data version %(hash)s.",
            code=window.metric.code,
            first=period_name(kind, inputs.starts[0]),
            last=period_name(kind, inputs.starts[-1]),
            hash=inputs.digest[:SHOWN_HASH],
        )
    if not versions:
        return said
    plan = _("Plan version %(n)s of %(day)s.", n=versions[-1].number, day=full_day(day_of(versions[-1].at)))
    return f"{said} {plan}"
