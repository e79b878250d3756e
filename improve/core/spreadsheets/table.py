"""A table that was read: header, rows, and where it came from."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from improve.core.cells import Cell
from improve.core.spreadsheets.errors import UnknownColumn, UnreadableFile


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused: `bytes` of the file, `unpacked` bytes of a workbook, rows, columns, characters a cell."""

    bytes: int = 100_000_000
    unpacked: int = 1_000_000_000
    rows: int = 1_000_000
    columns: int = 2_000
    area: int = 50_000_000
    cell: int = 1_000_000


class Row(NamedTuple):
    """One row. `number` is what a spreadsheet program shows beside it: the header is usually row 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells as the header; rows without any content are left out (in a table of one
    column only those at the end, because there an empty line is an empty cell).

    Header names are trimmed, blank ones are called "column 3" by their place, repeated ones "name (2)".
    `encoding` and `delimiter` are None for a workbook, `sheet` and `sheets` for a text file.
    """

    header: tuple[str, ...]
    rows: list[Row]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    _places: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    def index(self, name: str) -> int:
        """The place of a column: by its exact name, else by the name without case, width and spaces.

        Refuses an unknown or ambiguous name (`UnknownColumn`).
        """
        if name in self.header:
            return self.header.index(name)
        alike = [i for i, heading in enumerate(self.header) if folded(heading) == folded(name)]
        if len(alike) != 1:
            raise UnknownColumn(name, self.header)
        return alike[0]

    def has(self, name: str) -> bool:
        """Is there a column of that name?"""
        try:
            self.index(name)
        except UnknownColumn:
            return False
        return True

    def cell(self, row: Row, name: str) -> Cell:
        """The cell of one row in the column `name`."""
        if name not in self._places:
            self._places[name] = self.index(name)
        return row.cells[self._places[name]]

    def column(self, name: str) -> list[Cell]:
        """All cells of the column `name`, one for each row."""
        place = self.index(name)
        return [row.cells[place] for row in self.rows]


def folded(name: str) -> str:
    """A column's name for comparison: without case, full width and spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def assemble(
    records: Iterable[Sequence[Cell]],
    limits: Limits,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    sheets: tuple[str, ...] = (),
) -> Table:
    """A table from records, the first one with content being the header."""
    heading: Sequence[Cell] | None = None
    rows: list[Row] = []
    width = 0
    for number, record in enumerate(records, 1):
        if heading is None:
            if any(cell is not None for cell in record):
                heading = record
                width = len(_trimmed(record))
            continue
        if len(rows) >= limits.rows:
            raise too_many_rows(limits)
        cells = _trimmed(record)
        width = max(width, len(cells))
        rows.append(Row(number, tuple(cells)))
    if heading is None:
        raise UnreadableFile("empty", "The file is empty.")
    if width > limits.columns:
        raise UnreadableFile(
            "too_many_columns", f"The table has more than {limits.columns:,} columns.", limit=limits.columns
        )
    return Table(
        header=_names(heading, width),
        rows=_even(rows, width),
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        sheets=sheets,
    )


def too_many_rows(limits: Limits) -> UnreadableFile:
    """The refusal of a table that is too long."""
    return UnreadableFile(
        "too_many_rows", f"The table has more than {limits.rows:,} rows.", limit=limits.rows
    )


def _trimmed(record: Sequence[Cell]) -> Sequence[Cell]:
    """Without the empty cells at the end, which say nothing about the width of the table."""
    end = len(record)
    while end and record[end - 1] is None:
        end -= 1
    return record[:end]


def _even(rows: list[Row], width: int) -> list[Row]:
    while rows and not rows[-1].cells:
        rows.pop()
    return [
        row if len(row.cells) == width else Row(row.number, row.cells + (None,) * (width - len(row.cells)))
        for row in rows
        if row.cells or width == 1
    ]


def _names(heading: Sequence[Cell], width: int) -> tuple[str, ...]:
    names: list[str] = []
    for place in range(width):
        cell = heading[place] if place < len(heading) else None
        name = " ".join(str(cell).split()) if cell is not None else ""
        name = name or f"column {place + 1}"
        unique, count = name, 1
        while unique in names:
            count += 1
            unique = f"{name} ({count})"
        names.append(unique)
    return tuple(names)
