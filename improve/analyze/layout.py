"""Numbers and tables in plain text, aligned where Chinese characters take two columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# Beyond this a row of digits cannot be read.
READABLE = 1e15


def number(value: float | None, digits: int = 2) -> str:
    """With `digits` decimals and thousands apart; "-" for what is unknown."""
    if value is None:
        return "-"
    if abs(value) >= READABLE:
        return f"{value:.4g}"
    text = f"{value:,.{digits}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


def signed(value: float | None, digits: int = 2) -> str:
    """As `number`, with a plus sign for an increase."""
    text = number(value, digits)
    return f"+{text}" if value is not None and value > 0 and text.strip("0.,") else text


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines with aligned columns; the first row is the heading, columns after the first are right-aligned."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        first = row[0] + " " * (widths[0] - width(row[0]))
        rest = (" " * (w - width(text)) + text for text, w in zip(row[1:], widths[1:], strict=True))
        lines.append("  ".join([first, *rest]).rstrip())
    return lines


def width(text: str) -> int:
    """Columns of a terminal that the text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, length: int) -> str:
    """The text in at most `length` columns."""
    if width(text) <= length:
        return text
    while width(text) > length - 1:
        text = text[:-1]
    return text + "…"
