"""Answers from a file: which columns are which questions, and what their cells mean here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from improve.core.importing.ports import ImportField
from improve.core.localized import Localized
from improve.core.messages import LazyText, _l
from improve.core.spreadsheets.table import folded
from improve.surveys.importing.labels import headings, in_words, step
from improve.surveys.languages import code_of
from improve.surveys.logic.piping import named
from improve.surveys.rules.answers import Given, check_answers
from improve.surveys.values.kinds import NO, OTHER, PART, YES, Kind, part
from improve.surveys.values.questions import Spec

ID, AT, PAGE, LANGUAGE = "external_id", "submitted_at", "last_page", "language"
PLACE = "#"
# LimeSurvey leaves this column empty for what was never sent in.
_SENT = ("submitdate", "date submitted", "submitdate. date submitted", "提交日期")
_LETTERED = re.compile(r"^[A-Za-z]+0*(\d+)$")
_YES = frozenset(("y", "yes", "1", "true", "是", "x", "✓", "ja", "oui", "sí"))
_NO = frozenset(("n", "no", "0", "false", "否", "nein", "non"))


@dataclass(frozen=True, slots=True)
class Brought:
    """One row: what names it, when it was sent in (None: it never was), and its answers."""

    external: str | None
    day: date | None
    page: int
    language: str | None
    given: tuple[Given, ...]
    raw: Mapping[str, str]


def fields_of(specs: Sequence[Spec]) -> tuple[ImportField, ...]:
    """What a column can be mapped to: the row's id, time and language, and every answer of the survey."""
    own = (
        ImportField(
            ID,
            _l("External id"),
            synonyms=(
                *("id", "response id", "id. response id", "_id", "_uuid"),
                *("序号", "答卷编号", "答卷id", "响应id", "回应id"),
            ),
        ),
        ImportField(
            AT,
            _l("Sent in"),
            kind="instant",
            synonyms=(
                *_SENT,
                "submitted",
                "date",
                "timestamp",
                "day",
                "created_at",
                "_submission_time",
                "提交答卷时间",
                "提交时间",
                "时间",
            ),
        ),
        ImportField(
            PAGE,
            _l("Last page"),
            kind="whole",
            synonyms=("lastpage", "last page", "lastpage. last page", "最后一页"),
        ),
        ImportField(
            LANGUAGE,
            _l("Language"),
            synonyms=("startlanguage", "start language", "startlanguage. start language", "起始语言", "语言"),
        ),
    )
    return (*own, *(field for spec in specs if spec.kind is not Kind.FILE for field in _fields(spec)))


def _fields(spec: Spec) -> Iterator[ImportField]:
    asked = Localized({code: named(text) for code, text in spec.text.items()})
    for name in spec.names():
        piece = name.partition(PART)[2]
        words: tuple[str, ...] = (f"{spec.code}[{piece}]", f"{spec.code}_{piece}", f"{spec.code}/{piece}")
        if piece and spec.kind is Kind.MATRIX:
            words += _of_two_scales(spec.code, piece)
        if not piece:
            words = (f"{spec.code}_answer",)
        words += tuple(headings(spec, piece))
        yield ImportField(name, LazyText(name), synonyms=words, words=_of_part(spec, asked, piece))
    if spec.kind is Kind.RANKING:
        for place in range(1, len(spec.choices) + 1):
            name = f"{spec.code}{PLACE}{place}"
            yield ImportField(name, LazyText(name), synonyms=(f"{spec.code}[{place}]",), words=asked)
    elif spec.kind in (Kind.MULTIPLE, Kind.MATRIX):
        # XLSForm keeps several choices in one column, apart by spaces.
        yield ImportField(spec.code, LazyText(spec.code), synonyms=tuple(headings(spec, "")), words=asked)
    if "_" in spec.code:
        name = f"{spec.code}{PLACE}"
        yield ImportField(name, LazyText(name), synonyms=_in_brackets(spec.code), words=asked)


def _in_brackets(code: str) -> tuple[str, ...]:
    """What LimeSurvey calls a part that is a question of its own here: `Q_r_c` is its `Q[r_c]` or `Q[r][c]`."""
    pieces = code.split("_")
    cuts = [("_".join(pieces[:place]), pieces[place:]) for place in range(1, len(pieces))]
    names = [f"{stem}[{'_'.join(rest)}]" for stem, rest in cuts]
    return (*names, *(f"{stem}[{rest[0]}][{rest[1]}]" for stem, rest in cuts if len(rest) == 2))


