"""What a plan needs, shown while it is written: how many readings there are, and how many it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import variance
from typing import Any

from markupsafe import Markup

from improve.core.errors import Invalid
from improve.core.messages import _
from improve.core.periods import start_of
from improve.core.policy import Actor
from improve.core.values import check
from improve.metrics.models import Metric, MetricKind
from improve.metrics.queries import WHOLE, Series, finished_part, segment_of, series, visible_one
from improve.metrics.values import (
    amount_text,
    counted,
    key_texts,
    period_axis,
    period_short,
    unit_text,
)
from improve.projects import rules
from improve.projects.models import Project, UsefulAs
from improve.projects.presenting.sentences import planned_size
from improve.projects.values import PlanData
from improve.projects.verdicts import mean_of
from improve.stats.change import ENOUGH_AFTER, ENOUGH_BEFORE, LEAST_AFTER, LEAST_BEFORE
from improve.stats.control_charts import xmr_limits
from improve.stats.errors import StatsError
from improve.stats.sample_size import for_comparison, share_for_comparison
from improve.web.charts import ControlTexts, Point, control_chart
from improve.web.formatting import number, percent

MOST_SHOWN = 60
NAMES = (
    "metric_id",
    "measured_unit_id",
    "direction",
    "smallest_useful",
    "useful_as",
    "baseline_from",
    "starts_on",
    "settle_in",
)


@dataclass(frozen=True)
class Need:
    """So many readings are there, so many are needed."""

    there: int
    least: int
    enough: int

    @property
    def code(self) -> str:
        """enough, early or few."""
        return "enough" if self.there >= self.enough else "early" if self.there >= self.least else "few"


@dataclass(frozen=True)
class Preview:
    """What can be said of the plan so far."""

    metric: Metric | None = None
    chart: Markup | str = ""
    before: Need | None = None
    count_before: str = ""
    mean: str = ""
    useful: str = ""
    sample: str = ""
    first_look: date | None = None
    full_verdict: date | None = None
    usual_direction: str = ""


def preview_of(project: Project, typed: Mapping[str, Any], actor: Actor, today: date) -> Preview:
    """From what is typed; a field that cannot be read yet counts as empty."""
    data = _readable(typed)
    metric = visible_one(actor, data.metric_id) if data.metric_id else None
    if metric is None:
        return Preview()
    measured = segment_of(data.measured_unit_id) if data.measured_unit_id is not None else WHOLE
    whole = finished_part(series(metric, measured), today)
    before = _before(metric, whole, data)
    mean = mean_of(before.values)
    dates = _dates(metric, data)
    return Preview(
        metric=metric,
        chart=_chart(metric, whole, before, data),
        before=Need(before.measured, LEAST_BEFORE, ENOUGH_BEFORE),
        count_before=str(counted(metric.period_kind, before.measured)),
        mean=amount_text(metric, mean) if mean is not None else "",
        useful=_useful(metric, data, mean),
        sample=_sample(metric, before, data, mean),
        first_look=dates[0],
        full_verdict=dates[1],
        usual_direction=metric.direction,
    )


def _readable(typed: Mapping[str, Any]) -> PlanData:
    raw = {name: typed.get(name) for name in NAMES}
    try:
        return check(PlanData, raw)
    except Invalid as error:
        return check(PlanData, {name: value for name, value in raw.items() if name not in error.errors})


def _before(metric: Metric, whole: Series, data: PlanData) -> Series:
    """The baseline as it is planned; without dates all readings."""
    kind = metric.period_kind
    found = whole
    if data.baseline_from is not None:
        found = found.since(start_of(kind, data.baseline_from))
    if data.starts_on is not None:
        start = start_of(kind, data.starts_on)
        found = found.part(0, sum(1 for one in found.starts if one < start))
    return found


def _dates(metric: Metric, data: PlanData) -> tuple[date | None, date | None]:
    if data.starts_on is None:
        return None, None
    kind = metric.period_kind
    return (
        rules.first_look_on(kind, data.starts_on, data.settle_in),
        rules.verdict_on(kind, data.starts_on, data.settle_in),
    )


def _size(data: PlanData, mean: float | None) -> float | None:
    """The smallest useful change in the metric's unit."""
    if data.smallest_useful is None or data.useful_as == UsefulAs.POINTS:
        return data.smallest_useful
    return data.smallest_useful / 100 * abs(mean) if mean else None


