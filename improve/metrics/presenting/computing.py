"""How the chart of a metric was computed, in words, with the numbers."""

from __future__ import annotations

from improve.core.messages import _, _n, _p
from improve.metrics.models import Metric
from improve.metrics.presenting.findings import points_counted
from improve.metrics.queries import MetricChart, Series
from improve.metrics.queries.series import MOST_COUNTED
from improve.metrics.values import amount_text, counted, period_name
from improve.metrics.values.charting import (
    RULE_WORDS,
    SET_WORDS,
    TYPE_WORDS,
    ChartSettings,
    rules_of,
    settings_of,
)
from improve.stats.change import LEAST_BEFORE
from improve.stats.series import present
from improve.web.formatting import number


def computed(
    metric: Metric, drawn: MetricChart, finished: Series, settings: ChartSettings | None = None
) -> list[str]:
    """One paragraph for what was counted, the limits, and the rules."""
    settings = settings or settings_of(metric)
    said = [_base(metric, finished)]
    if drawn.asked is not None:
        said.append(
            _(
                "The %(chart)s was chosen, but these readings cannot be drawn that way.",
                chart=TYPE_WORDS[drawn.asked],
            )
        )
    said += _limits(metric, drawn, finished, settings)
    said.append(_rules(drawn, settings))
    if drawn.signal is not None and drawn.longest_run is not None:
        said.append(_runs(drawn))
    if hint := _rare(metric, finished):
        said.append(hint)
    return said


def _base(metric: Metric, finished: Series) -> str:
    if not len(finished):
        return _("No period is finished yet.")
    kind = metric.period_kind
    finished = finished.part(-MOST_COUNTED)
    said = _(
        "Counted: %(count)s with a reading, from %(first)s to %(last)s.",
        count=points_counted(metric, finished.measured),
        first=period_name(kind, finished.starts[0]),
        last=period_name(kind, finished.starts[-1]),
    )
    gaps = len(finished) - finished.measured
    if gaps:
        said += " " + _(
            "Without a reading: %(count)s; a gap is a gap, nothing is filled in.", count=counted(kind, gaps)
        )
    return said


def _limits(metric: Metric, drawn: MetricChart, finished: Series, settings: ChartSettings) -> list[str]:
    said = []
    if drawn.starts:
        said.append(
            _n(
                "New limits were set once by a person; the numbers here are those of the last ones.",
                "New limits were set %(n)s times by a person; the numbers here are those of the last ones.",
                len(drawn.starts),
            )
        )
    if not drawn.has_limits:
        return [*said, _("Limits are drawn from %(n)s readings on.", n=LEAST_BEFORE)]
    if settings.baseline is not None:
        said.append(
            _(
                "The limits come from the first %(count)s and hold for what follows.",
                count=points_counted(metric, settings.baseline),
            )
        )
    by_type = {"xmr": _xmr, "run": _run, "c": _c, "g": _g, "t": _t, "i_prime": _i_prime}
    return [*said, by_type.get(drawn.type, _counts)(metric, drawn, settings)]


def _xmr(metric: Metric, drawn: MetricChart, settings: ChartSettings) -> str:
    if drawn.mean_range is None:
        return _(
            "Average %(center)s. No two neighboring periods have readings, so there are no limits.",
            center=amount_text(metric, drawn.center),
        )
    said = _(
        "XmR chart: average %(center)s ± %(constant)s × the mean moving range %(range)s.",
        center=amount_text(metric, drawn.center),
        constant=settings.constant,
        range=number(drawn.mean_range * (metric.per if metric.has_counts else 1), metric.decimals + 1),
    )
    return f"{said} {_screening(drawn, settings)}"


def _screening(drawn: MetricChart, settings: ChartSettings) -> str:
    """What became of unusually large moving ranges."""
    if not settings.is_screened:
        return _("All moving ranges count, also unusually large ones.")
    if drawn.screened:
        return _(
            "Moving ranges left out because they are 3.267 times their mean or more: %(n)s.", n=drawn.screened
        )
    return _("No moving range is 3.267 times their mean or more, so none was left out.")


