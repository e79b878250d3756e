"""The line through a series and its marks; levels that hold, change or end from period to period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from improve.web.charts.frame import Plot
from improve.web.charts.svg import Canvas, diamond, px

Signal: TypeAlias = Literal["good", "bad", "neutral"]
"""A signal in the favorable or unfavorable direction, or of a measure without a better side."""

SIGNAL_CSS: Mapping[str, str] = {"good": "pt pg", "bad": "pt pb", "neutral": "pt pn"}


@dataclass(frozen=True, slots=True)
class Point:
    """One period: what names it (a date, a number, a text), its value (None: missing) and its signal."""

    period: Any
    value: float | None
    signal: Signal | None = None
    unfinished: bool = False
    hover: str = ""


def mark_shape(signal: str, x: float, y: float, size: float) -> str:
    """Signals are diamonds; an unfavorable one has a hole, so that print and every eye tells them apart."""
    shape = diamond(x, y, size)
    return shape + diamond(x, y, size / 6) if signal == "bad" else shape


def draw_series(canvas: Canvas, plot: Plot, points: Sequence[Point], values: Sequence[float | None]) -> None:
    _draw_line(canvas, plot, points, values)
    radius = max(1.5, min(3.5, plot.pitch * 0.4))
    size = max(4.5, min(6.0, plot.pitch * 0.65))
    for index, (point, value) in enumerate(zip(points, values, strict=True)):
        if value is None:
            continue
        x, y = plot.x(index), plot.y(value)
        if point.unfinished:
            canvas.circle(x, y, max(radius, 4), "pt pu", hover=point.hover)
        elif point.signal:
            canvas.path(mark_shape(point.signal, x, y, size), SIGNAL_CSS[point.signal], hover=point.hover)
        elif plot.pitch >= 3 or _alone(values, index):
            canvas.circle(x, y, radius, "pt", hover=point.hover)


def _draw_line(canvas: Canvas, plot: Plot, points: Sequence[Point], values: Sequence[float | None]) -> None:
    """Neighbors are joined, gaps stay open; what leads to an unfinished period is dashed."""
    run: list[tuple[float, float]] = []
    for index, (point, value) in enumerate(zip(points, values, strict=True)):
        place = None if value is None else (plot.x(index), plot.y(value))
        if place is not None and not point.unfinished:
            run.append(place)
            continue
        canvas.polyline(run, "ln")
        if place is not None and run:
            canvas.polyline([run[-1], place], "ln lnu")
        run = [place] if place is not None else []
    canvas.polyline(run, "ln")


def _alone(values: Sequence[float | None], index: int) -> bool:
    neighbors = [values[place] for place in (index - 1, index + 1) if 0 <= place < len(values)]
    return all(value is None for value in neighbors)


def level_path(plot: Plot, levels: Sequence[float | None], first: int, last: int, *, joined: bool) -> str:
    """The path of a level from the period `first` to `last`: flat over each period, a step where it changes.

    It ends where there is no level. `joined` draws the steps themselves (limits); a mean that is
    computed anew leaves them open.
    """
    parts: list[str] = []
    before: float | None = None
    end = min(last, len(levels) - 1) + 1
    for index in range(max(0, first), end):
        value = levels[index]
        if value == before:
            continue
        here = px(plot.edge(index))
        if before is not None:
            parts.append(f"H{here}")
        if value is not None:
            y = px(plot.y(value))
            parts.append(f"V{y}" if joined and before is not None else f"M{here} {y}")
        before = value
    if before is not None:
        parts.append(f"H{px(plot.edge(end))}")
    return "".join(parts)
