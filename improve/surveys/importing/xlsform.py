"""XLSForm workbooks (xlsform.org): the sheets survey, choices and settings, in any number of languages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from improve.core.cells import as_text
from improve.core.localized import Localized
from improve.core.spreadsheets import Table, UnreadableFile, read_table
from improve.surveys.importing.conditions import joined, with_condition
from improve.surveys.importing.found import ENDS, Codes, FoundSurvey, UnreadableSurvey, choices, language
from improve.surveys.importing.markup import plain
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Choice, Spec

_LANGUAGE = re.compile(r"\(([^)]+)\)\s*$")
_RANGE = re.compile(r"^\.\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)$")
_KINDS = {
    "text": Kind.SHORT_TEXT,
    "integer": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "date": Kind.DATE,
    "note": Kind.STATEMENT,
    "acknowledge": Kind.CONSENT,
    "calculate": Kind.HIDDEN,
    "hidden": Kind.HIDDEN,
    **dict.fromkeys(("image", "file"), Kind.FILE),
}
_LISTS = {"select_one": Kind.CHOICE, "select_multiple": Kind.MULTIPLE, "rank": Kind.RANKING}
# What a phone notes by itself: here nothing of it is stored.
_SILENT = frozenset(
    ("start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit", "simserial")
)
Row = Mapping[str, str]


@dataclass
class _Book:
    """The sheets of a workbook, each as rows by heading."""

    survey: list[Row]
    choices: dict[str, list[Row]]
    settings: Row
    headings: list[str]


def is_xlsform(data: bytes) -> bool:
    """Does the workbook have a sheet "survey" with types?"""
    try:
        table = read_table(data, sheet="survey")
    except UnreadableFile:
        return False
    return table.has("type") and table.has("name")


def read(data: bytes) -> FoundSurvey:
    """The survey of a workbook. Raises `UnreadableSurvey`."""
    book = _book(data)
    tags = _languages(book)
    title = plain(book.settings.get("form_title") or book.settings.get("id_string") or "XLSForm", longest=120)
    codes_of_languages = list(dict.fromkeys(tags.values()))
    survey = FoundSurvey(Localized(dict.fromkeys(codes_of_languages, title)), codes_of_languages)
    codes, begins = Codes(), False
    hidden_groups: list[str] = []
    for row in book.survey:
        words = row.get("type", "").split()
        if not words:
            continue
        if words[0] in ("begin_group", "begin_repeat") or words[:2] in (
            ["begin", "group"],
            ["begin", "repeat"],
        ):
            begins = bool(survey.questions)
            hidden_groups.append(row.get("relevant", ""))
            if "repeat" in " ".join(words):
                survey.leave(row.get("name", ""), "Repeated groups are asked once.")
        elif words[0].startswith("end"):
            if words[0] not in _SILENT and hidden_groups:
                hidden_groups.pop()
        elif words[0] not in _SILENT:
            spec = _question(row, words, book, tags, survey, codes)
            if spec is not None:
                spec = replace(spec, begins_page=begins and spec.is_asked)
                begins = begins and not spec.is_asked
                raw = joined(*hidden_groups, row.get("relevant", ""))
                if raw:
                    spec = with_condition(spec, raw, f"{spec.code}: relevant", survey)
                survey.questions.append(spec)
    return survey


def _book(data: bytes) -> _Book:
    try:
        survey = read_table(data, sheet="survey")
    except UnreadableFile as error:
        raise UnreadableSurvey(str(error)) from error
    lists: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _rows(_optional(data, "choices")):
        lists[row.get("list_name") or row.get("list name", "")].append(row)
    settings = _rows(_optional(data, "settings"))
    return _Book(_rows(survey), lists, settings[0] if settings else {}, list(survey.header))


def _optional(data: bytes, sheet: str) -> Table | None:
    try:
        return read_table(data, sheet=sheet)
    except UnreadableFile:
        return None


def _rows(table: Table | None) -> list[Row]:
    if table is None:
        return []
    return [
        {
            heading: (as_text(cell) or "").strip()
            for heading, cell in zip(table.header, row.cells, strict=True)
        }
        for row in table.rows
    ]


def _languages(book: _Book) -> dict[str, str]:
    """Heading of a label -> our code; without a language, that of the settings or English."""
    default = language(_tag(book.settings.get("default_language", ""))) or "en"
    found: dict[str, str] = {}
    for heading in book.headings:
        name, _marks, tag = heading.partition("::")
        if name.strip().lower() == "label":
            found[heading] = (language(_tag(tag)) or default) if tag else default
    return found or {"label": default}


def _tag(text: str) -> str:
    """ "English (en)" -> "en"; a bare name of a language that we have -> its code."""
    match = _LANGUAGE.search(text)
    bare = text.strip().lower()
    return match.group(1) if match else {"english": "en", "chinese": "zh", "中文": "zh"}.get(bare, bare)


def _text(row: Row, column: str, tags: Mapping[str, str], *, lines: bool = False) -> Localized:
    texts = {}
    for heading, code in tags.items():
        name = column + heading[len("label") :] if heading.lower().startswith("label") else column
        raw = next((value for key, value in row.items() if key.lower() == name.lower()), "")
        words = plain(raw, lines=lines, longest=4_000 if lines else 300)
        if words:
            texts[code] = words
    return Localized(texts)


def _question(  # noqa: PLR0917
    row: Row, words: list[str], book: _Book, tags: Mapping[str, str], survey: FoundSurvey, codes: Codes
) -> Spec | None:
    name, kind = row.get("name", ""), _KINDS.get(words[0]) or _LISTS.get(words[0])
    if words[0] == "range":
        return _range(row, tags, codes, survey)
    if kind is None:
        survey.leave(name, f"Questions of the type {' '.join(words)!r} are not taken.")
        return None
    code = codes.of(name)
    if code != name:
        survey.renamed[name] = code
        survey.leave(name, f"The code is {code} here.")
    text = _text(row, "label", tags, lines=kind in (Kind.STATEMENT, Kind.CONSENT))
    if kind is Kind.HIDDEN and row.get("calculation"):
        survey.leave(name, "What it computes is not taken; it is a hidden field here.")
    if kind is Kind.SHORT_TEXT and "multiline" in row.get("appearance", ""):
        kind = Kind.LONG_TEXT
    spec = Spec(
        code=code,
        kind=kind,
        text=text or Localized(dict.fromkeys(survey.languages, name)),
        hint=_text(row, "hint", tags),
        is_required=row.get("required", "").lower() in ("yes", "true", "true()", "1")
        and kind not in (Kind.STATEMENT, Kind.HIDDEN),
        is_whole=words[0] == "integer",
    )
    if kind in _LISTS.values():
        return _listed(spec, words, book, tags, survey)
    return _limited(spec, row, survey)


def _listed(
    spec: Spec, words: list[str], book: _Book, tags: Mapping[str, str], survey: FoundSurvey
) -> Spec | None:
    offered = book.choices.get(words[1] if len(words) > 1 else "", [])
    found, renamed = choices((row.get("name", ""), _text(row, "label", tags)) for row in offered)
    for raw, code in renamed.items():
        if raw != code:
            survey.renamed_choices.setdefault(spec.code, {})[raw] = code
            survey.leave(f"{spec.code}: {raw}", f"The code is {code} here.")
    if len(found) < 2:
        survey.leave(spec.code, "Its list has fewer than two choices.")
        return None
    other = "or_other" in words
    numbers = [choice.code for choice in found]
    if spec.kind is Kind.CHOICE and numbers == [str(number) for number in range(11)]:
        survey.leave(spec.code, "Taken as NPS; please confirm that it is one.")
        return _score(spec, found)
    return replace(spec, choices=found, offers_other=other and spec.kind is not Kind.RANKING)


def _score(spec: Spec, found: tuple[Choice, ...]) -> Spec:
    return replace(spec, kind=Kind.NPS, low_label=found[0].text, high_label=found[-1].text)


def _range(row: Row, tags: Mapping[str, str], codes: Codes, survey: FoundSurvey) -> Spec | None:
    """A range from 0 or 1 in steps of one is a rating; others are numbers with limits."""
    limits = dict(re.findall(r"(start|end|step)\s*=\s*(-?\d+(?:\.\d+)?)", row.get("parameters", "")))
    low, high, step = limits.get("start", "1"), limits.get("end", "10"), limits.get("step", "1")
    spec = Spec(codes.of(row.get("name", "")), Kind.NUMBER, _text(row, "label", tags), least=low, most=high)
    if low in ("0", "1") and step == "1" and high.isdigit() and 3 <= int(high) <= 10:
        return replace(
            spec,
            kind=Kind.RATING,
            low=int(low),
            high=int(high),
            least="",
            most="",
            low_label=ENDS[0],
            high_label=ENDS[1],
        )
    return spec


def _limited(spec: Spec, row: Row, survey: FoundSurvey) -> Spec:
    """Limits of a number out of its constraint; anything else of a constraint is reported."""
    raw = row.get("constraint", "")
    if not raw:
        return spec
    limits = {">=": spec.least, "<=": spec.most}
    for piece in re.split(r"\band\b", raw):
        match = _RANGE.match(piece.strip())
        if match is None or spec.kind is not Kind.NUMBER:
            survey.leave(f"{spec.code}: constraint", raw)
            return spec
        limits[match.group(1)] = match.group(2)
    return replace(spec, least=limits[">="], most=limits["<="])