def _run(metric: Metric, drawn: MetricChart, settings: ChartSettings) -> str:
    return _(
        "Run chart: the median %(center)s, without limits; what counts are runs and crossings.",
        center=amount_text(metric, drawn.center),
    )


def _c(metric: Metric, drawn: MetricChart, settings: ChartSettings) -> str:
    return _(
        "c chart (counts): average %(center)s ± 3 × its square root.",
        center=amount_text(metric, drawn.center),
    )


def _g(metric: Metric, drawn: MetricChart, settings: ChartSettings) -> str:
    return _(
        "g chart: the median %(center)s; limits are the mean m of what lies between two events ± 3 √(m (m + 1)).",
        center=amount_text(metric, drawn.center),
    )


def _t(metric: Metric, drawn: MetricChart, settings: ChartSettings) -> str:
    said = _(
        "t chart: the times between events are raised to 1/3.6, which makes them about normal; average %(center)s and limits (± %(constant)s × the mean moving range) are taken back to days.",
        center=amount_text(metric, drawn.center),
        constant=settings.constant,
    )
    return f"{said} {_screening(drawn, settings)}"


def _i_prime(metric: Metric, drawn: MetricChart, settings: ChartSettings) -> str:
    return _(
        "I′ chart (Taylor): the pooled average %(center)s; the scatter comes from neighboring periods, each weighed by its size, and the limits follow the size.",
        center=amount_text(metric, drawn.center),
    )


def _counts(metric: Metric, drawn: MetricChart, settings: ChartSettings) -> str:
    said = _(
        "%(chart)s: the pooled average %(center)s with limits three standard errors away; they follow the size of each period.",
        chart=TYPE_WORDS[drawn.type],
        center=amount_text(metric, drawn.center),
    )
    if drawn.type in ("p", "pp"):
        said += " " + _("They are not drawn beyond 0 and 100%.")
    if drawn.sigma_z is None:
        return said
    sigma = number(drawn.sigma_z, 2)
    if drawn.type in ("pp", "up"):
        return (
            said
            + " "
            + _(
                "The periods differ %(sigma)s times as much as counting alone explains (sigma z), and the limits are that much wider.",
                sigma=sigma,
            )
        )
    if drawn.sigma_z > 1.2:
        return (
            said
            + " "
            + _("Sigma z is %(sigma)s: the periods scatter more than counting alone explains.", sigma=sigma)
        )
    return said + " " + _("Sigma z is %(sigma)s: counting alone explains the scatter.", sigma=sigma)


def _rules(drawn: MetricChart, settings: ChartSettings) -> str:
    names = rules_of(drawn.rules)
    on = [str(RULE_WORDS[name]) for name in names if name not in settings.without]
    off = [str(RULE_WORDS[name]) for name in names if name in settings.without]
    said = _(
        "Signals (%(set)s): %(rules)s.",
        set=SET_WORDS[drawn.rules],
        rules=_p("separator", ", ").join(on) if on else _("none, all are switched off"),
    )
    return said + " " + _("Switched off: %(rules)s.", rules=_p("separator", ", ").join(off)) if off else said


def _runs(drawn: MetricChart) -> str:
    """Anhøj's two tests with their bounds."""
    return _(
        "Of %(useful)s useful readings the longest run is %(run)s (chance gives up to %(most)s), and they cross the center %(crossings)s times (chance gives at least %(least)s).",
        useful=drawn.n_useful,
        run=drawn.longest_run,
        most=drawn.longest_run_max,
        crossings=drawn.crossings,
        least=drawn.crossings_min,
    )


def _rare(metric: Metric, finished: Series) -> str:
    """Counts too small for a chart of shares or rates: under 2 a period, or more than a fifth of them 0."""
    counts = present(finished.numerators)
    if not metric.has_counts or len(counts) < LEAST_BEFORE:
        return ""
    if sum(counts) / len(counts) >= 2 and 5 * sum(count == 0 for count in counts) <= len(counts):
        return ""
    return _(
        "There are few events: under 2 a period, or none in more than a fifth of them. A metric of the kind “rare events” shows a change sooner: it counts the days or cases between two of them."
    )
