"""XLSForm workbooks (xlsform.org): the sheets survey, choices and settings, in any number of languages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from improve.core.cells import as_text
from improve.core.localized import Localized
from improve.core.messages import _l
from improve.core.spreadsheets import Table, UnreadableFile, read_table
from improve.surveys.importing.conditions import joined, with_condition
from improve.surveys.importing.found import ENDS, Codes, FoundSurvey, UnreadableSurvey, choices, language
from improve.surveys.importing.markup import plain
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Choice, Spec

_LANGUAGE = re.compile(r"\(([^)]+)\)\s*$")
_RANGE = re.compile(r"^\.\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)$")
_MARK = re.compile(r"(\{\{answer\.)(\w+)(\}\})")
_KINDS = {
    "text": Kind.SHORT_TEXT,
    "integer": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "date": Kind.DATE,
    "note": Kind.STATEMENT,
    "acknowledge": Kind.CONSENT,
    "calculate": Kind.HIDDEN,
    "hidden": Kind.HIDDEN,
    "range": Kind.RATING,
    **dict.fromkeys(("image", "file"), Kind.FILE),
}
_LISTS = {"select_one": Kind.CHOICE, "select_multiple": Kind.MULTIPLE, "rank": Kind.RANKING}
# What a phone notes by itself: here nothing of it is stored.
_SILENT = frozenset(
    ("start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit", "simserial")
)
_YES = ("yes", "true", "true()", "1")
_NO = ("no", "false", "false()", "0")
# Columns of which nothing is taken, by their heading without the language.
_LEFT = {
    "default": _l("An answer filled in beforehand is not taken: %(what)s"),
    "choice_filter": _l("Which of its answers are offered depended on others; here all are: %(what)s"),
    "constraint_message": _l("Its own words for a wrong answer are not taken: %(what)s"),
    "required_message": _l("Its own words for a missing answer are not taken: %(what)s"),
    "guidance_hint": _l("The hint for interviewers is not taken: %(what)s"),
    "read_only": _l("It could not be changed; here it can: %(what)s"),
    "media": _l("Its picture, sound or film is not taken: %(what)s"),
    "image": _l("Its picture, sound or film is not taken: %(what)s"),
    "audio": _l("Its picture, sound or film is not taken: %(what)s"),
    "video": _l("Its picture, sound or film is not taken: %(what)s"),
}
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
        if words[:2] in (["select", "one"], ["select", "multiple"]):
            words = ["_".join(words[:2]), *(word for word in words[2:] if word != "from")]
        if not words:
            continue
        if words[0] in ("begin_group", "begin_repeat") or words[:2] in (
            ["begin", "group"],
            ["begin", "repeat"],
        ):
            begins = bool(survey.questions)
            hidden_groups.append(row.get("relevant", ""))
            if "repeat" in " ".join(words):
                survey.leave(row.get("name", ""), _l("Repeated groups are asked once."))
            heading = _text(row, "label", tags)
            if heading:
                shown = " / ".join(dict.fromkeys(heading.values()))
                survey.leave(
                    row.get("name", ""), _l("Names of pages are not shown here: %(names)s", names=shown)
                )
        elif words[0] in ("end_group", "end_repeat") or words[:2] in (["end", "group"], ["end", "repeat"]):
            if hidden_groups:
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
    survey.questions = [_with_marks(spec, survey.renamed) for spec in survey.questions]
    return survey


def _with_marks(spec: Spec, renamed: Mapping[str, str]) -> Spec:
    """The question with the codes of this survey in the marks for earlier answers."""
    if not renamed:
        return spec

    def ours(text: Localized) -> Localized:
        return Localized(
            {
                code: _MARK.sub(lambda m: m[1] + renamed.get(m[2], m[2]) + m[3], words)
                for code, words in text.items()
            }
        )

    return replace(spec, text=ours(spec.text), hint=ours(spec.hint))


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
    if kind is None:
        survey.leave(name, _l("Questions of the kind %(kind)s are not taken.", kind=" ".join(words)))
        return None
    code = codes.of(name)
    if code != name:
        survey.renamed[name] = code
        survey.leave(name, _l("The code is %(code)s here.", code=code))
    text = _text(row, "label", tags, lines=kind in (Kind.STATEMENT, Kind.CONSENT))
    if kind is Kind.HIDDEN and row.get("calculation"):
        survey.leave(name, _l("What it computes is not taken; it is a hidden field here."))
    if kind is Kind.SHORT_TEXT and "multiline" in row.get("appearance", ""):
        kind = Kind.LONG_TEXT
    spec = Spec(
        code=code,
        kind=kind,
        text=text or Localized(dict.fromkeys(survey.languages, name)),
        hint=_text(row, "hint", tags),
        is_required=row.get("required", "").lower() in _YES and kind not in (Kind.STATEMENT, Kind.HIDDEN),
        is_whole=words[0] == "integer",
    )
    _leave_columns(row, kind, survey)
    if words[0] == "range":
        return _range(spec, row, survey)
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
            survey.leave(f"{spec.code}: {raw}", _l("The code is %(code)s here.", code=code))
    if len(found) < 2:
        survey.leave(spec.code, _l("Its list has fewer than two choices."))
        return None
    other = "or_other" in words
    numbers = [choice.code for choice in found]
    if spec.kind is Kind.CHOICE and numbers == [str(number) for number in range(11)]:
        survey.leave(spec.code, _l("Taken as %(kind)s; please confirm that it is one.", kind="NPS"))
        return _score(spec, found)
    return replace(spec, choices=found, offers_other=other and spec.kind is not Kind.RANKING)


def _score(spec: Spec, found: tuple[Choice, ...]) -> Spec:
    return replace(spec, kind=Kind.NPS, low_label=found[0].text, high_label=found[-1].text)


def _leave_columns(row: Row, kind: Kind, survey: FoundSurvey) -> None:
    """What the row says of its question and has no place here."""
    name = row.get("name", "")
    told = dict(_LEFT)
    if kind is not Kind.HIDDEN:
        told["calculation"] = _l("What it computes is not taken: %(what)s")
    for heading, value in row.items():
        what = told.get(heading.partition("::")[0].strip().lower())
        if what is not None and value and value.lower() not in _NO:
            survey.leave(name, what % {"what": value[:200]})
    if "randomize" in row.get("parameters", "") and "true" in row.get("parameters", "").lower():
        survey.leave(name, _l("It stood in random order; here the order is fixed."))
    if row.get("required", "").lower() not in (*_YES, *_NO, ""):
        survey.leave(
            name,
            _l("It was required under a condition; here it is not: %(what)s") % {"what": row["required"]},
        )


def _range(spec: Spec, row: Row, survey: FoundSurvey) -> Spec:
    """A range from 0 or 1 in steps of one is a rating; others are numbers with limits."""
    limits = dict(re.findall(r"(start|end|step)\s*=\s*(-?\d+(?:\.\d+)?)", row.get("parameters", "")))
    low, high, step = limits.get("start", "1"), limits.get("end", "10"), limits.get("step", "1")
    if low in ("0", "1") and step == "1" and high.isdigit() and 3 <= int(high) <= 10:
        return replace(
            spec,
            low=int(low),
            high=int(high),
            low_label=ENDS[0],
            high_label=ENDS[1],
        )
    if float(step) != 1:
        survey.leave(
            row.get("name", ""), _l("It went in steps of %(step)s; here any number fits.", step=step)
        )
    return replace(spec, kind=Kind.NUMBER, least=low, most=high, is_whole="." not in low + high + step)


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
