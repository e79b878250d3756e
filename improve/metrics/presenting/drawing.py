"""The chart of a metric and its small form in lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from improve.core.messages import _
from improve.core.periods import last_day
from improve.metrics.models import Metric
from improve.metrics.presenting.findings import Tone, finding, tone_of
from improve.metrics.queries import Series, chart_of, finished_part
from improve.metrics.values import (
    amount_text,
    counted,
    key_texts,
    period_axis,
    period_name,
    period_short,
    unit_text,
)
from improve.stats.change import LEAST_BEFORE
from improve.stats.control_charts import Chart
from improve.web.charts import ControlTexts, Event, Point, control_chart, sparkline
from improve.web.charts.numbers import Level
from improve.web.templating import number

SIGNALS: dict[Tone, Literal["good", "bad"] | None] = {Tone.GOOD: "good", Tone.BAD: "bad", Tone.NONE: None}


@dataclass(frozen=True)
class Picture:
    """A drawn chart with the statistics behind it."""

    chart: Chart
    svg: Markup
    line: str


def picture(
    metric: Metric, found: Series, today: date, marks: Sequence[tuple[date, str]] = ()
) -> Picture | None:
    """The control chart of these periods; None without a reading. Unfinished periods are drawn, not counted."""
    if not len(found):
        return None
    finished = finished_part(found, today)
    drawn = chart_of(metric, finished)
    said = finding(metric, drawn)
    late = len(found) - len(finished)
    enough = finished.measured >= LEAST_BEFORE
    svg = control_chart(
        points(metric, found, drawn, today),
        texts=_texts(metric, said.sentence, drawn, finished),
        center=drawn.center if enough else None,
        lower=_carried(drawn.lower, late) if enough else None,
        upper=_carried(drawn.upper, late) if enough else None,
        target=metric.target,
        events=events(found, marks),
        number=number,
        period=lambda start: period_short(metric.period_kind, start),
        short_period=lambda start: period_axis(metric.period_kind, start),
        decimals=metric.decimals,
    )
    return Picture(drawn, svg, _line(metric, found))


def points(metric: Metric, found: Series, drawn: Chart, today: date) -> list[Point]:
    """The periods as points; those that still run have no signal."""
    labels = [*drawn.labels, *[None] * (len(found) - len(drawn.labels))]
    return [
        Point(
            start,
            value,
            SIGNALS[tone_of(metric, label)],
            unfinished=last_day(found.kind, start) >= today,
            hover=f"{period_name(found.kind, start)}: {amount_text(metric, value)}",
        )
        for start, value, label in zip(found.starts, found.values, labels, strict=True)
    ]


def events(found: Series, marks: Iterable[tuple[date, str]]) -> list[Event]:
    """What happened within the periods shown, at the period in which it happened."""
    out = []
    for day, text in sorted(marks):
        at = sum(1 for start in found.starts if start <= day) - 1
        if at >= 0 and last_day(found.kind, found.starts[-1]) >= day:
            out.append(Event(at, text))
    return out


def _carried(limits: Sequence[float | None], late: int) -> Level:
    """Limits for the unfinished periods too: the last one goes on."""
    return [*limits, *[limits[-1] if limits else None] * late]


def _texts(metric: Metric, title: str, drawn: Chart, finished: Series) -> ControlTexts:
    texts = key_texts(metric.period_kind)
    desc = _("%(count)s measured.", count=counted(metric.period_kind, finished.measured))
    lower, upper = _last(drawn.lower), _last(drawn.upper)
    if drawn.center is not None and lower is not None and upper is not None:
        desc += " " + _(
            "Average %(center)s, natural limits %(lower)s to %(upper)s.",
            center=amount_text(metric, drawn.center),
            lower=number(lower, metric.decimals),
            upper=amount_text(metric, upper),
        )
    return ControlTexts(title=title, desc=desc, unit=unit_text(metric), center=_("average"), **texts)


def _last(values: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _line(metric: Metric, found: Series) -> str:
    """The line under the finding: what is measured and, for counts, out of how many."""
    parts = [unit_text(metric), counted(metric.period_kind, len(found))]
    gaps = len(found) - found.measured
    if gaps:
        parts.append(_("%(number)s without a reading", number=gaps))
    sizes = [size for size in found.denominators if size is not None]
    if sizes:
        parts.append(
            _("out of %(low)s to %(high)s a period", low=number(min(sizes)), high=number(max(sizes)))
        )
    return " · ".join(str(part) for part in parts if part)


def small(metric: Metric, found: Series, today: date) -> Markup | str:
    """The series the size of a word; nothing where there is no reading."""
    finished = finished_part(found, today)
    if not finished.measured:
        return ""
    drawn = chart_of(metric, finished)
    label = next((label for label in reversed(drawn.labels) if label is not None), None)
    enough = finished.measured >= LEAST_BEFORE
    return sparkline(
        finished.values,
        label=finding(metric, drawn).sentence,
        center=drawn.center if enough else None,
        lower=_last(drawn.lower) if enough else None,
        upper=_last(drawn.upper) if enough else None,
        signal=SIGNALS[tone_of(metric, label)] if enough else None,
    )
