"""Charts beside each other: one metric in its units, and two metrics over the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.accounts.models import Unit
from improve.core.db import LARGEST_ID
from improve.metrics.models import Metric
from improve.metrics.policy import Permission
from improve.metrics.presenting.computing import computed
from improve.metrics.presenting.drawing import Picture, Wanted, picture
from improve.metrics.presenting.findings import Finding, finding
from improve.metrics.queries import (
    MetricChart,
    Series,
    chart_of,
    company_day,
    finished_part,
    metric_choices,
    series_of,
    series_of_units,
    visible_one,
)
from improve.metrics.values import counted, period_heading
from improve.metrics.views.blueprint import blueprint, visible_or_404
from improve.metrics.views.picturing import happened
from improve.web.access import current_actor, requires
from improve.web.i18n import current_language

PERIODS_OF_UNITS = 36
MOST_PERIODS = 600


class UnitChart(NamedTuple):
    """One unit of the small multiples."""

    unit: Unit
    picture: Picture
    said: Finding
    last: float | None
    computed: Sequence[str]


@blueprint.get("/<int:metric_id>/units")
@requires(Permission.READ)
def units(metric_id: int) -> ResponseReturnValue:
    """The same metric in all units that measure it, on one scale."""
    metric, today = visible_or_404(metric_id), company_day()
    found = series_of_units(metric)
    with_it = happened(metric)
    drawn = [_chart(metric, part, today, with_it.new_limits) for _unit, part in found]
    # One scale for all: what is to be compared must not be drawn to different sizes.
    everything = [
        value
        for (_unit, part), one in zip(found, drawn, strict=True)
        for value in (*part.values[-PERIODS_OF_UNITS:], *one.last(1).lower, *one.last(1).upper)
    ]
    charts = []
    for (unit, part), chart in zip(found, drawn, strict=True):
        name = str(unit.name)
        wanted = Wanted(
            PERIODS_OF_UNITS,
            with_it.marks,
            only="narrow",
            scale=everything,
            name=name,
            versions=with_it.versions,
            chart=chart,
        )
        one = picture(metric, part, today, wanted)
        if one is not None:
            said, how = finding(metric, chart, name), computed(metric, chart, one.finished)
            charts.append(UnitChart(unit, one, said, one.shown.values[-1], how))
    return render_template(
        "metrics/units.html",
        metric=metric,
        charts=charts,
        signals=sum(chart.said.tone != "none" for chart in charts),
        periods=counted(metric.period_kind, PERIODS_OF_UNITS),
    )


def _chart(metric: Metric, found: Series, today: date, limits: Sequence[date]) -> MetricChart:
    """The chart of a unit's finished periods."""
    found = found.events_only() if metric.is_rare else found
    return chart_of(metric, finished_part(found, today), new_limits=limits)


@dataclass(frozen=True)
class Side:
    """One of two metrics over the time that they share."""

    metric: Metric
    picture: Picture
    said: Finding
    computed: Sequence[str]


@blueprint.get("/compare")
@requires(Permission.READ)
def compare() -> ResponseReturnValue:
    """Two metrics one above the other, period by period."""
    chosen = [_asked(request.args.get(name, "")) for name in ("one", "two")]
    known = [metric for metric in chosen if metric is not None]
    both = len(known) == 2 and known[0].period == known[1].period and not any(one.is_rare for one in known)
    sides = _sides(known) if both else []
    choices = metric_choices(current_actor(), current_language())
    closed = [(str(one.id), f"{one.name} ({one.code})") for one in known if one.is_closed]
    return render_template(
        "metrics/compare.html",
        choices=[*choices, *closed],
        chosen=[str(metric.id) if metric is not None else "" for metric in chosen],
        sides=sides,
        differ=len(known) == 2 and not both,
        rows=_rows(sides),
        heading=period_heading(known[0].period_kind) if known else "",
    )


def _asked(text: str) -> Metric | None:
    known = text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID
    return visible_one(current_actor(), int(text)) if known else None


def _sides(metrics: Sequence[Metric]) -> list[Side]:
    """Both over the periods from the first to the last reading of either, missing ones as gaps."""
    today, found = company_day(), series_of(metrics)
    starts = sorted({start for metric in metrics for start in found[metric.id].starts})[-MOST_PERIODS:]
    sides = []
    for metric in metrics:
        with_it = happened(metric)
        wanted = Wanted(
            MOST_PERIODS,
            with_it.marks,
            with_it.new_limits,
            is_aligned=True,
            versions=with_it.versions,
        )
        drawn = picture(metric, over(found[metric.id], starts), today, wanted, keep_gaps=True)
        if drawn is not None:
            how = computed(metric, drawn.whole, drawn.finished)
            sides.append(Side(metric, drawn, finding(metric, drawn.whole), how))
    return sides if len(sides) == 2 else []


def over(found: Series, starts: Sequence[date]) -> Series:
    """The series with exactly these periods; None where it has none of them."""
    place = {start: at for at, start in enumerate(found.starts)}

    def spread(values: Sequence[float | None]) -> tuple[float | None, ...]:
        return tuple(values[place[start]] if start in place else None for start in starts)

    return replace(
        found,
        starts=tuple(starts),
        values=spread(found.values),
        numerators=spread(found.numerators),
        denominators=spread(found.denominators),
    )


def _rows(sides: Sequence[Side]) -> list[tuple[date, float | None, float | None]]:
    """The periods with both readings, the newest first."""
    if len(sides) != 2:
        return []
    one, two = (side.picture.shown for side in sides)
    return list(zip(one.starts, one.values, two.values, strict=True))[::-1]
