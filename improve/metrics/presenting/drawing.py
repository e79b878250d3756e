"""The chart of a metric and its small form in lists."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from improve.core.messages import _
from improve.core.periods import PeriodKind, last_day
from improve.metrics.models import Metric, MetricVersion
from improve.metrics.presenting.findings import Tone, finding, points_counted, told, tone_of
from improve.metrics.queries import (
    Judged,
    MetricChart,
    Series,
    chart_of,
    finished_part,
    last_limits,
    targets_of,
)
from improve.metrics.values import (
    amount_text,
    key_texts,
    period_axis,
    period_name,
    period_short,
    unit_text,
)
from improve.metrics.values.charting import ChartSettings, settings_of
from improve.stats.run_rules import COMMON_CAUSE
from improve.web.charts import ControlTexts, Event, Point, control_chart, sparkline
from improve.web.charts.numbers import Level
from improve.web.charts.series import Signal
from improve.web.charts.svg import Only
from improve.web.formatting import number

A_YEAR = 365
SIGNALS: dict[Tone, Literal["good", "bad"] | None] = {Tone.GOOD: "good", Tone.BAD: "bad", Tone.NONE: None}


@dataclass(frozen=True)
class Picture:
    """A drawn chart with the statistics behind it."""

    chart: MetricChart
    whole: MetricChart
    shown: Series
    finished: Series
    svg: Markup
    line: str
    events: Sequence[Event] = ()


@dataclass(frozen=True)
class Wanted:
    """What of a metric is drawn and how: the last periods, marks, days of new limits, other settings than kept."""

    periods: int = 36
    marks: Sequence[tuple[date, str]] = ()
    new_limits: Sequence[date] = ()
    settings: ChartSettings | None = None
    only: Only = "both"
    scale: Sequence[float | None] = ()
    is_aligned: bool = False
    name: str = ""
    # Which target held when (`queries.versions_of`).
    versions: Sequence[MetricVersion] = ()
    # The chart of all finished periods, where it is known already.
    chart: MetricChart | None = None


EVERYTHING_KEPT = Wanted()


def picture(
    metric: Metric,
    found: Series,
    today: date,
    wanted: Wanted = EVERYTHING_KEPT,
    *,
    keep_gaps: bool = False,
) -> Picture | None:
    """The control chart of a series; None without a reading. Limits come from all finished periods, whatever is in
    sight; unfinished ones are drawn, not counted."""
    if metric.is_rare and not keep_gaps:
        found = found.events_only()
    if not found.measured:
        return None
    finished = finished_part(found, today)
    whole = wanted.chart or chart_of(metric, finished, new_limits=wanted.new_limits, settings=wanted.settings)
    late = len(found) - len(finished)
    found = found.part(-wanted.periods)
    drawn = whole.last(max(len(found) - late, 0))
    said = finding(metric, whole, wanted.name)
    happened = events(found, wanted.marks, is_rare=metric.is_rare and not keep_gaps)
    # Days of several years could not be told apart where there is no room for the year.
    is_long = metric.is_rare and (found.starts[-1] - found.starts[0]).days > A_YEAR
    axis = PeriodKind.MONTH if is_long and metric.period_kind is PeriodKind.DAY else metric.period_kind
    svg = control_chart(
        points(metric, found, drawn, today),
        texts=_texts(metric, said.sentence, whole, finished),
        center=_carried(drawn.centers, late),
        lower=_carried(drawn.lower, late),
        upper=_carried(drawn.upper, late),
        baseline_end=_baseline_end(wanted.settings or settings_of(metric), whole, drawn),
        target=targets_of(metric, wanted.versions, found),
        events=happened,
        number=number,
        period=lambda start: period_short(metric.period_kind, start),
        short_period=lambda start: period_axis(axis, start),
        decimals=metric.decimals,
        scale=wanted.scale,
        is_aligned=wanted.is_aligned,
        only=wanted.only,
    )
    return Picture(drawn, whole, found, finished, svg, _line(metric, found), happened)


def _baseline_end(settings: ChartSettings, whole: MetricChart, drawn: MetricChart) -> int | None:
    """The last period in sight from which the limits come, where they are frozen and there is one phase."""
    if settings.baseline is None or whole.starts or settings.baseline >= len(whole.values):
        return None
    place = settings.baseline - 1 - (len(whole.values) - len(drawn.values))
    return place if place >= 0 else None


def points(metric: Metric, found: Series, drawn: MetricChart, today: date) -> list[Point]:
    """The periods as points; those that still run have no signal."""
    late = [None] * (len(found) - len(drawn.labels))
    return [
        Point(
            start,
            value,
            _signal(metric, label, direction),
            unfinished=last_day(found.kind, start) >= today,
            hover=f"{period_name(found.kind, start)}: {amount_text(metric, value)}",
        )
        for start, value, label, direction in zip(
            found.starts, found.values, [*drawn.labels, *late], [*drawn.directions, *late], strict=True
        )
    ]


def _signal(metric: Metric, label: str | None, direction: str | None) -> Signal | None:
    """The mark of a point; rules about scatter (close to the average, in turn) have no better side."""
    if label is None or label == COMMON_CAUSE:
        return None
    return SIGNALS[tone_of(metric, direction)] or "neutral"


def events(found: Series, marks: Iterable[tuple[date, str]], *, is_rare: bool = False) -> list[Event]:
    """What happened within the periods shown, at the period in which it happened. A reading of rare events stands
    for the time before its day: there it is the next one."""
    starts = found.starts
    return [
        Event(bisect_left(starts, day) if is_rare else bisect_right(starts, day) - 1, text)
        for day, text in sorted(marks)
        if starts and starts[0] <= day <= last_day(found.kind, starts[-1])
    ]


def _carried(limits: Sequence[float | None], late: int) -> Level:
    """Limits for the unfinished periods too: the last one goes on."""
    return [*limits, *[limits[-1] if limits else None] * late]


def _texts(metric: Metric, title: str, drawn: MetricChart, finished: Series) -> ControlTexts:
    texts = key_texts(metric.period_kind, rules=drawn.rules, is_rare=metric.is_rare)
    desc = _("%(count)s measured.", count=points_counted(metric, finished.measured))
    lower, upper = last_limits(drawn)
    if drawn.center is not None and lower is not None and upper is not None:
        desc += " " + _(
            "Average %(center)s, natural limits %(lower)s to %(upper)s.",
            center=amount_text(metric, drawn.center),
            lower=number(lower, metric.decimals),
            upper=amount_text(metric, upper),
        )
    return ControlTexts(
        title=title,
        desc=desc,
        unit=unit_text(metric),
        center=_("median") if drawn.type in ("run", "g") else _("average"),
        **texts,
    )


def _line(metric: Metric, found: Series) -> str:
    """The line under the finding: what is measured and, for counts, out of how many."""
    parts = [unit_text(metric), points_counted(metric, len(found))]
    gaps = len(found) - found.measured
    if gaps:
        parts.append(_("%(number)s without a reading", number=gaps))
    sizes = [size for size in found.denominators if size is not None]
    if sizes:
        parts.append(
            _("out of %(low)s to %(high)s a period", low=number(min(sizes)), high=number(max(sizes)))
        )
    return " · ".join(str(part) for part in parts if part)


def small(metric: Metric, found: Judged) -> Markup | str:
    """The last periods the size of a word; nothing where there is no reading. What it says and its limits are those
    of the metric's page: they come from all finished periods, whatever is in sight."""
    if not found.is_measured:
        return ""
    return sparkline(
        found.tail,
        label=told(metric, found).sentence,
        center=found.center if found.has_limits else None,
        lower=found.lower,
        upper=found.upper,
        signal=_signal(metric, found.label, found.direction),
    )
