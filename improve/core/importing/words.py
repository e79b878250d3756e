"""What is wrong with a file or a cell, in the reader's language."""

from __future__ import annotations

import re

from improve.core.cells import CellError
from improve.core.messages import LazyText, _l
from improve.core.spreadsheets import UnreadableFile

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")

CELLS = {
    "date_order": _l(
        "Is “%(value)s” day-month-year or month-day-year? The file does not decide it. Please choose."
    ),
    "date_order_mixed": _l(
        "Some dates of this column have the day first and others the month. Please choose which is meant."
    ),
    "not_a_date": _l("“%(value)s” is not a date or time that can be read."),
    "not_a_number": _l("“%(value)s” is not a number."),
    "not_whole": _l("“%(value)s” is not a whole number."),
    "time_zone": _l("“%(value)s” is not a known time zone."),
}
FILES = {
    "not_found": _l("The file is not there."),
    "empty": _l("The file is empty."),
    "too_large": _l("The file is too large."),
    "too_many_rows": _l("The table has more than %(limit)s rows."),
    "too_many_columns": _l("The table has more than %(limit)s columns."),
    "cell_too_long": _l("A cell of the table is too long."),
    "binary": _l("This is not a table: it is neither CSV nor XLSX."),
    "encoding": _l("The characters of the file cannot be read. Please save it as UTF-8 or XLSX."),
    "unclosed_quote": _l("A quoted cell is never closed, so the table cannot be read."),
    "old_excel": _l("This is the old Excel format. Please save it as XLSX."),
    "not_a_workbook": _l("This is not an XLSX workbook."),
    "archive": _l("The archive cannot be read: %(why)s"),
    "corrupt": _l("The workbook is damaged and cannot be read."),
    "unknown_sheet": _l("There is no such sheet. The file has: %(sheets)s."),
    "unknown_column": _l("There is no column “%(column)s”. The file has: %(columns)s."),
}


def cell_problem(error: CellError) -> LazyText:
    """The sentence for a cell."""
    return _filled(CELLS.get(error.code), error)


def file_problem(error: UnreadableFile) -> LazyText:
    """The sentence for a file."""
    return _filled(FILES.get(error.code), error)


def _filled(text: LazyText | None, error: CellError | UnreadableFile) -> LazyText:
    """The text with the error's parameters; the English message where we have no wording for it."""
    if text is None:
        return LazyText(str(error))
    wanted = set(_PLACEHOLDER.findall(text.msgid))
    if not wanted <= set(error.params):
        return LazyText(str(error))
    if not wanted:
        return text
    return text % {name: _shown(error.params[name]) for name in wanted}


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
