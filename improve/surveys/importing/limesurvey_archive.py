"""LimeSurvey's archive (.lsa): a ZIP with the structure (.lss), the answers (.lsr), and people's addresses, which are not
read."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from improve.core.messages import _l
from improve.core.spreadsheets import Table
from improve.core.spreadsheets.table import Limits, assemble
from improve.surveys.importing import limesurvey
from improve.surveys.importing.found import FoundSurvey, UnreadableSurvey
from improve.surveys.importing.limesurvey_xml import LARGEST, Row, read_xml

_ZIP: Final = b"PK\x03\x04"
MOST_MEMBERS = 50
# `_12X3X45SQ1` before version 7: survey, group, question, and what follows its code; `Q45_S67` since.
_OLD = re.compile(r"_?\d+X\d+X(\d+)(.*)")
_NEW = re.compile(r"_?Q(\d+)(?:_S(\d+))?(?:_(.*))?")


def is_archive(data: bytes) -> bool:
    """Is it a ZIP with the structure of a survey?"""
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _member(archive, ".lss") is not None
    except zipfile.BadZipFile:
        return False


def read(data: bytes) -> FoundSurvey:
    """The survey of an archive. Raises `UnreadableSurvey`."""
    found = limesurvey.read(_content(data, ".lss"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _member(archive, ".lsr") is not None:
            found.leave("answers", _l("Bring in the answers with the same file, on the page of this survey."))
        for name in archive.namelist()[:MOST_MEMBERS]:
            if name.endswith(".lst"):
                found.leave(name, _l("Addresses of people are not taken; bring them in as contacts."))
            elif name.endswith(".lsi"):
                found.leave(name, _l("How long people took is not stored."))
    return found


def answers_in(data: bytes) -> Table:
    """The answers of an archive under the headings that LimeSurvey's own CSV has. Raises `UnreadableSurvey`."""
    tables, _head = read_xml(_content(data, ".lss"))
    survey = limesurvey.read(_content(data, ".lss"))
    answers, _head = read_xml(_content(data, ".lsr"))
    rows = answers.get("responses", [])
    if not rows:
        raise UnreadableSurvey("There are no answers in the archive.")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    headings = [_heading(name, _titles(tables), survey.renamed) for name in columns]
    return assemble(_records(headings, columns, rows), Limits())


def _records(headings: list[str], columns: list[str], rows: list[Row]) -> Iterator[list[str | None]]:
    yield [*headings]
    for row in rows:
        yield [row.get(name) or None for name in columns]


def _titles(tables: dict[str, list[Row]]) -> dict[str, str]:
    """The codes of questions and subquestions by their number in the file."""
    rows = (*tables.get("questions", []), *tables.get("subquestions", []))
    return {row.get("qid", ""): row.get("title", "") for row in rows}


def _heading(column: str, titles: dict[str, str], renamed: dict[str, str]) -> str:
    """`_12X3X45SQ1` -> `TICK[SQ1]`; what is no answer keeps its name."""
    old, new = _OLD.fullmatch(column), _NEW.fullmatch(column)
    if old is not None and old[1] in titles:
        number, rest = old[1], old[2]
    elif new is not None and new[1] in titles:
        number, rest = new[1], titles.get(new[2] or "", "") or (new[3] or "").removeprefix("C")
    else:
        return column
    code = renamed.get(titles[number], titles[number])
    if rest == "comment":
        return f"{code}_comment"
    # The second of two scales is a question of its own here.
    if rest.endswith("#1"):
        code = f"{code}_2"
    rest = rest.removesuffix("#0").removesuffix("#1")
    return f"{code}[{rest}]" if rest else code


def _member(archive: zipfile.ZipFile, ending: str) -> zipfile.ZipInfo | None:
    return next((one for one in archive.infolist()[:MOST_MEMBERS] if one.filename.endswith(ending)), None)


def _content(data: bytes, ending: str) -> bytes:
    """What a member of the archive holds, of which no more is unpacked than may be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = _member(archive, ending)
            if member is None:
                raise UnreadableSurvey(f"The archive has no file {ending}.")
            with archive.open(member) as stream:
                content = stream.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise UnreadableSurvey(f"The archive is damaged: {error}.") from error
    if len(content) > LARGEST:
        raise UnreadableSurvey("A file of the archive is larger than 20 MB.")
    return content
