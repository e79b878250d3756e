"""Why a cell or a file was not taken, in the reader's language."""

from __future__ import annotations

from improve.core.cells import CellError
from improve.core.messages import LazyText, _l
from improve.core.spreadsheets import UnreadableFile


def explain(error: CellError | UnreadableFile) -> LazyText:
    """The sentence for a person; what has none of its own is said in general."""
    params = {name: str(value) for name, value in error.params.items()}
    texts = {
        "not_a_number": _l("“%(value)s” is not a number.", value=params.get("value", "")),
        "not_a_date": _l(
            "“%(value)s” is not a date or time that can be read.", value=params.get("value", "")
        ),
        "date_order": _l(
            "Is “%(value)s” day-month-year or month-day-year? Please say which.",
            value=params.get("value", ""),
        ),
        "date_order_mixed": _l(
            "Some dates have the day first and others the month. Please say which is meant."
        ),
        "not_found": _l("The file cannot be opened."),
        "empty": _l("There is nothing in it."),
        "too_large": _l("The file is too large."),
        "too_many_rows": _l("There are too many rows: at most %(limit)s fit.", limit=params.get("limit", "")),
        "too_many_columns": _l(
            "There are too many columns: at most %(limit)s fit.", limit=params.get("limit", "")
        ),
        "cell_too_long": _l(
            "A cell is too long: at most %(limit)s characters fit.", limit=params.get("limit", "")
        ),
        "binary": _l("This is neither a workbook nor a text file."),
        "encoding": _l("The characters of this file cannot be read. Save it as UTF-8 and try again."),
        "unclosed_quote": _l(
            "A quotation mark that opens in row %(row)s is never closed.", row=params.get("row", "")
        ),
        "old_excel": _l(
            "This is an old or password-protected Excel file. Save it as .xlsx without a password."
        ),
        "not_a_workbook": _l("This is not a workbook that can be read. Save it as .xlsx and try again."),
        "corrupt": _l("The file is damaged. Save it again and try once more."),
        "unknown_sheet": _l("There is no such sheet in the file."),
        "unknown_column": _l(
            "There is no column for “%(column)s”. The columns are: %(columns)s.",
            column=params.get("column", ""),
            columns=", ".join(str(name) for name in error.params.get("columns", ())),
        ),
    }
    return texts.get(error.code, _l("This cannot be read."))
