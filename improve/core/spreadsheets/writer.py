"""CSV as a stream of lines and XLSX with constant memory.

CSV is UTF-8 with a byte order mark (Excel needs it), comma-separated, CRLF; text that would run as a formula is
neutralized so that reading it back gives the same text (see `formulas`). A workbook's text cells are text by
type and need no such mark. Instants with a zone are written as ISO 8601 in UTC in both, since a spreadsheet's
dates have none.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO

from improve.core.spreadsheets.formulas import neutralize

Value = str | int | float | Decimal | bool | datetime | date | time | timedelta | None
BYTE_ORDER_MARK = "\ufeff"
LONGEST_XLSX_TEXT = 32_767
_WHOLE_DIGITS = 15
_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to write; `rows` may be a generator. `widths` are in characters, by column."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[float] = ()


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The lines of a CSV file, the first with the byte order mark; encode them as UTF-8."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)

    def line(values: Sequence[Value]) -> str:
        writer.writerow([_csv_text(value) for value in values])
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    yield BYTE_ORDER_MARK + line(header)
    for row in rows:
        yield line(row)


def write_xlsx(stream: BinaryIO, sheets: Iterable[Sheet]) -> None:
    """Write a workbook to `stream`, row by row. Text beyond Excel's 32,767 characters ends in "…"."""
    # Writing a workbook is rare; the reader must not pay for it.
    import xlsxwriter  # noqa: PLC0415

    workbook = xlsxwriter.Workbook(
        stream,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    formats = {
        "header": workbook.add_format({"bold": True, "bottom": 1}),
        "datetime": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        "time": workbook.add_format({"num_format": "hh:mm:ss"}),
        "duration": workbook.add_format({"num_format": "[h]:mm:ss"}),
    }
    taken: set[str] = set()
    for sheet in sheets:
        name = _sheet_name(sheet.name, taken)
        taken.add(name.casefold())
        page = workbook.add_worksheet(name)
        page.freeze_panes(1, 0)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for column, heading in enumerate(sheet.header):
            page.write_string(0, column, _xlsx_text(heading), formats["header"])
        for number, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row):
                _write(page, number, column, value, formats)
    workbook.close()


def _write(page: Any, row: int, column: int, value: Value, formats: dict[str, Any]) -> None:
    write = page.write_string
    if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, datetime) and value.tzinfo is not None:
        write(row, column, _instant_text(value))
    elif isinstance(value, datetime | date | time | timedelta):
        kind = {timedelta: "duration", time: "time", datetime: "datetime"}.get(type(value), "date")
        if isinstance(value, datetime | date) and value.year < 1900:
            write(row, column, value.isoformat())
        else:
            page.write_datetime(row, column, value, formats[kind])
    elif isinstance(value, str) or len(str(abs(int(value)))) > _WHOLE_DIGITS:
        # A number of more digits than Excel keeps is an identifier.
        write(row, column, _xlsx_text(str(value)))
    else:
        page.write_number(row, column, value)


def _xlsx_text(text: str) -> str:
    return text if len(text) <= LONGEST_XLSX_TEXT else text[: LONGEST_XLSX_TEXT - 1] + "…"


def _csv_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutralize(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    if isinstance(value, datetime):
        return _instant_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _instant_text(value: datetime) -> str:
    if value.tzinfo is None:
        return value.isoformat(sep=" ")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes: no []:*?/\\, at most 31 characters, no apostrophe at the ends, unique."""
    base = _SHEET_NAME.sub(" ", wanted).strip("' ")[:31] or "Sheet"
    name, count = base, 1
    while name.casefold() in taken:
        count += 1
        suffix = f" ({count})"
        name = base[: 31 - len(suffix)] + suffix
    return name