def _of_two_scales(code: str, row: str) -> tuple[str, ...]:
    """What LimeSurvey calls a line of an array with two scales, the second of which is a question of its own here."""
    if code.endswith("_2"):
        stem = code.removesuffix("_2")
        return f"{stem}[{row}][2]", f"{stem}[{row}#1]"
    return f"{code}[{row}][1]", f"{code}[{row}#0]"


def _of_part(spec: Spec, asked: Localized, piece: str) -> Localized:
    """The question's words with those of its answer or line."""
    found = next((one for one in (*spec.rows, *spec.choices) if one.code == piece), None)
    if found is None:
        return asked
    return Localized({code: f"{words} [{named(found.text.text(code))}]" for code, words in asked.items()})


def marks_partial(header: Iterable[str]) -> bool:
    """Does a table have the column that stays empty for what was never sent in?"""
    return not {folded(name) for name in _SENT}.isdisjoint(folded(heading) for heading in header)


def lenient(spec: Spec) -> Spec:
    """The question as answers that were given elsewhere are judged: they may be missing, and its limits were not
    those of today."""
    return replace(spec, is_required=False, show_if="", end_if="", least="", most="", format="", pattern="")


class Reader:
    """Turns mapped cells into answers. `marks_partial`: an empty time means that it was never sent in."""

    def __init__(self, specs: Sequence[Spec], zone: ZoneInfo, *, marks_partial: bool, today: date) -> None:
        self.specs = [lenient(spec) for spec in specs]
        self.zone = zone
        self.marks_partial = marks_partial
        self.today = today

    def parse(self, values: Mapping[str, Any]) -> Brought:
        """The row. Raises `Invalid` with a message at each name that is wrong."""
        at: datetime | None = values.get(AT)
        day = at.astimezone(self.zone).date() if at is not None else None
        if day is None and not (self.marks_partial and AT in values):
            day = self.today
        raw = {name: value for spec in self.specs for name, value in _cells(spec, values)}
        given = check_answers(self.specs, raw)
        external = values.get(ID)
        return Brought(
            external=str(external) if external else None,
            day=day,
            page=max(1, int(values.get(PAGE) or 1)),
            language=code_of(str(values.get(LANGUAGE) or "")),
            given=given,
            raw={one.code: one.value if one.text is None else one.text for one in given},
        )


def _cells(spec: Spec, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    whole = values.get(spec.code)
    if spec.kind is Kind.MULTIPLE and whole:
        for piece in re.split(r"[\s;┋,，]+", str(whole)):
            code = _choice(spec, piece)
            yield (part(spec.code, code), YES) if code else (spec.code, piece)
    for place in range(1, len(spec.choices) + 1) if spec.kind is Kind.RANKING else ():
        found = values.get(f"{spec.code}{PLACE}{place}")
        if found:
            yield part(spec.code, _choice(spec, str(found)) or str(found)), str(place)
    for name in spec.names():
        text = values.get(name) or values.get(f"{name}{PLACE}")
        if text:
            meant = _meant(spec, name, str(text).strip())
            if meant:
                yield name, meant


def _meant(spec: Spec, name: str, text: str) -> str:
    """What a cell means here; what is not understood stays and is refused where answers are judged."""
    is_words = name == part(spec.code, OTHER) or spec.is_text or spec.kind is Kind.HIDDEN
    if text.casefold() == "n/a" and not is_words and _choice(spec, text) is None:
        return ""  # what LimeSurvey writes where a question was not shown
    if is_words or spec.kind in (Kind.NUMBER, Kind.RANKING):
        return text
    if spec.scale is not None:
        lettered = _LETTERED.match(text)
        told = lettered.group(1) if lettered else in_words(spec, text) or step(spec, text)
        return told or text.removesuffix(".0")
    if spec.kind is Kind.DATE:
        return text[:10]
    if spec.kind is Kind.MULTIPLE:
        chosen = spec.choice(name.partition(PART)[2])
        if chosen is not None and text in (chosen.code, *chosen.text.values()):
            return YES
        return "" if text.lower() in _NO else YES if text.lower() in _YES else text
    if spec.kind in (Kind.YES_NO, Kind.CONSENT):
        return YES if text.lower() in _YES else NO if text.lower() in _NO else text
    return _choice(spec, text) or text


def _choice(spec: Spec, text: str) -> str | None:
    """The code of a choice for its code or its words; those of "other" and "cannot say" where no choice has them."""
    if text in ("-oth-", OTHER) and spec.offers_other:
        return OTHER
    if spec.choice(text) is not None:
        return text
    found = next((choice.code for choice in spec.choices if text in choice.text.values()), None)
    return found or in_words(spec, text)
