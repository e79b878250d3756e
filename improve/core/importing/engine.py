"""The engine: maps columns to fields, reads the cells, stores batch by batch, and reports row by row.

Good rows are stored although others are bad; each batch is one transaction. A file that cannot be read, an
unknown column or field stops before anything is written. A dry run does everything and takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import islice
from typing import Any

from improve.core.cells import Cell, CellError, as_text
from improve.core.dates import DateOrder, DateReader
from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.core.importing.ports import Became, Importer
from improve.core.importing.words import cell_problem
from improve.core.messages import LazyText, _l
from improve.core.numbers import NumberReader
from improve.core.policy import Actor, authorize
from improve.core.spreadsheets import Row, Table
from improve.core.spreadsheets.table import folded

Mapped = Mapping[str, str]


class UnusableMapping(Exception):
    """A field or column that does not exist, or a needed one that is missing: nothing was written."""

    def __init__(self, message: LazyText) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True)
class RowError:
    """Why a row (as its spreadsheet numbers it) was not taken; `column` is the file's heading."""

    row: int
    column: str
    message: LazyText


@dataclass
class Outcome:
    """What became of a file."""

    read: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    errors: list[RowError] = field(default_factory=list)
    # Rows that went into what an earlier row made; None where every row stands for itself.
    combined: int | None = None
    remarks: list[LazyText] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The contract's object."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "skipped": self.skipped,
            "errors": [
                {"row": error.row, "column": error.column, "message": str(error.message)}
                for error in self.errors
            ],
            **({} if self.combined is None else {"combined": self.combined}),
        }


class _TakenBack(Exception):
    """Ends the transaction of a dry run."""


def guessed_mapping(importer: Importer, header: Sequence[str]) -> dict[str, str]:
    """Field -> column for the headings that say what they are: the field's name, label or a synonym."""
    by_heading = {folded(heading): heading for heading in reversed(header)}
    found: dict[str, str] = {}
    for item in importer.all_fields(header):
        heading = next((by_heading[name] for name in item.headings if name in by_heading), None)
        if heading is not None and heading not in found.values():
            found[item.name] = heading
    return found


def complete_mapping(
    importer: Importer, table: Table, given: Mapped, *, guess: bool = True
) -> dict[str, str]:
    """The mapping that will be used: what was given, checked, plus what the headings say by themselves."""
    fields = importer.all_fields(table.header)
    known = {item.name for item in fields}
    mapping: dict[str, str] = {}
    for name, column in given.items():
        if name not in known:
            raise UnusableMapping(
                _l(
                    "There is no field “%(name)s”. The fields are: %(fields)s.",
                    name=name,
                    fields=", ".join(item.name for item in fields),
                )
            )
        mapping[name] = table.header[table.index(column)]
    if guess:
        for name, heading in guessed_mapping(importer, table.header).items():
            if name not in mapping and heading not in mapping.values():
                mapping[name] = heading
    lacking = [item.name for item in fields if item.required and item.name not in mapping]
    if importer.needs and not any(name in mapping for name in importer.needs):
        lacking.append(" / ".join(importer.needs))
    if lacking:
        raise UnusableMapping(
            _l(
                "No column is mapped to %(fields)s. The file has: %(columns)s.",
                fields=", ".join(lacking),
                columns=", ".join(table.header),
            )
        )
    return mapping


def run(
    importer: Importer,
    table: Table,
    mapping: Mapped,
    *,
    by: Actor,
    zone: tzinfo,
    dry_run: bool = False,
    date_order: DateOrder | None = None,
    progress: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Bring in the table's rows. `progress` is told after every batch, outside of its transaction.

    Raises `CellError` when a column's dates leave the order of day and month open.
    """
    authorize(by, importer.permission, importer.subject)
    importer = importer.reading(table)
    rows = _Rows(importer, table, mapping, zone, date_order)
    outcome = Outcome()
    if dry_run:
        try:
            with transaction():
                for batch in rows.batches(outcome):
                    _store(importer, batch, rows, outcome, by)
                raise _TakenBack
        except _TakenBack:
            pass
    else:
        for batch in rows.batches(outcome):
            with transaction():
                _store(importer, batch, rows, outcome, by)
            if progress is not None:
                progress(outcome)
    outcome.errors.sort(key=lambda error: error.row)
    if importer.remarks is not None:
        outcome.remarks += importer.remarks()
    return outcome


def left_columns(importer: Importer, header: Sequence[str], mapping: Mapped) -> list[tuple[str, LazyText]]:
    """The columns that no field takes, each with the reason."""
    left = [heading for heading in header if heading not in mapping.values()]
    return [(heading, (importer.left_out or no_field)(heading)) for heading in left]


def no_field(_heading: str) -> LazyText:
    """Why a column stays behind of which nothing else is known."""
    return _l("No field was chosen for this column.")


def _store(
    importer: Importer, batch: Sequence[tuple[int, Any]], rows: _Rows, outcome: Outcome, by: Actor
) -> None:
    if not batch:
        return
    results: Sequence[Became] = importer.apply([value for _number, value in batch], by)
    for (number, _value), became in zip(batch, results, strict=True):
        if isinstance(became, Invalid):
            outcome.errors += rows.errors(number, became)
        else:
            setattr(outcome, str(became), getattr(outcome, str(became)) + 1)


class _Rows:
    """Reads a table's rows into the importer's values."""

    def __init__(
        self, importer: Importer, table: Table, mapping: Mapped, zone: tzinfo, order: DateOrder | None
    ) -> None:
        self.importer = importer
        self.table = table
        self.mapping = mapping
        self.zone = zone
        self.kinds = {item.name: item.kind for item in importer.all_fields(table.header)}
        self.dates = {
            name: DateReader.for_column(table.column(column), order)
            for name, column in mapping.items()
            if self.kinds[name] == "instant"
        }
        self.numbers = {
            name: NumberReader.for_column(table.column(column), delimiter=table.delimiter)
            for name, column in mapping.items()
            if self.kinds[name] in ("whole", "number")
        }

    def batches(self, outcome: Outcome) -> Iterator[list[tuple[int, Any]]]:
        """The readable rows in batches; what cannot be read goes to the outcome's errors."""
        rows = iter(self.table.rows)
        while chunk := list(islice(rows, self.importer.batch)):
            batch: list[tuple[int, Any]] = []
            for row in chunk:
                if all(cell is None for cell in row.cells):
                    continue
                outcome.read += 1
                try:
                    batch.append((row.number, self.importer.parse(self.values(row))))
                except Invalid as error:
                    outcome.errors += self.errors(row.number, error)
            yield batch

    def values(self, row: Row) -> dict[str, Any]:
        """The mapped cells of one row; `Invalid` names every cell that its field cannot read."""
        out: dict[str, Any] = {}
        problems: dict[str, list[LazyText]] = {}
        for name, column in self.mapping.items():
            try:
                out[name] = self._read(name, self.table.cell(row, column))
            except CellError as error:
                problems[name] = [cell_problem(error)]
        if problems:
            raise Invalid(problems)
        return out

    def _read(self, name: str, cell: Cell) -> Any:
        kind = self.kinds[name]
        if kind == "instant":
            return self.dates[name].read_instant(cell, self.zone)
        if kind == "whole":
            return self.numbers[name].read_whole(cell)
        if kind == "number":
            return self.numbers[name].read(cell)
        return as_text(cell)

    def errors(self, number: int, error: Invalid) -> list[RowError]:
        """A row's problems with the headings of the file."""
        return [
            RowError(number, self.mapping.get(name, name), message)
            for name, messages in error.errors.items()
            for message in messages
        ]
