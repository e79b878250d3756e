"""What happened during a series: the start of the change, its settling in, other changes, missing periods."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from improve.web.charts.frame import Plot
from improve.web.charts.labels import spread
from improve.web.charts.svg import Anchor, Canvas
from improve.web.charts.text import LINE, width

_RADIUS = 9.0
_EVENT_ROW = 22.0


@dataclass(frozen=True, slots=True)
class Event:
    """Another change that took effect at the beginning of the period `index`; its text stands in the key."""

    index: int
    text: str


def draw_settling(canvas: Canvas, plot: Plot, periods: tuple[int, int] | None) -> None:
    """Shades the periods from the first to the last, both included."""
    if periods is not None:
        left, right = plot.edge(periods[0]), plot.edge(periods[1] + 1)
        canvas.rect(left, plot.top, right - left, plot.bottom - plot.top, "settle")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the frame: the unit, the name of the change at its line, the numbers of other events.

    Where the unit and the name do not fit beside each other the name gets a line of its own (`stacked`).
    """

    unit: str
    start: int | None
    name: str
    events: tuple[Event, ...] = ()
    stacked: bool = False

    @property
    def height(self) -> float:
        return (LINE if self.stacked else 0) + (_EVENT_ROW if self.events else 0)

    def side(self, x: float, room: float) -> Anchor | None:
        """At which side of the start line at `x` the name fits beside the unit: right of it, left of it, or not."""
        size, unit_end = width(self.name, bold=True), 8 + width(self.unit)
        if x + 6 + size <= room - 1 and unit_end <= x - 4:
            return "start"
        return "end" if unit_end + 12 + size <= x - 6 else None


def fit_header(header: Header, plot: Plot) -> Header:
    """The header as it fits a plot of this width."""
    if header.start is None or not header.name:
        return header
    return replace(header, stacked=header.side(plot.edge(header.start), plot.sheet.width) is None)


def draw_start(canvas: Canvas, plot: Plot, header: Header) -> None:
    """A line between the last period before the change and the first one with it, named above the frame."""
    if header.start is None:
        return
    x = plot.edge(header.start)
    canvas.line(x, 20 + (LINE if header.stacked else 0), x, plot.bottom, "start")
    side = header.side(x, canvas.width)
    if side is None:
        canvas.text(x, 16 + LINE, header.name, "st2", anchor="middle")
    else:
        canvas.text(x + (6 if side == "start" else -6), 16, header.name, "st2", anchor=side)


def draw_events(canvas: Canvas, plot: Plot, header: Header) -> None:
    """Thin lines, numbered from 1 in the order given; near numbers are moved apart, and off the start line."""
    places = [plot.edge(event.index) for event in header.events]
    start = None if header.start is None else plot.edge(header.start)
    y = plot.top - _RADIUS - 4
    for x in places:
        if x != start:
            canvas.line(x, plot.top, x, plot.bottom, "evl")
    for number, center in _number_places(places, plot, start):
        x = places[number - 1]
        canvas.line(center, y + _RADIUS, x, plot.top, "evl")
        canvas.circle(center, y, _RADIUS, "ev")
        canvas.text(center, y + 5, str(number), anchor="middle")


def _number_places(places: Sequence[float], plot: Plot, start: float | None) -> list[tuple[int, float]]:
    """Numbers with their centers. Where the width holds no more of them, the later lines stay without one."""
    slot = 2 * _RADIUS + 2
    low, high = plot.left - _RADIUS - 1, plot.right + _RADIUS + 1
    cut = high if start is None else start - 3
    sides = (
        ([n for n, x in enumerate(places) if x <= cut], low, cut),
        ([n for n, x in enumerate(places) if x > cut], cut + 6, high),
    )
    found: list[tuple[int, float]] = []
    for numbers, left, right in sides:
        held = numbers[: max(0, int((right - left) // slot))]
        centers = spread([places[n] for n in held], [slot] * len(held), left, right)
        found += [(n + 1, center) for n, center in zip(held, centers, strict=True)]
    return found


def draw_gaps(canvas: Canvas, plot: Plot, values: Sequence[float | None]) -> None:
    """A short bar on the axis under each run of periods that have no value."""
    first: int | None = None
    for index in range(len(values) + 1):
        missing = index < len(values) and values[index] is None
        if missing and first is None:
            first = index
        elif not missing and first is not None:
            canvas.line(plot.edge(first) + 1, plot.bottom, plot.edge(index) - 1, plot.bottom, "gap")
            first = None
