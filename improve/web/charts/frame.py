"""The frame of a drawing over time: its size, grid, axes and the place of every period."""

from collections.abc import Sequence
from dataclasses import dataclass

from improve.web.charts.labels import spread, thin
from improve.web.charts.numbers import Number, minus
from improve.web.charts.scale import Scale, Ticks, nice_ticks
from improve.web.charts.svg import Canvas
from improve.web.charts.text import LINE, join, width

INSET = 12.0
"""Between the frame and the first and last point."""
_TOP = 34.0
_LEFT = 38.0
_BELOW = 30.0
_BESIDE = 8.0
_MOST_TICK = 110.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of the two drawings of a series. `names` is the most that named labels at the right may take
    (wider ones show their value only), `room` the most that labels may take at all; drawings that are compared keep at
    least `aligned` at the left and `beside` at the right."""

    suffix: str
    css: str
    width: float
    height: float
    intervals: int
    periods: int
    names: float
    room: float
    aligned: float = _LEFT
    beside: float = 0.0


WIDE = Sheet("-w", "ch wid", 900, 360, intervals=6, periods=8, names=240, room=240, aligned=90, beside=170)
NARROW = Sheet("-n", "ch nar", 358, 300, intervals=4, periods=4, names=78, room=110, aligned=60, beside=64)


@dataclass(frozen=True, slots=True)
class LineLabel:
    """A label at the right end of a line at `level`: its value as text, the line's name, the class of the text."""

    level: float
    value: str
    name: str = ""
    css: str = ""

    @property
    def text(self) -> str:
        return join(self.value, self.name)

    def size(self, *, named: bool) -> float:
        return width(self.text if named else self.value, bold=bool(self.css))


@dataclass(frozen=True, slots=True)
class Plot:
    """The area inside the axes. Periods stand at equal distances, whether they have a value or not."""

    sheet: Sheet
    left: float
    right: float
    top: float
    bottom: float
    count: int
    pitch: float
    y: Scale

    def x(self, index: int) -> float:
        if self.count < 2:
            return (self.left + self.right) / 2
        return self.left + INSET + index * self.pitch

    def edge(self, index: int) -> float:
        """The boundary before the period `index`: halfway to the one before, the frame at both ends."""
        if index <= 0:
            return self.left
        return self.right if index >= self.count else (self.x(index - 1) + self.x(index)) / 2


def tick_texts(ticks: Ticks, number: Number) -> list[str]:
    return [minus(number(value, ticks.decimals)) for value in ticks.values]


def ticks_for(sheet: Sheet, values: Sequence[float]) -> Ticks:
    return nice_ticks(values, sheet.intervals)


def named_labels(sheet: Sheet, labels: Sequence[LineLabel]) -> bool:
    """Whether the names of the lines fit beside their values; on a phone they often do not."""
    return sheet is WIDE or max((label.size(named=True) for label in labels), default=0) <= sheet.names


def make_plot(
    sheet: Sheet,
    ticks: Ticks,
    texts: Sequence[str],
    labels: Sequence[LineLabel],
    count: int,
    *,
    header: float = 0,
    rows: int = 1,
    is_aligned: bool = False,
) -> Plot:
    """Leaves room for the tick texts, the labels at the right, `header` px more above the frame (numbers of
    events, a second line) and `rows` lines of text below it. `is_aligned`: the same room in every drawing."""
    named = named_labels(sheet, labels)
    beside = max((label.size(named=named) for label in labels), default=0)
    beside = max(beside, sheet.beside) if is_aligned else beside
    widest = min(_MOST_TICK, max((width(text) for text in texts), default=0))
    right = sheet.width - min(beside, sheet.room) - _BESIDE - (2 if labels else 4)
    top = _TOP + header
    bottom = sheet.height - _BELOW - LINE * (rows - 1)
    left = max(sheet.aligned if is_aligned else _LEFT, widest + 2 * _BESIDE)
    pitch = (right - left - 2 * INSET) / max(1, count - 1)
    return Plot(sheet, left, right, top, bottom, count, pitch, Scale(ticks.low, ticks.high, bottom, top))


def draw_grid(canvas: Canvas, plot: Plot, ticks: Ticks, texts: Sequence[str], unit: str) -> None:
    for value, text in zip(ticks.values, texts, strict=True):
        y = plot.y(value)
        zero = value == 0 and ticks.low < 0
        canvas.line(plot.left, y, plot.right, y, "ax" if zero else "grid")
        canvas.text(plot.left - _BESIDE, y + 5, text, anchor="end", room=_MOST_TICK)
    if not texts:
        canvas.line(plot.left, plot.bottom, plot.right, plot.bottom, "grid")
    canvas.text(_BESIDE, 16, unit, room=canvas.width - 2 * _BESIDE)


def draw_periods(canvas: Canvas, plot: Plot, texts: Sequence[str], below: Sequence[str] = ()) -> None:
    """Names of the periods, as many as fit; `below` is a second line under the ones that are shown."""
    places = [plot.x(index) for index in range(plot.count)]
    sizes = [width(text) for text in texts]
    if below:
        sizes = [max(size, width(second)) for size, second in zip(sizes, below, strict=True)]
    shown = thin(places, texts, sizes, most=plot.sheet.periods, gap=14, room=canvas.width)
    for index in shown:
        canvas.text(places[index], plot.bottom + 22, texts[index], anchor="middle")
        if below:
            canvas.text(places[index], plot.bottom + 22 + LINE, below[index], anchor="middle")


def draw_line_labels(canvas: Canvas, plot: Plot, labels: Sequence[LineLabel]) -> None:
    """The labels at the right, moved apart; a short stroke leads from a line to a label that had to move."""
    named = named_labels(plot.sheet, labels)
    ends = [plot.y(label.level) for label in labels]
    centers = spread(ends, [LINE] * len(labels), plot.top - LINE / 2, plot.bottom + LINE / 2)
    for label, end, center in zip(labels, ends, centers, strict=True):
        if abs(center - end) > 2:
            canvas.line(plot.right + 1, end, plot.right + 6, center, "lead")
        text = label.text if named else label.value
        canvas.text(plot.right + _BESIDE, center + 5, text, label.css, room=plot.sheet.room)
