"""Control and run charts: a series, its natural limits and the change that was made."""

from collections.abc import Sequence
from dataclasses import replace
from typing import SupportsFloat

from markupsafe import Markup

from improve.web.charts.annotations import Event
from improve.web.charts.control_drawing import (
    ControlChart,
    ControlTexts,
    Tone,
    draw,
    key_entries,
    line_entries,
)
from improve.web.charts.frame import NARROW, WIDE, ticks_for
from improve.web.charts.key import key
from improve.web.charts.numbers import (
    Level,
    Number,
    Period,
    clean,
    level,
    plain_number,
    plain_period,
    present,
)
from improve.web.charts.series import Point
from improve.web.charts.svg import Only, drawings


def control_chart(
    points: Sequence[Point],
    *,
    texts: ControlTexts,
    center: Level = None,
    lower: Level = None,
    upper: Level = None,
    baseline_end: int | None = None,
    start: int | None = None,
    settle: tuple[int, int] | None = None,
    after: SupportsFloat | None = None,
    tone: Tone | None = None,
    target: Level = None,
    events: Sequence[Event] = (),
    number: Number = plain_number,
    period: Period = plain_period,
    short_period: Period | None = None,
    decimals: int | None = None,
    scale: Sequence[SupportsFloat | None] = (),
    is_aligned: bool = False,
    id: str = "",
    only: Only = "both",
) -> Markup:
    """The chart in its two drawings, 900 x 360 and 358 x 300, and the key below them (with `only`: one, no key).

    `points` are all periods in order, the missing ones too (value None). `center`, `lower`, `upper` and `target` are
    one number or one for each point (stepped); None where there is no limit (a clipped one is not drawn).
    Indexes count from 0: `baseline_end` is the last point that the center was computed from (default: the
    one before `start`), after it the center is dotted because it is only carried on; `start` is the first
    point with the change; `settle` the first and last point of settling in; `after` is the mean of what
    follows, colored only by `tone`. `decimals` is for the labels of the lines. Without an `id` the ids are
    made from the content. For charts that are compared: `scale` are values that the axis has to hold; `is_aligned`
    gives the frame the same left and right edge in all of them. Raises ValueError for lists that are not as long as the points.
    """
    count = len(points)
    chart = ControlChart(
        texts=texts,
        points=tuple(points),
        values=tuple(clean(point.value) for point in points),
        center=level(center, count),
        lower=level(lower, count),
        upper=level(upper, count),
        baseline_end=_baseline_end(baseline_end, start, count),
        start=start,
        settle=settle,
        after=clean(after),
        tone=tone,
        target=level(target, count),
        events=tuple(events),
        number=number,
        decimals=decimals or 0,
        scale=tuple(present([clean(value) for value in scale])),
        is_aligned=is_aligned,
    )
    if decimals is None:
        chart = replace(chart, decimals=ticks_for(WIDE, chart.everything()).fine_decimals)
    return drawings(
        only,
        lambda: draw(chart, WIDE, period, id),
        lambda: draw(chart, NARROW, short_period or period, id),
        below=key(key_entries(chart), events=[event.text for event in events], narrow=line_entries(chart)),
    )


def _baseline_end(given: int | None, start: int | None, count: int) -> int:
    if given is not None:
        return given
    return count - 1 if start is None else start - 1
