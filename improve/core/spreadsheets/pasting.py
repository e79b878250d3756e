"""A table that somebody pasted as text."""

from __future__ import annotations

from collections.abc import Sequence

from improve.core.spreadsheets.reader import read_table
from improve.core.spreadsheets.table import Limits, Table

_LOOKED_AT = 20


def read_pasted(text: str, *, numbers: int, limits: Limits | None = None) -> Table:
    """The table in a text: tab, semicolon or comma between the columns. Where there is none of them, gaps divide
    the last `numbers` columns from the first. Refuses what `read_table` refuses."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    delimiter = _delimiter(lines)
    if delimiter is None:
        lines, delimiter = ["\t".join(line.rsplit(maxsplit=numbers)) for line in lines], "\t"
    data = f"sep={delimiter}\n{chr(10).join(lines)}\n".encode()
    return read_table(data) if limits is None else read_table(data, limits=limits)


def _delimiter(lines: Sequence[str]) -> str | None:
    """What divides the columns: a tab or a semicolon anywhere says so; a comma only where there is neither."""
    for delimiter in ("\t", ";", ","):
        if any(delimiter in line for line in lines[:_LOOKED_AT]):
            return delimiter
    return None