def _useful(metric: Metric, data: PlanData, mean: float | None) -> str:
    """What the smallest useful change means: from where to where."""
    size = _size(data, mean)
    if size is None or mean is None:
        return ""
    direction = data.direction or metric.direction
    goal = mean + size if direction == "up" else mean - size
    return _(
        "From %(before)s to %(goal)s or better: a change of %(size)s",
        before=amount_text(metric, mean),
        goal=amount_text(metric, goal),
        size=planned_size(metric, size),
    )


def _sample(metric: Metric, before: Series, data: PlanData, mean: float | None) -> str:
    """How much it takes to see a change of that size with a probability of 80 %."""
    size = _size(data, mean)
    if size is None or mean is None or before.measured < LEAST_BEFORE:
        return ""
    try:
        if metric.kind == MetricKind.PROPORTION:
            return _cases(metric, before, data, mean / metric.per, size / metric.per)
        known = [value for value in before.values if value is not None]
        spread = variance(known)
        periods = max(for_comparison(spread, spread, 100 * size), LEAST_AFTER) if spread > 0 else LEAST_AFTER
    except StatsError:
        return ""
    return _(
        "With the scatter of the baseline, a change of %(size)s shows with about %(count)s on each side (power 80%%).",
        size=planned_size(metric, size),
        count=counted(metric.period_kind, max(periods, ENOUGH_AFTER)),
    )


def _cases(metric: Metric, before: Series, data: PlanData, share: float, size: float) -> str:
    """For a share: cases on each side, and about how many periods they take."""
    direction = data.direction or metric.direction
    goal = share + size if direction == "up" else share - size
    if not 0 <= goal <= 1:
        return _("The baseline is %(mean)s: a change of that size is not possible.", mean=percent(share, 1))
    cases = share_for_comparison(share, 100 * (goal - share))
    sizes = [one for one in before.denominators if one]
    periods = -(-cases // max(1, round(sum(sizes) / len(sizes))))
    return _(
        "From %(before)s to %(goal)s takes about %(cases)s cases on each side (power 80%%): about %(count)s.",
        before=percent(share, 1),
        goal=percent(goal, 1),
        cases=number(cases),
        count=counted(metric.period_kind, periods),
    )


def _chart(metric: Metric, whole: Series, before: Series, data: PlanData) -> Markup | str:
    """The metric as it is, with the limits of the planned baseline and the planned start."""
    shown = whole.part(-MOST_SHOWN)
    if not len(shown):
        return ""
    kind = metric.period_kind
    lines = xmr_limits(before.values, screen=True) if before.measured >= LEAST_BEFORE else None
    starts = [start_of(kind, data.starts_on)] if data.starts_on is not None else []
    at = shown.starts.index(starts[0]) if starts and starts[0] in shown.starts else None
    title = _("%(metric)s, the last %(count)s", metric=metric.name, count=counted(kind, len(shown)))
    return control_chart(
        [Point(start, value) for start, value in zip(shown.starts, shown.values, strict=True)],
        texts=ControlTexts(
            title=title, unit=unit_text(metric), center=_("average"), start=_("Start"), **key_texts(kind)
        ),
        center=lines.center if lines else None,
        lower=lines.lower[0] if lines and lines.lower else None,
        upper=lines.upper[0] if lines and lines.upper else None,
        baseline_end=at - 1 if at else None,
        start=at,
        number=number,
        period=lambda one: period_short(kind, one),
        short_period=lambda one: period_axis(kind, one),
        decimals=metric.decimals,
    )
