"""One door for every file: looks at the content, never at the name."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from improve.core.spreadsheets.delimited import read_delimited
from improve.core.spreadsheets.errors import UnreadableFile
from improve.core.spreadsheets.table import Limits, Table
from improve.core.spreadsheets.workbook import read_workbook

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DEFAULT_LIMITS = Limits()


def read_table(
    source: Path | str | bytes | BinaryIO, *, sheet: str | int | None = None, limits: Limits = DEFAULT_LIMITS
) -> Table:
    """Read a CSV, TSV or XLSX file given as a path, its bytes or a binary stream.

    `sheet` chooses a sheet of a workbook by name or by number from 1, and is refused for a text file. Refuses
    whatever cannot be read, with the reason (`UnreadableFile`).
    """
    data = _bytes(source, limits)
    if not data:
        raise UnreadableFile("empty", "The file is empty.")
    if data.startswith(_ZIP):
        return read_workbook(data, limits, sheet)
    if data.startswith(_OLE):
        raise UnreadableFile(
            "old_excel",
            "This is an old or password-protected Excel file. Save it as .xlsx without a password.",
        )
    if sheet is not None and str(sheet).strip() != "1":
        raise UnreadableFile("unknown_sheet", "A text file has no sheets.", sheet=str(sheet), sheets=[])
    return read_delimited(data, limits)


def _bytes(source: Path | str | bytes | BinaryIO, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        data = source[: limits.bytes + 1]
    elif isinstance(source, Path | str):
        try:
            with Path(source).open("rb") as stream:
                data = stream.read(limits.bytes + 1)
        except OSError as error:
            raise UnreadableFile(
                "not_found", f"The file {str(source)!r} cannot be opened: {error.strerror}.", path=str(source)
            ) from error
    else:
        data = source.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        raise UnreadableFile(
            "too_large", f"The file is larger than {limits.bytes // 1_000_000} MB.", limit=limits.bytes
        )
    return data
