"""How the chart of a metric was computed, in words, with the numbers."""

from __future__ import annotations

from improve.core.messages import _
from improve.metrics.models import Metric
from improve.metrics.queries import Series
from improve.metrics.values import amount_text, counted, period_name
from improve.stats.change import LEAST_BEFORE
from improve.stats.control_charts import XMR_CONSTANT, Chart
from improve.web.templating import number


def computed(metric: Metric, drawn: Chart, finished: Series) -> list[str]:
    """One paragraph for what was counted, the limits, and the rules."""
    return [_base(metric, finished), *_limits(metric, drawn, finished), _rules()]


def _base(metric: Metric, finished: Series) -> str:
    if not len(finished):
        return _("No period is finished yet.")
    kind = metric.period_kind
    said = _(
        "Counted: %(count)s with a reading, from %(first)s to %(last)s.",
        count=counted(kind, finished.measured),
        first=period_name(kind, finished.starts[0]),
        last=period_name(kind, finished.starts[-1]),
    )
    gaps = len(finished) - finished.measured
    if gaps:
        said += " " + _(
            "Without a reading: %(count)s; a gap is a gap, nothing is filled in.", count=counted(kind, gaps)
        )
    return said


def _limits(metric: Metric, drawn: Chart, finished: Series) -> list[str]:
    if finished.measured < LEAST_BEFORE or drawn.center is None:
        return [_("Limits are drawn from %(n)s readings on.", n=LEAST_BEFORE)]
    if drawn.type == "xmr":
        return [_xmr(metric, drawn)]
    return [_counts(metric, drawn)]


def _xmr(metric: Metric, drawn: Chart) -> str:
    if drawn.mean_range is None:
        return _(
            "Average %(center)s. No two neighboring periods have readings, so there are no limits.",
            center=amount_text(metric, drawn.center),
        )
    said = _(
        "XmR chart: average %(center)s ± %(constant)s × the mean moving range %(range)s.",
        center=amount_text(metric, drawn.center),
        constant=number(XMR_CONSTANT, 2),
        range=number(drawn.mean_range, metric.decimals + 1),
    )
    if drawn.screened:
        return (
            said
            + " "
            + _(
                "Moving ranges left out because they are 3.267 times their mean or more: %(n)s.",
                n=drawn.screened,
            )
        )
    return said


def _counts(metric: Metric, drawn: Chart) -> str:
    names = {
        "p": _("p chart (shares)"),
        "pp": _("p′ chart (shares, Laney)"),
        "u": _("u chart (rates)"),
        "up": _("u′ chart (rates, Laney)"),
    }
    said = _(
        "%(chart)s: the pooled average %(center)s with limits three standard errors away; they follow the size of each period.",
        chart=names[drawn.type],
        center=amount_text(metric, drawn.center),
    )
    if drawn.sigma_z is None:
        return said
    widened = drawn.type in ("pp", "up")
    sigma = number(drawn.sigma_z, 2)
    if widened:
        return (
            said
            + " "
            + _(
                "The periods differ %(sigma)s times as much as counting alone explains (sigma z), so the limits are that much wider.",
                sigma=sigma,
            )
        )
    return said + " " + _("Sigma z is %(sigma)s: counting alone explains the scatter.", sigma=sigma)


def _rules() -> str:
    return _(
        "Signals: a reading outside a limit, 7 in a row on one side of the average, 7 rising or falling in a row, or 2 of 3 near a limit (NHS “Making data count”)."
    )
