"""XLSX workbooks through calamine, looked at from outside first.

calamine lays a sheet out as a full rectangle, so one cell in the last corner of an otherwise empty sheet would
ask for terabytes; and a small archive may unpack to anything. Both are measured before it sees the file.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from improve.core.cells import Cell
from improve.core.spreadsheets.errors import UnreadableFile
from improve.core.spreadsheets.table import Limits, Table, assemble, too_many_rows

_Value = int | float | str | bool | time | date | datetime | timedelta
_CHUNK = 1 << 20
# Wherever such an attribute stands: which tag it belongs to is a matter of quotation marks and comments, in which our
# reading and calamine's could differ.
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
_ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"'](\d+)[\"']")
_OTHERS = rb"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*?"
_IS_PLACED = _OTHERS + rb"\s+r\s*=\s*[\"']"
_CELL, _PLACED_CELL = (re.compile(rb"<(?:\w+:)?c" + end) for end in (rb"[\s>/]", _IS_PLACED))
_ROW, _PLACED_ROW = (re.compile(rb"<(?:\w+:)?row" + end) for end in (rb"[\s>/]", _IS_PLACED))
# What can make something look like a tag that is none.
_STRANGE = re.compile(rb"<!|=\s*\"[^\"<>]*[<>]|=\s*'[^'<>]*[<>]")
# The beginning of such an attribute at the end of a piece.
_TORN = re.compile(rb"\br\s*(?:=\s*(?:[\"'][A-Za-z]*\d*)?)?\Z")
_LONGEST_TAIL = 1 << 16


def read_workbook(data: bytes, limits: Limits, sheet: str | int | None) -> Table:
    """The table on one sheet: by name, by number from 1, or the first visible one.

    Refuses `not_a_workbook`, `corrupt`, `too_large`, `unknown_sheet`, and what exceeds the limits.
    """
    _look_inside(data, limits)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        name = _choose(workbook, sheet)
        laid_out = workbook.get_sheet_by_name(name)
        _require_few_rows(laid_out, limits)
        # Inside the try: the rows come while the table is put together.
        return assemble(
            ([_cell(value, limits) for value in record] for record in _records(laid_out)),
            limits,
            sheet=name,
            sheets=tuple(workbook.sheet_names),
        )
    except UnreadableFile:
        raise
    # calamine is written in Rust, whose panics are no Exception.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            raise
        raise _corrupt() from error


def _require_few_rows(sheet: CalamineSheet, limits: Limits) -> None:
    """Refuse by the number of the last row alone, before millions of empty ones are walked through."""
    if sheet.start is not None and sheet.end is not None and sheet.end[0] - sheet.start[0] > limits.rows:
        raise too_many_rows(limits)


def _records(sheet: CalamineSheet) -> Iterator[list[_Value]]:
    """The rows from the first of the sheet on, one at a time; of those without content only that they are there."""
    before: list[_Value] = [""] * (sheet.start[1] if sheet.start is not None else 0)
    empty: list[_Value] = [""] * sheet.width
    for record in sheet.iter_rows():
        yield [] if record == empty else before + record


def _choose(workbook: CalamineWorkbook, sheet: str | int | None) -> str:
    tables = [m for m in workbook.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    names = [m.name for m in tables]
    if sheet is None:
        visible = [m.name for m in tables if m.visible == SheetVisibleEnum.Visible]
        if not names:
            raise UnreadableFile("empty", "The workbook has no sheet.")
        return (visible or names)[0]
    wanted = str(sheet).strip()
    if wanted in names:
        return wanted
    if wanted.isdecimal() and len(wanted) < 10 and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise UnreadableFile(
        "unknown_sheet",
        f"There is no sheet {wanted!r}. The workbook has: {', '.join(names)}.",
        sheet=wanted,
        sheets=names,
    )


def _cell(value: object, limits: Limits) -> Cell:
    """What a cell shows: whole numbers without ".0", 15 digits as Excel, durations as hours:minutes:seconds."""
    if isinstance(value, str):
        if len(value) > limits.cell:
            raise UnreadableFile(
                "cell_too_long", f"A cell has more than {limits.cell:,} characters.", limit=limits.cell
            )
        return value if value.strip() else None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(float(value))
    if isinstance(value, datetime | date):
        return value
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration_text(value)
    return None


def number_text(value: float) -> str:
    """A number as Excel shows it: 12.0 is "12", at most 15 digits, no exponent for usual sizes; "inf" and "nan" are
    none, but a workbook can hold them."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"


def _duration_text(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else ''}{hours}:{rest // 60:02}:{rest % 60:02}"


def _look_inside(data: bytes, limits: Limits) -> None:
    """Refuse an archive that is no workbook or would unpack, or spread out, beyond the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if not any(entry.filename.lower().lstrip("/") == "xl/workbook.xml" for entry in entries):
                raise UnreadableFile("not_a_workbook", "This archive is not an Excel workbook (.xlsx).")
            unpacked = 0
            for entry in entries:
                extent = _Extent()
                for chunk in _chunks(archive, entry):
                    unpacked += len(chunk)
                    if unpacked > limits.unpacked:
                        raise _too_large(limits.unpacked)
                    # Whatever its name: the workbook says which members are sheets.
                    if extent.grown(chunk) > limits.area:
                        raise _too_large(limits.area)
    except UnreadableFile:
        raise
    # A damaged archive fails in as many ways as there are fields in it.
    except Exception as error:
        raise _corrupt() from error


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked content in pieces, each beginning with what the one before would have torn."""
    with archive.open(entry) as stream:
        tail = b""
        while piece := stream.read(_CHUNK):
            data = tail + piece
            tail = _torn(data)
            yield data


def _torn(data: bytes) -> bytes:
    """The end of a piece, with the whole of an attribute that is not over."""
    end = data[-_LONGEST_TAIL:]
    found = _TORN.search(end)
    if found is None:
        return end[-200:]
    if found.start() == 0:
        raise _corrupt()
    return end[min(max(0, len(end) - 200), found.start() - 1) :]


class _Extent:
    """How far a sheet reaches, as far as it was read; never less than what calamine will lay out."""

    def __init__(self) -> None:
        self._row = self._column = 0
        self._unplaced_rows = self._cells_of_row = 0

    def grown(self, chunk: bytes) -> int:
        """The cells of the rectangle after a further piece."""
        for letters, number in set(_REFERENCE.findall(chunk)):
            column = 0
            for letter in letters.upper():
                column = 26 * column + letter - 64
            self._row, self._column = max(self._row, int(number)), max(self._column, column)
        self._row = max([self._row, *map(int, _ROW_NUMBER.findall(chunk))])
        self._unplaced_rows += len(_ROW.findall(chunk)) - len(_PLACED_ROW.findall(chunk))
        self._count_unplaced(chunk)
        return (self._row + self._unplaced_rows) * self._column

    def _count_unplaced(self, chunk: bytes) -> None:
        """Cells without a reference stand one after the other in their row."""
        if len(_CELL.findall(chunk)) == len(_PLACED_CELL.findall(chunk)):
            return
        for n, part in enumerate([chunk] if _STRANGE.search(chunk) else _ROW.split(chunk)):
            before = 0 if n else self._cells_of_row
            self._cells_of_row = before + len(_CELL.findall(part)) - len(_PLACED_CELL.findall(part))
            self._column = max(self._column, self._cells_of_row)


def _too_large(limit: int) -> UnreadableFile:
    return UnreadableFile("too_large", "The workbook is too large when unpacked.", limit=limit)


def _corrupt() -> UnreadableFile:
    return UnreadableFile("corrupt", "The workbook is damaged or protected by a password.")
