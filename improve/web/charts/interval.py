"""One row of a table as a dot with its interval, on a scale that all rows share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import SupportsFloat

from markupsafe import Markup

from improve.web.charts.labels import apart
from improve.web.charts.numbers import Number, clean, minus, plain_number, present
from improve.web.charts.scale import Scale, Ticks, nice_ticks
from improve.web.charts.svg import Canvas
from improve.web.charts.text import width


@dataclass(frozen=True, slots=True)
class RowScale:
    """The scale of a column: its ticks as grid lines through all rows and as numbers in the header."""

    ticks: Ticks
    size: float
    texts: tuple[str, ...]

    @property
    def x(self) -> Scale:
        margin = max([8.0, *(width(text) / 2 + 1 for text in self.texts)])
        return Scale(self.ticks.low, self.ticks.high, margin, self.size - margin)


def row_scale(
    values: Iterable[SupportsFloat | None], *, size: float = 236, most: int = 4, number: Number = plain_number
) -> RowScale:
    """A scale for all these values (every bound of every row, and the raw means), `size` px wide."""
    ticks = nice_ticks(present(clean(value) for value in values), most)
    return RowScale(ticks, size, tuple(minus(number(value, ticks.decimals)) for value in ticks.values))


def interval_scale(scale: RowScale) -> Markup:
    """The numbers of the scale for the head of the column; hidden from readers, who get every row's label."""
    canvas = Canvas(scale.size, 20)
    places = [scale.x(value) for value in scale.ticks.values]
    if places:
        for place in apart(places, scale.texts, first=0, room=scale.size):
            canvas.text(places[place], 15, scale.texts[place], anchor="middle")
    return canvas.small("ch fix")


def interval_dot(
    estimate: SupportsFloat | None,
    low: SupportsFloat | None,
    high: SupportsFloat | None,
    scale: RowScale,
    *,
    label: str,
    raw: SupportsFloat | None = None,
    zone: tuple[SupportsFloat, SupportsFloat] | None = None,
    height: float = 64,
) -> Markup:
    """Filled dot: the estimate; line: its interval; hollow dot: the raw mean; shaded: where rows are tied.

    Without bounds the dot stands alone, without an estimate only the grid is drawn. `label` says the same
    in words ("estimate 81, interval 73 to 89; raw mean 80").
    """
    canvas = Canvas(scale.size, height)
    middle = height / 2
    if zone is not None:
        left, right = (clean(bound) for bound in zone)
        if left is not None and right is not None:
            canvas.rect(scale.x(left), 0, scale.x(right) - scale.x(left), height, "zone")
    for value in scale.ticks.values:
        canvas.line(scale.x(value), 0, scale.x(value), height, "grid")
    center, bottom, top, mean = clean(estimate), clean(low), clean(high), clean(raw)
    if bottom is not None and top is not None:
        canvas.line(scale.x(bottom), middle, scale.x(top), middle, "iv")
        for bound in (bottom, top):
            canvas.line(scale.x(bound), middle - 5, scale.x(bound), middle + 5, "iv")
    if mean is not None:
        canvas.circle(scale.x(mean), middle, 4, "pt")
    if center is not None:
        canvas.circle(scale.x(center), middle, 5, "dot")
    return canvas.small("ch fix", label)
