"""LimeSurvey's types of questions as our kinds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from improve.core.localized import Localized
from improve.core.messages import _l
from improve.surveys.importing.found import ENDS, Codes, FoundSurvey, choices
from improve.surveys.values.kinds import MOST_FILES, Kind
from improve.surveys.values.questions import NOTHING, Choice, Spec
from improve.surveys.values.standard import NAMES_OF_ENDS

if TYPE_CHECKING:
    from improve.surveys.importing.limesurvey import Source

LONGEST_TEXT = 300  # characters of a question
MOST_CELLS = 60
_DECIMAL = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
_DAY = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_NPS = re.compile(r"nps|recommend|推荐", re.IGNORECASE)
_CSAT = re.compile(r"csat|satisf|满意", re.IGNORECASE)
_CES = re.compile(r"\bces|effort|easy|容易|轻松|费力", re.IGNORECASE)
Made = list[Spec]
Maker = Callable[["Source", Spec, Codes, FoundSurvey], Made]


def _both(en: str, zh: str) -> Localized:
    return Localized(en=en, zh_Hans=zh)


_FIVE = [(str(number), Localized.both(str(number))) for number in range(1, 6)]
_TEN = [(str(number), Localized.both(str(number))) for number in range(1, 11)]
_FIXED = {
    "A": _FIVE,
    "B": _TEN,
    "C": [("Y", _both("Yes", "是")), ("U", _both("Uncertain", "不确定")), ("N", _both("No", "否"))],
    "E": [("I", _both("Increase", "增加")), ("S", _both("Same", "不变")), ("D", _both("Decrease", "减少"))],
    "G": [("F", _both("Female", "女")), ("M", _both("Male", "男"))],
}


def questions_of(source: Source, codes: Codes, survey: FoundSurvey) -> Made:
    """Our questions for one of theirs: usually one, none where it has no place here."""
    maker = _MAKERS.get(source.letter)
    if maker is None:
        survey.leave(source.code, _l("Questions of the kind %(kind)s are not taken.", kind=source.letter))
        return []
    code = codes.of(source.code)
    if code != source.code:
        survey.leave(source.code, _l("The code is %(code)s here.", code=code))
    empty = not source.texts
    base = Spec(
        code=code,
        kind=Kind.SHORT_TEXT,
        text=_one_line(source.texts)
        if not empty
        else Localized(dict.fromkeys(survey.languages, source.code)),
        hint=source.hints,
        is_required=source.row.get("mandatory", "N") in ("Y", "S"),
    )
    if empty:
        survey.leave(source.code, _l("The question has no text; its code stands in its place."))
    if any(len(" ".join(words.split())) > LONGEST_TEXT for words in source.texts.values()):
        survey.leave(source.code, _l("Its text is cut after %(n)s characters.", n=LONGEST_TEXT))
    if any(len(words) == LONGEST_TEXT and words.endswith("…") for words in source.hints.values()):
        survey.leave(source.code, _l("Its hint is cut after %(n)s characters.", n=LONGEST_TEXT))
    if source.attributes.get("hidden") == "1":
        survey.leave(source.code, _l("It was always hidden; it is a hidden field here, filled by the link."))
        return [replace(base, kind=Kind.HIDDEN, is_required=False)]
    return maker(source, base, codes, survey)


def _one_line(text: Localized, longest: int = LONGEST_TEXT) -> Localized:
    return Localized({code: " ".join(words.split())[:longest] for code, words in text.items()})


def _list(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    offered = [(code, text) for code, text, _scale in source.answers]
    if source.letter == "G":
        offered = _FIXED["G"]
    score = _score(source, base, [code for code, _text in offered])
    if score is not None:
        survey.leave(
            source.code, _l("Taken as %(kind)s; please confirm that it is one.", kind=score.kind.upper())
        )
        if source.row.get("other") == "Y":
            survey.leave(source.code, _l("The answer “other” is not taken: a score has only its numbers."))
        if score.kind is not Kind.NPS:
            score = replace(score, low_label=offered[0][1] or NOTHING, high_label=offered[-1][1] or NOTHING)
        return [score]
    found, renamed = choices(offered)
    _leave_renamed(source, renamed, survey)
    _leave_few(source, len(found), survey)
    spec = replace(base, kind=Kind.CHOICE, choices=found, offers_other=source.row.get("other") == "Y")
    if source.letter != "O":
        return [spec]
    comment = Spec(codes.of(f"{base.code}_comment"), Kind.LONG_TEXT, base.text)
    return [spec, comment]


def _score(source: Source, base: Spec, offered: list[str]) -> Spec | None:
    """The question as a score, where its numbers and its words say so."""
    numbers = [re.sub(r"^[A-Za-z]+0*(?=\d)", "", code) for code in offered]
    words = " ".join((source.code, source.row.get("question_theme_name", ""), *source.texts.values()))
    if numbers == [str(number) for number in range(11)] and _NPS.search(words):
        low, high = NAMES_OF_ENDS[Kind.NPS]
        return replace(base, kind=Kind.NPS, low_label=low, high_label=high)
    if numbers == [str(number) for number in range(1, 6)] and _CSAT.search(words):
        return replace(base, kind=Kind.CSAT)
    if numbers == [str(number) for number in range(1, 8)] and _CES.search(words):
        return replace(base, kind=Kind.CES)
    return None


def _leave_renamed(source: Source, renamed: dict[str, str], survey: FoundSurvey) -> None:
    for raw, code in renamed.items():
        if raw != code:
            stem = survey.renamed.get(source.code, source.code)
            survey.renamed_choices.setdefault(stem, {})[raw] = code
            survey.leave(f"{source.code}[{raw}]", _l("The code is %(code)s here.", code=code))


def _leave_few(source: Source, amount: int, survey: FoundSurvey) -> None:
    if amount < 2:
        survey.leave(source.code, _l("It has fewer than two answers."))


def _five(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    return [replace(base, kind=Kind.RATING, low=1, high=5, low_label=ENDS[0], high_label=ENDS[1])]


def _several(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    found, renamed = choices((code, text) for code, text, _scale in source.parts)
    _leave_renamed(source, renamed, survey)
    _leave_few(source, len(found), survey)
    if source.letter == "P":
        survey.leave(source.code, _l("The comment beside each answer is not taken."))
    most = source.attributes.get("max_answers", "")
    least = source.attributes.get("min_answers", "")
    return [
        replace(
            base,
            kind=Kind.MULTIPLE,
            choices=found,
            offers_other=source.row.get("other") == "Y",
            least=least if least.isdigit() and len(least) < 3 else "",
            most=most if most.isdigit() and len(most) < 3 else "",
        )
    ]


def _matrix(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    recommended = _recommended(source, base, codes, survey)
    if recommended:
        return recommended
    rows, renamed = choices((code, text) for code, text, scale in source.parts if scale == 0)
    _leave_renamed(source, renamed, survey)
    out = []
    for scale in (0, 1) if source.letter == "1" else (0,):
        offered = _FIXED.get(source.letter) or [(c, text) for c, text, s in source.answers if s == scale]
        columns, renamed = choices(offered)
        _leave_renamed(source, renamed, survey)
        code = base.code if scale == 0 else codes.of(f"{base.code}_2")
        out.append(replace(base, code=code, kind=Kind.MATRIX, rows=rows, choices=columns))
    if source.letter == "H":
        survey.leave(source.code, _l("It stood with its answers in lines; here they stand in columns."))
    return out


def _recommended(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    """An array from 0 to 10 that asks for a recommendation is how many ask for NPS: one for each of its lines."""
    score = _score(source, base, [code for code, _text, scale in source.answers if scale == 0])
    if source.letter not in "FH" or score is None or score.kind is not Kind.NPS:
        return []
    survey.leave(source.code, _l("Taken as %(kind)s; please confirm that it is one.", kind="NPS"))
    return [
        replace(
            score,
            code=codes.of(f"{base.code}_{part}"),
            text=_joined(base.text, text, part) if text else base.text,
        )
        for part, text, scale in source.parts
        if scale == 0
    ]


def _cells(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    """An array of numbers or texts: a question for each cell."""
    rows = [(part, text) for part, text, scale in source.parts if scale == 0]
    columns = [(part, text) for part, text, scale in source.parts if scale == 1]
    if not rows or not columns or len(rows) * len(columns) > MOST_CELLS:
        what = _l(
            "Its %(n)s cells are not taken; at most %(most)s are.",
            n=len(rows) * len(columns),
            most=MOST_CELLS,
        )
        survey.leave(source.code, what)
        return []
    survey.leave(source.code, _l("It is a question for each cell here."))
    return [
        replace(
            base,
            code=codes.of(f"{base.code}_{row}_{column}"),
            kind=Kind.NUMBER if source.letter == ":" else Kind.SHORT_TEXT,
            text=_joined(_joined(base.text, row_text, row), column_text, column),
        )
        for row, row_text in rows
        for column, column_text in columns
    ]


def _ranking(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    offered = source.answers or source.parts
    found, renamed = choices((code, text) for code, text, _scale in offered)
    _leave_renamed(source, renamed, survey)
    return [replace(base, kind=Kind.RANKING, choices=found)]


def _text(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    longest = source.attributes.get("maximum_chars", "")
    kind = Kind.SHORT_TEXT if source.letter == "S" else Kind.LONG_TEXT
    limit = 200 if kind is Kind.SHORT_TEXT else 5_000
    fits = longest.isdigit() and len(longest) < 6 and 0 < int(longest) <= limit
    return [replace(base, kind=kind, most=longest if fits else "")]


def _file(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    """Files: how many are wanted is taken; what they may be and how large is the house's own rule."""
    most = source.attributes.get("max_num_of_files", "1")
    wanted = int(most) if most.isascii() and most.isdigit() and len(most) < 4 else 1
    if wanted > MOST_FILES:
        survey.leave(source.code, _l("At most %(n)s files can be sent with an answer.", n=MOST_FILES))
    for name, what in (
        ("allowed_filetypes", _l("Which files may be sent is the same for all surveys here.")),
        ("max_filesize", _l("How large a file may be is the same for all surveys here.")),
    ):
        if source.attributes.get(name):
            survey.leave(source.code, what)
    return [replace(base, kind=Kind.FILE, most=str(min(max(wanted, 1), MOST_FILES)))]


