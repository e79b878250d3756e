"""Small drawings in lists: squares that count, steps done, scores given."""

from typing import Literal, TypeAlias

from markupsafe import Markup

from improve.web.charts.svg import Canvas

Verdict: TypeAlias = Literal["good", "early", "none", "bad", "few"]

_MOST_SQUARES = 24
_SQUARE = 13.0
_MOST_DOTS = 30
_DOT = 14.0


def unit_squares(count: int, verdict: Verdict, *, largest: int | None = None, label: str = "") -> Markup:
    """One square for each; from 25 on (`largest` is the longest of the rows shown together) a bar to scale.

    Without a label it is hidden from readers: the word and the figure stand beside it.
    """
    longest = max(count, largest or 0)
    css = f"v-{verdict}"
    if longest <= _MOST_SQUARES:
        canvas = Canvas(max(1.0, count * _SQUARE - 1), 12)
        for place in range(count):
            canvas.rect(1 + place * _SQUARE, 1, 10, 10, css, radius=1)
        return canvas.small("units", label)
    length = max(3.0, count / longest * (_MOST_SQUARES * _SQUARE - 3)) if count > 0 else 0.0
    canvas = Canvas(length + 2, 12)
    if count > 0:
        canvas.rect(1, 1, length, 10, css, radius=1)
    return canvas.small("units", label)


def track(step: int, *, of: int = 5, ended: bool = False, label: str = "") -> Markup:
    """Steps as dots: filled is past, the ring is now, hollow is to come.

    `step` counts from 1; `of + 1` means that all are done. With `ended` (declined, merged) the way stops:
    the steps before `step` are filled and there is no ring.
    """
    canvas = Canvas(of * 20 - 8, 12)
    canvas.path(f"M6 6H{of * 20 - 14}", "")
    for place in range(1, of + 1):
        css = "d" if place < step else "c" if place == step and not ended else "f"
        canvas.circle(place * 20 - 14, 6, 4, css)
    return canvas.small("track", label)


def progress_dots(done: int, total: int, *, label: str = "") -> Markup:
    """Filled for what is done, hollow for what is left; above 30 a bar to scale."""
    total = max(0, total)
    done = max(0, min(done, total))
    if total <= _MOST_DOTS:
        canvas = Canvas(max(1.0, total * _DOT), 12)
        for place in range(total):
            canvas.circle(6 + place * _DOT, 6, 4, "dot" if place < done else "pt")
        return canvas.small("ch fix", label)
    canvas = Canvas(252, 12)
    canvas.rect(1, 2, 250, 8, "b2", radius=2)
    canvas.rect(1, 2, 250 * done / total, 8, "b1", radius=2)
    return canvas.small("ch fix", label)
