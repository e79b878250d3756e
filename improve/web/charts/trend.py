"""A score by week or month with its intervals: NPS, satisfaction, effort."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, SupportsFloat

from markupsafe import Markup

from improve.web.charts import annotations, frame
from improve.web.charts.frame import NARROW, WIDE, LineLabel, Plot, Sheet
from improve.web.charts.key import Mark, key
from improve.web.charts.numbers import (
    Number,
    Period,
    clean,
    level,
    minus,
    plain_count,
    plain_number,
    plain_period,
    present,
)
from improve.web.charts.series import Point, draw_series
from improve.web.charts.svg import Canvas, Caption, Only, drawings


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendTexts:
    """The translated texts; an empty one leaves its part out.

    `start` names the change at its line, `target` the goal at its line. Key: `point` ("one month"),
    `interval` ("95% interval"), `gap` ("fewer than 10 answers: not shown"), `unfinished`.
    """

    title: str
    desc: str = ""
    unit: str = ""
    start: str = ""
    target: str = ""
    point: str = ""
    interval: str = ""
    gap: str = ""
    unfinished: str = ""


@dataclass(frozen=True, slots=True)
class _Trend:
    texts: TrendTexts
    points: tuple[Point, ...]
    lows: tuple[float | None, ...]
    highs: tuple[float | None, ...]
    answers: tuple[str, ...]
    start: int | None
    target: float | None
    number: Number
    decimals: int

    @property
    def values(self) -> list[float | None]:
        return [point.value for point in self.points]

    def everything(self) -> list[float]:
        shown = [
            bound
            for point, low, high in zip(self.points, self.lows, self.highs, strict=True)
            if point.value is not None
            for bound in (low, high)
        ]
        return present((*self.values, *shown, self.target))

    def labels(self) -> list[LineLabel]:
        if self.target is None:
            return []
        return [
            LineLabel(self.target, minus(self.number(self.target, self.decimals)), self.texts.target, "tgl")
        ]


def score_trend(
    periods: Sequence[Any],
    scores: Sequence[SupportsFloat | None],
    lows: Sequence[SupportsFloat | None],
    highs: Sequence[SupportsFloat | None],
    ns: Sequence[int | None] = (),
    *,
    texts: TrendTexts,
    start: int | None = None,
    target: SupportsFloat | None = None,
    unfinished: bool = False,
    number: Number = plain_number,
    count: Callable[[int], str] = plain_count,
    period: Period = plain_period,
    short_period: Period | None = None,
    decimals: int = 0,
    id: str = "",
    only: Only = "both",
) -> Markup:
    """Scores with their intervals as whiskers, and below the names of the periods the answers of each (`ns`).

    A score of None (nobody answered, or too few to be shown) is a gap, whatever its bounds and its n say:
    nothing of it is drawn. `start` is the index of the first period with a change, `unfinished` says that
    the last period still runs. Raises ValueError for lists of different lengths.
    """
    amount = len(periods)
    values = level(scores, amount)
    answers = level(ns, amount) if len(ns) else (None,) * amount
    trend = _Trend(
        texts=texts,
        points=tuple(
            Point(name, value, unfinished=unfinished and place == amount - 1)
            for place, (name, value) in enumerate(zip(periods, values, strict=True))
        ),
        lows=level(lows, amount),
        highs=level(highs, amount),
        answers=tuple(
            "" if n is None or value is None else count(int(n))
            for n, value in zip(answers, values, strict=True)
        ),
        start=start,
        target=clean(target),
        number=number,
        decimals=decimals,
    )
    return drawings(
        only,
        lambda: _draw(trend, WIDE, period, id),
        lambda: _draw(trend, NARROW, short_period or period, id),
        below=key(_key_entries(trend)),
    )


def _draw(trend: _Trend, sheet: Sheet, period: Period, id: str) -> Markup:
    ticks = frame.ticks_for(sheet, trend.everything())
    texts = frame.tick_texts(ticks, trend.number)
    labels = trend.labels()
    counted = any(trend.answers)
    count, rows = len(trend.points), 2 if counted else 1
    header = annotations.Header(trend.texts.unit, trend.start, trend.texts.start)
    header = annotations.fit_header(header, frame.make_plot(sheet, ticks, texts, labels, count))
    plot = frame.make_plot(sheet, ticks, texts, labels, count, header=header.height, rows=rows)
    canvas = Canvas(sheet.width, sheet.height)
    frame.draw_grid(canvas, plot, ticks, texts, trend.texts.unit)
    annotations.draw_gaps(canvas, plot, trend.values)
    if trend.target is not None:
        canvas.line(plot.left, plot.y(trend.target), plot.right, plot.y(trend.target), "tgt")
    annotations.draw_start(canvas, plot, header)
    _draw_intervals(canvas, plot, trend)
    draw_series(canvas, plot, trend.points, trend.values)
    names = [period(point.period) for point in trend.points]
    frame.draw_periods(canvas, plot, names, trend.answers if counted else ())
    frame.draw_line_labels(canvas, plot, labels)
    return canvas.titled(sheet.css, Caption(trend.texts.title, trend.texts.desc), id=id, suffix=sheet.suffix)


def _draw_intervals(canvas: Canvas, plot: Plot, trend: _Trend) -> None:
    cap = max(1.5, min(5.0, plot.pitch * 0.25))
    for index, (value, low, high) in enumerate(zip(trend.values, trend.lows, trend.highs, strict=True)):
        if value is None or low is None or high is None:
            continue
        x, bottom, top = plot.x(index), plot.y(low), plot.y(high)
        canvas.line(x, bottom, x, top, "wh")
        if plot.pitch >= 6:
            canvas.line(x - cap, bottom, x + cap, bottom, "wh")
            canvas.line(x - cap, top, x + cap, top, "wh")


def _key_entries(trend: _Trend) -> list[tuple[Mark, str]]:
    texts = trend.texts
    drawn = bool(present(trend.values))
    entries: list[tuple[Mark, str, bool]] = [
        ("point", texts.point, drawn),
        ("interval", texts.interval, drawn and bool(present(trend.lows))),
        ("unfinished", texts.unfinished, any(p.unfinished and p.value is not None for p in trend.points)),
        ("gap", texts.gap, None in trend.values),
    ]
    return [(mark, text) for mark, text, shown in entries if shown]
