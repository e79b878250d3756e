"""The cells of a table as the readers hand them over, before anybody says what they mean."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

Cell = str | datetime | date | None
"""Text, or the moment of a spreadsheet's date cell (naive), or None for an empty cell. Numbers are text: an id
"007" stays "007", and only the column's reader knows whether "1,5" is a number."""


class CellError(ValueError):
    """A cell that does not hold what its column wants.

    `code` names the reason and `params` fills it, so that it can be said in another language; the message is
    English.
    """

    def __init__(self, code: str, message: str, **params: Any) -> None:
        super().__init__(message)
        self.code = code
        self.params = params


def as_text(cell: Cell) -> str:
    """What the cell shows, trimmed; "" for an empty one, ISO 8601 for a date."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.strip()


def excerpt(text: str, length: int = 40) -> str:
    """The beginning of a cell, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
