"""Why a file is refused as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class UnreadableFile(Exception):
    """The file cannot be read, and nothing of it was taken.

    `code` names the reason and `params` fills it, so that it can be said in another language; the message is
    English. Codes: not_found, empty, too_large, too_many_rows, too_many_columns, cell_too_long, binary,
    encoding, unclosed_quote, old_excel, not_a_workbook, corrupt, unknown_sheet, unknown_column,
    archive (by features that read archives of their own).
    """

    def __init__(self, code: str, message: str, **params: Any) -> None:
        super().__init__(message)
        self.code = code
        self.params = params


class UnknownColumn(UnreadableFile):
    """The file has no column of that name; `params["columns"]` are those that it has."""

    def __init__(self, column: str, columns: Sequence[str]) -> None:
        super().__init__(
            "unknown_column",
            f"There is no column {column!r}. The file has: {', '.join(columns)}.",
            column=column,
            columns=list(columns),
        )