def _fields(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    """Several fields in one question: one question each."""
    kind = Kind.NUMBER if source.letter == "K" else Kind.SHORT_TEXT
    return [
        replace(
            base,
            code=codes.of(f"{base.code}_{part}"),
            kind=kind,
            text=_joined(base.text, text, part),
        )
        for part, text, _scale in source.parts
    ]


def _joined(first: Localized, second: Localized, instead: str) -> Localized:
    return _one_line(
        Localized({code: f"{words} – {second.get(code, instead)}" for code, words in first.items()})
    )


def _plain(kind: Kind) -> Maker:
    def make(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
        if kind is Kind.STATEMENT:
            return [replace(base, kind=kind, text=source.texts or base.text, is_required=False)]
        return [replace(base, kind=kind)]

    return make


def _number(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    """A number with its limits; a limit that is computed is reported."""
    limits = {}
    for name, ours in (("min_num_value_n", "least"), ("max_num_value_n", "most")):
        limit = source.attributes.get(name, "").strip()
        if _DECIMAL.fullmatch(limit):
            limits[ours] = limit
        elif limit:
            survey.leave(source.code, _l("A limit of it is not taken: %(what)s", what=limit))
    is_whole = source.attributes.get("num_value_int_only") == "1"
    least, most = limits.get("least", ""), limits.get("most", "")
    return [replace(base, kind=Kind.NUMBER, is_whole=is_whole, least=least, most=most)]


def _date(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    """A day with its limits; a time of the day has no place here, nor has a limit that is computed."""
    limits = {}
    for name, ours in (("date_min", "least"), ("date_max", "most")):
        limit = source.attributes.get(name, "").strip()[:10]
        if _DAY.fullmatch(limit):
            limits[ours] = limit
        elif limit:
            survey.leave(
                source.code, _l("A limit of it is not taken: %(what)s", what=source.attributes[name])
            )
    if re.search(r"[Hh]", source.attributes.get("date_format", "")):
        survey.leave(source.code, _l("It asked for the time of the day, too; here it asks for the day."))
    return [replace(base, kind=Kind.DATE, least=limits.get("least", ""), most=limits.get("most", ""))]


def _computed(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    survey.leave(source.code, _l("What it computes is not taken; it is a hidden field here."))
    return [replace(base, kind=Kind.HIDDEN, is_required=False, hint=NOTHING)]


_MAKERS: dict[str, Maker] = {
    **dict.fromkeys("L!OG", _list),
    "5": _five,
    **dict.fromkeys("MP", _several),
    **dict.fromkeys("ABCEFH1", _matrix),
    "R": _ranking,
    **dict.fromkeys("STU", _text),
    **dict.fromkeys("KQ", _fields),
    **dict.fromkeys(":;", _cells),
    "N": _number,
    "D": _date,
    "Y": _plain(Kind.YES_NO),
    "X": _plain(Kind.STATEMENT),
    "*": _computed,
    "|": _file,
}

__all__ = ["Choice", "questions_of"]
