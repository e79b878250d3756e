"""The two drawings of a control chart, layer by layer from the back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from markupsafe import Markup

from improve.web.charts import annotations, frame
from improve.web.charts.annotations import Event
from improve.web.charts.frame import LineLabel, Plot, Sheet
from improve.web.charts.key import Mark
from improve.web.charts.numbers import Number, Period, minus, present
from improve.web.charts.series import Point, draw_series, level_path
from improve.web.charts.svg import Canvas, Caption

Tone: TypeAlias = Literal["good", "bad"]
"""What the verdict says of the mean after the change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTexts:
    """The translated texts. `title` is the finding, `desc` the numbers; an empty text leaves its part out.

    Names of lines: `center` ("before"), `after`, `upper`, `lower`, `target`; `start` names the change at its
    line ("Start 3 Aug"). Key: `point` ("one week"), `favorable`, `unfavorable`, `signal` (no better side),
    `settle`, `unfinished`, `gap`, and `limits` ("natural limits"), which a phone's key needs where the names
    of the lines find no room.
    """

    title: str
    desc: str = ""
    unit: str = ""
    center: str = ""
    after: str = ""
    upper: str = ""
    lower: str = ""
    limits: str = ""
    target: str = ""
    start: str = ""
    point: str = ""
    favorable: str = ""
    unfavorable: str = ""
    signal: str = ""
    settle: str = ""
    unfinished: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class ControlChart:
    """Everything that the two drawings need, cleaned and of one length."""

    texts: ControlTexts
    points: tuple[Point, ...]
    values: tuple[float | None, ...]
    center: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    baseline_end: int
    start: int | None
    settle: tuple[int, int] | None
    after: float | None
    tone: Tone | None
    target: tuple[float | None, ...]
    events: tuple[Event, ...]
    number: Number
    decimals: int
    scale: tuple[float, ...] = ()
    is_aligned: bool = False

    @property
    def first_after(self) -> int:
        if self.settle is not None:
            return self.settle[1] + 1
        return self.baseline_end + 1 if self.start is None else self.start

    def everything(self) -> list[float]:
        return present(
            (*self.values, *self.center, *self.lower, *self.upper, *self.target, self.after, *self.scale)
        )

    def label(self, value: float | None, name: str, css: str = "") -> list[LineLabel]:
        return (
            [] if value is None else [LineLabel(value, minus(self.number(value, self.decimals)), name, css)]
        )

    def labels(self) -> list[LineLabel]:
        texts = self.texts
        return [
            *self.label(_last(self.upper), texts.upper),
            *self.label(_last(self.center), texts.center, "k"),
            *self.label(self.after, texts.after, self.tone or "k"),
            *self.label(_last(self.target), texts.target, "tgl"),
            *self.label(_last(self.lower), texts.lower),
        ]


def _last(levels: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(levels) if value is not None), None)


def draw(chart: ControlChart, sheet: Sheet, period: Period, id: str) -> Markup:
    ticks = frame.ticks_for(sheet, chart.everything())
    texts = frame.tick_texts(ticks, chart.number)
    labels = chart.labels()
    header = annotations.Header(chart.texts.unit, chart.start, chart.texts.start, chart.events)
    plot = frame.make_plot(sheet, ticks, texts, labels, len(chart.points), is_aligned=chart.is_aligned)
    header = annotations.fit_header(header, plot)
    plot = frame.make_plot(
        sheet, ticks, texts, labels, len(chart.points), header=header.height, is_aligned=chart.is_aligned
    )
    canvas = Canvas(sheet.width, sheet.height)
    annotations.draw_settling(canvas, plot, chart.settle)
    frame.draw_grid(canvas, plot, ticks, texts, chart.texts.unit)
    annotations.draw_gaps(canvas, plot, chart.values)
    _draw_levels(canvas, plot, chart)
    annotations.draw_start(canvas, plot, header)
    annotations.draw_events(canvas, plot, header)
    draw_series(canvas, plot, chart.points, chart.values)
    frame.draw_periods(canvas, plot, [period(point.period) for point in chart.points])
    frame.draw_line_labels(canvas, plot, labels)
    return canvas.titled(sheet.css, Caption(chart.texts.title, chart.texts.desc), id=id, suffix=sheet.suffix)


def _draw_levels(canvas: Canvas, plot: Plot, chart: ControlChart) -> None:
    last = len(chart.points) - 1
    for limit in (chart.upper, chart.lower):
        canvas.path(level_path(plot, limit, 0, last, joined=True), "lim")
    canvas.path(level_path(plot, chart.center, 0, chart.baseline_end, joined=False), "cl")
    canvas.path(level_path(plot, chart.center, chart.baseline_end + 1, last, joined=False), "cl lim2")
    if len(set(chart.target)) > 1:  # another one was set meanwhile
        canvas.path(level_path(plot, chart.target, 0, last, joined=True), "tgt")
    elif (target := _last(chart.target)) is not None:
        canvas.line(plot.left, plot.y(target), plot.right, plot.y(target), "tgt")
    if chart.after is not None:
        y = plot.y(chart.after)
        canvas.line(plot.edge(chart.first_after), y, plot.right, y, after_css(chart.tone))


def after_css(tone: Tone | None) -> str:
    return {"good": "aft ag", "bad": "aft ab", None: "aft"}[tone]


def key_entries(chart: ControlChart) -> list[tuple[Mark, str]]:
    """Marks that the chart shows, with the texts that were given."""
    texts, drawn = (
        chart.texts,
        [p for p, value in zip(chart.points, chart.values, strict=True) if value is not None],
    )
    signals = {point.signal for point in drawn if not point.unfinished}
    entries: list[tuple[Mark, str, bool]] = [
        ("point", texts.point, bool(drawn)),
        ("good", texts.favorable, "good" in signals),
        ("bad", texts.unfavorable, "bad" in signals),
        ("neutral", texts.signal, "neutral" in signals),
        ("unfinished", texts.unfinished, any(point.unfinished for point in drawn)),
        ("settle", texts.settle, chart.settle is not None),
        ("gap", texts.gap, None in chart.values),
    ]
    return [(mark, text) for mark, text, shown in entries if shown]


def line_entries(chart: ControlChart) -> list[tuple[Mark, str]]:
    """Names of the lines for the key of a phone, where only their values stand beside them."""
    if frame.named_labels(frame.NARROW, chart.labels()):
        return []
    texts = chart.texts
    marks: dict[Tone | None, Mark] = {"good": "after-good", "bad": "after-bad", None: "after"}
    entries: list[tuple[Mark, str, bool]] = [
        ("before", texts.center, bool(present(chart.center))),
        (marks[chart.tone], texts.after, chart.after is not None),
        ("limit", texts.limits or texts.upper or texts.lower, bool(present((*chart.lower, *chart.upper)))),
        ("target", texts.target, bool(present(chart.target))),
    ]
    return [(mark, text) for mark, text, shown in entries if shown]
