"""A series the size of a word, for lists of metrics."""

from collections.abc import Sequence
from typing import SupportsFloat

from markupsafe import Markup

from improve.web.charts.numbers import clean, present
from improve.web.charts.scale import Scale
from improve.web.charts.series import SIGNAL_CSS, Signal, mark_shape
from improve.web.charts.svg import Canvas

_INSET = 6.0


def sparkline(
    values: Sequence[SupportsFloat | None],
    *,
    label: str,
    center: SupportsFloat | None = None,
    lower: SupportsFloat | None = None,
    upper: SupportsFloat | None = None,
    signal: Signal | None = None,
    size: float = 132,
    height: float = 36,
) -> Markup:
    """The line with its baseline mean, the natural limits as a band, and the last value as a mark.

    `signal` is that of the last value: a diamond, otherwise a dot. Missing values leave the line open. Where
    one limit is missing the band reaches to the edge. `label` says what the drawing shows, in words.
    """
    known = [clean(value) for value in values]
    middle, bottom, top = clean(center), clean(lower), clean(upper)
    everything = present((*known, middle, bottom, top)) or [0.0]
    x = Scale(0, len(known) - 1, _INSET, size - _INSET)
    y = Scale(min(everything), max(everything), height - _INSET, _INSET)
    canvas = Canvas(size, height)
    if bottom is not None or top is not None:
        above = 1.0 if top is None else y(top)
        below = height - 1 if bottom is None else y(bottom)
        canvas.rect(0, above, size, max(1.0, below - above), "band")
    if middle is not None:
        canvas.line(0, y(middle), size, y(middle), "spc")
    _draw_line(canvas, known, x, y)
    last = next((place for place in range(len(known) - 1, -1, -1) if known[place] is not None), None)
    if last is not None and (value := known[last]) is not None:
        if signal:
            canvas.path(mark_shape(signal, x(last), y(value), 5), SIGNAL_CSS[signal])
        else:
            canvas.circle(x(last), y(value), 3, "dot")
    return canvas.small("ch fix", label)


def _draw_line(canvas: Canvas, values: Sequence[float | None], x: Scale, y: Scale) -> None:
    run: list[tuple[float, float]] = []
    for place, value in enumerate([*values, None]):
        if value is not None:
            run.append((x(place), y(value)))
            continue
        if len(run) == 1:
            canvas.circle(*run[0], 1, "dot")
        canvas.polyline(run, "ln")
        run = []
