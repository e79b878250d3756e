"""Reading Pabulib files: participatory budgets with their projects and votes (pabulib.org, format of 2020).

Three sections, META, PROJECTS and VOTES, each with its own header, cells separated by semicolons. Each
project that a vote names is an approval, whatever the kind of vote (approval, ranked or with points).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from improve.core.cells import CellError
from improve.core.dates import DateReader
from improve.core.spreadsheets import Row, Table, UnreadableFile
from improve.core.spreadsheets.encoding import decode

HEADER = ("suggestion", "voter", "value", "at", "project_title", "project_text")
SECTIONS = ("META", "PROJECTS", "VOTES")
LONGEST_CELL = 1_000_000


def recognize(content: bytes) -> Table | None:
    """The projects and approvals of a Pabulib file as a table; None for any other file."""
    if content.removeprefix(b"\xef\xbb\xbf")[:80].split(b"\n")[0].strip().rstrip(b";") != b"META":
        return None
    sections = _sections(decode(content)[0])
    if "PROJECTS" not in sections or "VOTES" not in sections:
        raise UnreadableFile("corrupt", "The Pabulib file has no section PROJECTS or VOTES.")
    rows = [*_projects(sections["PROJECTS"]), *_votes(sections["VOTES"], _last_day(sections["META"]))]
    return Table(header=HEADER, rows=rows, encoding="utf-8", delimiter=";")


Section = list[tuple[int, Mapping[str, str]]]


def _sections(text: str) -> dict[str, Section]:
    """The rows of each section by the names of its header, with the line they end on."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    sections: dict[str, Section] = {}
    present: Section = []
    header: Sequence[str] | None = None
    try:
        for cells in reader:
            head = cells[0].strip() if cells else ""
            if head.upper() in SECTIONS and not any(cell.strip() for cell in cells[1:]):
                present, header = sections.setdefault(head.upper(), []), None
            elif header is None:
                header = [cell.strip().casefold() for cell in cells]
            elif any(cell.strip() for cell in cells):
                present.append((reader.line_num, dict(zip(header, cells, strict=False))))
    except csv.Error as error:
        raise UnreadableFile("corrupt", f"The Pabulib file is damaged: {error}.") from error
    return sections


def _last_day(meta: Section) -> str | None:
    """The day on which the vote ended, ISO 8601; None where the file does not tell it."""
    told = {row.get("key", "").strip(): row.get("value", "").strip() for _line, row in meta}
    try:
        day = DateReader("dmy").read_date(told.get("date_end") or None)
    except CellError:
        return None  # a year alone
    return None if day is None else day.isoformat()


def _projects(section: Section) -> Iterator[Row]:
    for line, row in section:
        number = row.get("project_id", "").strip()
        title = row.get("name", "").strip() or number
        yield Row(line, (number or None, None, None, None, title or None, row.get("description") or None))


def _votes(section: Section, day: str | None) -> Iterator[Row]:
    for line, row in section:
        voter = row.get("voter_id", "").strip() or None
        chosen = [number.strip() for number in row.get("vote", "").split(",")]
        for number in dict.fromkeys(filter(None, chosen)):
            yield Row(line, (number, voter, "1", day, None, None))
