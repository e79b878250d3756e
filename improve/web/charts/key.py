"""The key below a chart: shapes only, and only those that the chart shows."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

from markupsafe import Markup

from improve.web.charts.series import SIGNAL_CSS, mark_shape
from improve.web.charts.svg import EMPTY, Canvas, safe

Mark: TypeAlias = Literal[
    "point",
    "good",
    "bad",
    "neutral",
    "unfinished",
    "settle",
    "gap",
    "before",
    "after",
    "after-good",
    "after-bad",
    "limit",
    "target",
    "interval",
    "estimate",
    "raw",
    "zone",
]

_LINES = {
    "before": "cl",
    "after": "aft",
    "after-good": "aft ag",
    "after-bad": "aft ab",
    "limit": "lim",
    "target": "tgt",
    "gap": "gap",
}


def key_mark(mark: Mark) -> Markup:
    """The shape alone, 16 px, hidden from readers: its text stands beside it."""
    canvas = Canvas(24 if mark in _LINES else 16, 16)
    if mark in _LINES:
        canvas.line(0, 8, 24, 8, _LINES[mark])
    elif mark in SIGNAL_CSS:
        canvas.path(mark_shape(mark, 8, 8, 6), SIGNAL_CSS[mark])
    elif mark in {"settle", "zone"}:
        canvas.rect(0, 0, 16, 16, mark)
    elif mark == "interval":
        canvas.line(1, 8, 15, 8, "iv")
        canvas.line(1, 4, 1, 12, "iv")
        canvas.line(15, 4, 15, 12, "iv")
    else:
        css = {"point": "pt", "unfinished": "pt pu", "estimate": "dot", "raw": "pt"}[mark]
        canvas.circle(8, 8, 5 if mark == "estimate" else 4, css)
    return canvas.small("ch fix")


def number_mark(number: int) -> Markup:
    """The numbered circle of an event."""
    canvas = Canvas(20, 20)
    canvas.circle(10, 10, 9, "ev")
    canvas.text(10, 15, str(number), anchor="middle")
    return canvas.small("ch fix")


def key(
    entries: Iterable[tuple[Mark, str]],
    *,
    events: Iterable[str] = (),
    narrow: Iterable[tuple[Mark, str]] = (),
) -> Markup:
    """A list of marks and texts; entries without a text are left out. `narrow` ones show on phones only."""
    items = [Markup("<li>{}{}</li>").format(key_mark(mark), safe(text)) for mark, text in entries if text]
    items += [
        Markup('<li class="nar">{}{}</li>').format(key_mark(mark), safe(text))
        for mark, text in narrow
        if text
    ]
    items += [
        Markup("<li>{}{}</li>").format(number_mark(number), safe(text))
        for number, text in enumerate(events, start=1)
    ]
    return Markup('<ul class="key s">{}</ul>').format(Markup("").join(items)) if items else EMPTY
