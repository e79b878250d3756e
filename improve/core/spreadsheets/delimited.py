"""Text with delimiters: comma, semicolon or tab, found from the content."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from improve.core.cells import Cell
from improve.core.spreadsheets.encoding import decode
from improve.core.spreadsheets.errors import UnreadableFile
from improve.core.spreadsheets.formulas import restore
from improve.core.spreadsheets.table import Limits, Table, assemble

DELIMITERS = (",", ";", "\t")
# Separates the fields of a table that has only one column, where a comma is part of the text.
NO_DELIMITER = "\x1f"
_DECLARED = re.compile(r'\s*"?sep=(.)"?\r?\n', re.IGNORECASE)
_SAMPLE = 100


def read_delimited(data: bytes, limits: Limits) -> Table:
    """The table in a text file. Refuses `binary`, `encoding`, `unclosed_quote` and what exceeds the limits."""
    text, encoding = decode(data)
    # The module refuses fields over 128 kB unless told otherwise; the limit of the caller is checked below.
    csv.field_size_limit(max(csv.field_size_limit(), limits.cell + 1))
    declared = _DECLARED.match(text)
    if declared:
        text, delimiter = text[declared.end() :], declared[1]
    else:
        delimiter = find_delimiter(text)
    try:
        table = assemble(_cells(_records(text, delimiter), limits), limits, encoding=encoding)
    except csv.Error as error:
        if "field larger" in str(error):
            raise _cell_too_long(limits) from error
        raise UnreadableFile(
            "corrupt", f"The file cannot be taken apart: {error}.", detail=str(error)
        ) from error
    return Table(
        table.header,
        table.rows,
        encoding=encoding,
        delimiter=None if delimiter == NO_DELIMITER else delimiter,
    )


def find_delimiter(text: str) -> str:
    """The delimiter under which most rows have as many fields as the header; ties go to more fields.

    A header that no delimiter divides is a table of one column.
    """
    best, best_score = NO_DELIMITER, (0.0, 0)
    for delimiter in DELIMITERS:
        try:
            records = list(islice((r for r in _reader(text, delimiter) if r), _SAMPLE))
        except csv.Error:
            continue
        if not records or len(records[0]) < 2:
            continue
        same = sum(len(record) == len(records[0]) for record in records) / len(records)
        if (same, len(records[0])) > best_score:
            best, best_score = delimiter, (same, len(records[0]))
    return best


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    opened_at = _unclosed_quote(text, delimiter)
    if opened_at is None:
        return _reader(text, delimiter)
    if delimiter == "\t":
        # Exports with tabs often do not quote at all, and a text may begin with a quotation mark.
        unquoted = list(_reader(text, delimiter, quoting=False))
        if len({len(record) for record in unquoted if record}) == 1:
            return iter(unquoted)
    raise UnreadableFile(
        "unclosed_quote",
        f"A quotation mark that opens in row {opened_at} is never closed.",
        row=opened_at,
    )


def _unclosed_quote(text: str, delimiter: str) -> int | None:
    """The record in which a quoted field runs to the end of the file, or None."""
    number = 0
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return number + 1
        # Anything else (text behind a closing quote) is read leniently, and so is looked at again that way.
        records = list(_reader(text, delimiter))
        last = records[-1][-1] if records and records[-1] else ""
        return len(records) if last.count("\n") > 1 and not text.rstrip().endswith('"') else None
    return None


def _reader(text: str, delimiter: str, *, quoting: bool = True) -> Iterator[list[str]]:
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoting else csv.QUOTE_NONE,
    )


def _cells(records: Iterator[list[str]], limits: Limits) -> Iterator[list[Cell]]:
    for record in records:
        cells: list[Cell] = []
        for field in record:
            if len(field) > limits.cell:
                raise _cell_too_long(limits)
            text = restore(field)
            cells.append(text if text.strip() else None)
        yield cells


def _cell_too_long(limits: Limits) -> UnreadableFile:
    return UnreadableFile(
        "cell_too_long", f"A cell has more than {limits.cell:,} characters.", limit=limits.cell
    )
