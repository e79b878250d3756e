"""The bar beside a verdict: how large the change may be, against zero and against what would be useful."""

from dataclasses import dataclass
from typing import Literal, SupportsFloat, TypeAlias

from markupsafe import Markup

from improve.web.charts.labels import apart, inside
from improve.web.charts.numbers import Number, clean, plain_number, present, signed
from improve.web.charts.scale import Scale, Ticks, nice_ticks, with_margin
from improve.web.charts.svg import Canvas, Caption, Only, diamond, drawings
from improve.web.charts.text import LINE, width, wrap

Better: TypeAlias = Literal["up", "down"]

_BAND = 40.0
_WIDE = 480.0
_NARROW = 320.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTexts:
    """`zero` names the line at zero ("no change"), `useful` the shaded zone ("5 min less or better: useful")."""

    title: str
    desc: str = ""
    zero: str = ""
    useful: str = ""


@dataclass(frozen=True, slots=True)
class _Change:
    low: float | None
    high: float | None
    difference: float | None
    useful_from: float | None
    better: Better
    tone: Literal["good", "bad"] | None
    texts: ChangeTexts

    def everything(self) -> list[float]:
        values = present((0.0, self.low, self.high, self.difference))
        # A little beyond the useful change, so that the zone has a width to be seen.
        return values if self.useful_from is None else [*values, self.useful_from * 1.2]


def change_bar(
    low: SupportsFloat | None,
    high: SupportsFloat | None,
    difference: SupportsFloat | None,
    *,
    useful_from: SupportsFloat | None,
    better: Better,
    texts: ChangeTexts,
    tone: Literal["good", "bad"] | None = None,
    number: Number = plain_number,
    id: str = "",
    only: Only = "both",
) -> Markup:
    """The interval from `low` to `high` with the difference as a diamond, 480 and 320 px wide.

    `useful_from` is the smallest useful change as a size: the zone begins at minus that size when
    `better` is "down". `tone` colors the interval and is given by the verdict only. Bounds may be None
    (no interval yet), so may the difference.
    """
    useful = clean(useful_from)
    if useful is not None:
        useful = abs(useful) if better == "up" else -abs(useful)
    change = _Change(clean(low), clean(high), clean(difference), useful, better, tone, texts)
    return drawings(
        only,
        lambda: _draw(change, _WIDE, number, id),
        lambda: _draw(change, _NARROW, number, id),
        css="draw half",
    )


def _draw(change: _Change, size: float, number: Number, id: str) -> Markup:
    ticks, texts = _ticks(change, size, signed(number))
    margin = max(16.0, *(width(text) / 2 + 2 for text in (texts[0], texts[-1])))
    scale = Scale(ticks.low, ticks.high, margin, size - margin)
    rows = _names(change, size, scale)
    top = 6.0 + LINE * len(rows)
    canvas = Canvas(size, top + _BAND + 26)
    if change.useful_from is not None:
        edge = scale(change.useful_from)
        left, right = (edge, scale.end) if change.better == "up" else (scale.start, edge)
        canvas.rect(left, top, right - left, _BAND, "useful")
    for row, names in enumerate(rows):
        for left, text in names:
            canvas.text(left, 16 + LINE * row, text)
    _draw_axis(canvas, scale, ticks, texts, top)
    _draw_interval(canvas, change, scale, top + _BAND / 2)
    wide = size == _WIDE
    caption = Caption(change.texts.title, change.texts.desc)
    return canvas.titled(f"ch {'wid' if wide else 'nar'}", caption, id=id, suffix="-w" if wide else "-n")


def _ticks(change: _Change, size: float, number: Number) -> tuple[Ticks, list[str]]:
    """As many ticks as their texts leave room for."""
    for most in range(6, 1, -1):
        ticks = with_margin(nice_ticks(change.everything(), most), 0)
        texts = [number(value, ticks.decimals) for value in ticks.values]
        slot = (size - 32) / max(1, len(texts) - 1)
        if max(width(text) for text in texts) + 10 <= slot:
            break
    return ticks, texts


def _names(change: _Change, size: float, scale: Scale) -> list[list[tuple[float, str]]]:
    """The names above the band in rows: each text with its left edge, the name of zero nearest to its line."""
    texts = change.texts
    zero: list[tuple[float, str]] = []
    if texts.zero:
        zero = [(inside(scale(0), width(texts.zero), size), texts.zero)]
    useful = [] if change.useful_from is None else [line for line in wrap(texts.useful, size - 4) if line]
    if not useful:
        return [zero] if zero else []
    lines = [(_zone_left(change, line, size, scale), line) for line in useful]
    if len(lines) == 1 and zero:
        outermost = (1.0 if change.better == "down" else size - 1 - width(useful[0]), useful[0])
        for line in (lines[0], outermost):
            if _clear(line, zero[0]):
                return [[line, *zero]]
    return [*([line] for line in lines), *([zero] if zero else [])]


def _zone_left(change: _Change, line: str, size: float, scale: Scale) -> float:
    outer = scale.start if change.better == "down" else scale.end - width(line)
    return inside(outer + width(line) / 2, width(line), size)


def _clear(first: tuple[float, str], second: tuple[float, str]) -> bool:
    (left, text), (right, _) = sorted((first, second))
    return left + width(text) + 8 <= right


def _draw_axis(canvas: Canvas, scale: Scale, ticks: Ticks, texts: list[str], top: float) -> None:
    bottom = top + _BAND
    canvas.line(scale.start, bottom, scale.end, bottom, "ax")
    places = [scale(value) for value in ticks.values]
    for x in places:
        canvas.line(x, bottom, x, bottom + 5, "ax")
    for place in apart(places, texts, first=ticks.values.index(0), room=canvas.width):
        canvas.text(places[place], bottom + 20, texts[place], anchor="middle")
    canvas.line(scale(0), top, scale(0), bottom, "cl")


def _draw_interval(canvas: Canvas, change: _Change, scale: Scale, y: float) -> None:
    line = {"good": "ivg", "bad": "ivb", None: "ivn"}[change.tone]
    dot = {"good": "dg", "bad": "db", None: "dot"}[change.tone]
    if change.low is not None and change.high is not None:
        left, right = scale(change.low), scale(change.high)
        canvas.line(left, y, right, y, line)
        for x in (left, right):
            canvas.line(x, y - 8, x, y + 8, line)
    if change.difference is not None:
        canvas.path(diamond(scale(change.difference), y, 9), dot)
