"""A file being analyzed: its columns as numbers, texts or moments, and the cells that could not be used."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from improve.analyze.words import explain
from improve.core.cells import Cell, CellError, as_text, excerpt
from improve.core.dates import DateOrder, DateReader
from improve.core.numbers import NumberReader, read_number
from improve.core.spreadsheets import Table, read_table
from improve.stats.errors import StatsError
from improve.stats.series import LARGEST


@dataclass(frozen=True, slots=True)
class RowError:
    """A cell that could not be used; `row` is the number that a spreadsheet program shows (header = 1)."""

    row: int
    column: str
    code: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "code": self.code, "message": self.message}


def measured(reader: NumberReader, cell: Cell) -> float | None:
    """The number in a cell; refuses one of which the square could not be computed any more (`too_large_number`)."""
    number = reader.read(cell)
    if number is not None and abs(number) > LARGEST:
        shown = excerpt(as_text(cell))
        raise CellError("too_large_number", f"{shown!r} is larger than 1e100.", value=shown)
    return number


def _code(text: str) -> float | None:
    """A code for "no answer" as a number, so that 99 is found where a program wrote 99.0; None for a word."""
    try:
        return read_number(text)
    except CellError:
        return None


# Years outside of these stand for "never" or are mistakes.
FIRST_YEAR, LAST_YEAR = 1000, 9000


def plausible(instant: datetime | None) -> datetime | None:
    """The instant; refuses years that stand for "never" or are mistakes (`not_plausible`)."""
    if instant is not None and not FIRST_YEAR <= instant.year < LAST_YEAR:
        raise CellError("not_plausible", f"The year {instant.year} is not plausible.", year=instant.year)
    return instant


@dataclass(slots=True)
class Source:
    """The table and the errors found in it so far. Columns are looked up at once: an unknown one is refused."""

    table: Table
    language: str
    errors: list[RowError] = field(default_factory=list)

    @classmethod
    def open(cls, path: Path, sheet: str | None, language: str) -> Source:
        """Read the file; refuses it as `read_table` does."""
        return cls(read_table(path, sheet=sheet), language)

    def __len__(self) -> int:
        return len(self.table.rows)

    def require(self, *columns: str | None) -> None:
        """Refuse unknown columns before anything is read; None is an option that was not given."""
        for column in columns:
            if column is not None:
                self.table.index(column)

    def numbers(self, column: str, *, blank: Collection[str] = ()) -> list[float | None]:
        """The column as numbers: None for an empty cell, for a text in `blank`, and for a noted error."""
        cells = [None if as_text(cell) in blank else cell for cell in self.table.column(column)]
        reader = NumberReader.for_column(cells, delimiter=self.table.delimiter)
        codes = {code for text in blank if (code := _code(text)) is not None}
        found: list[float | None] = []
        for place, cell in enumerate(cells):
            try:
                number = measured(reader, cell)
                found.append(None if number in codes else number)
            except CellError as error:
                self.note(place, column, error)
                found.append(None)
        return found

    def texts(self, column: str) -> list[str | None]:
        """The column as trimmed texts, None for an empty cell. "NA" is a text."""
        return [as_text(cell) or None for cell in self.table.column(column)]

    def instants(
        self, *columns: str, order: DateOrder | None, zone: tzinfo
    ) -> tuple[list[datetime | None], ...]:
        """Columns as instants in UTC, in `zone` where none is written; None as for numbers.

        All of them together decide the order of day and month.
        """
        cells = [self.table.column(column) for column in columns]
        reader = DateReader.for_column((cell for part in cells for cell in part), order)
        return tuple(
            self._instants(column, part, reader, zone) for column, part in zip(columns, cells, strict=True)
        )

    def _instants(
        self, column: str, cells: list[Cell], reader: DateReader, zone: tzinfo
    ) -> list[datetime | None]:
        found: list[datetime | None] = []
        for place, cell in enumerate(cells):
            try:
                found.append(plausible(reader.read_instant(cell, zone)))
            except CellError as error:
                self.note(place, column, error)
                found.append(None)
        return found

    def note(self, place: int, column: str, error: CellError | StatsError) -> None:
        """Remember that the cell in row `place` (from 0) of `column` cannot be used."""
        row = self.table.rows[place].number
        self.errors.append(RowError(row, column, error.code, explain(self.language, error)))

    def refuse(self, place: int, column: str, code: str, message: str, **params: Any) -> None:
        """`note` with an error of our own."""
        self.note(place, column, CellError(code, message, **params))

    def done(self) -> tuple[RowError, ...]:
        """All errors, in the order of the rows."""
        return tuple(sorted(self.errors, key=lambda error: error.row))
