"""LimeSurvey's types of questions as our kinds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from improve.core.localized import Localized
from improve.surveys.importing.found import ENDS, Codes, FoundSurvey, choices
from improve.surveys.values.kinds import MOST_FILES, Kind
from improve.surveys.values.questions import NOTHING, Choice, Spec
from improve.surveys.values.standard import NAMES_OF_ENDS

if TYPE_CHECKING:
    from improve.surveys.importing.limesurvey import Source

LONGEST_TEXT = 300  # characters of a question
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
        survey.leave(source.code, f"Questions of the type {source.letter!r} are not taken.")
        return []
    code = codes.of(source.code)
    if code != source.code:
        survey.leave(source.code, f"The code is {code} here.")
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
        survey.leave(source.code, "The question has no text; its code stands in its place.")
    if any(len(" ".join(words.split())) > LONGEST_TEXT for words in source.texts.values()):
        survey.leave(source.code, f"Its text is cut after {LONGEST_TEXT} characters.")
    if source.attributes.get("hidden") == "1":
        survey.leave(source.code, "It was always hidden; it is a hidden field here, filled by the link.")
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
        survey.leave(source.code, f"Taken as {score.kind.upper()}; please confirm that it is one.")
        if score.kind is not Kind.NPS:
            score = replace(score, low_label=offered[0][1] or NOTHING, high_label=offered[-1][1] or NOTHING)
        return [score]
    found, renamed = choices(offered)
    _leave_renamed(source, renamed, survey)
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
            survey.leave(f"{source.code}[{raw}]", f"The code is {code} here.")


def _five(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    return [replace(base, kind=Kind.RATING, low=1, high=5, low_label=ENDS[0], high_label=ENDS[1])]


def _several(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    found, renamed = choices((code, text) for code, text, _scale in source.parts)
    _leave_renamed(source, renamed, survey)
    if source.letter == "P":
        survey.leave(source.code, "The comment beside each answer is not taken.")
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
        survey.leave(source.code, "It stood with its answers in lines; here they stand in columns.")
    return out


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
        survey.leave(source.code, f"At most {MOST_FILES} files can be sent with an answer.")
    for name, what in (
        ("allowed_filetypes", "Which files may be sent is the same for all surveys here."),
        ("max_filesize", "How large a file may be is the same for all surveys here."),
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


def _computed(source: Source, base: Spec, codes: Codes, survey: FoundSurvey) -> Made:
    survey.leave(source.code, "What it computes is not taken; it is a hidden field here.")
    return [replace(base, kind=Kind.HIDDEN, is_required=False, hint=NOTHING)]


_MAKERS: dict[str, Maker] = {
    **dict.fromkeys("L!OG", _list),
    "5": _five,
    **dict.fromkeys("MP", _several),
    **dict.fromkeys("ABCEFH1", _matrix),
    "R": _ranking,
    **dict.fromkeys("STU", _text),
    **dict.fromkeys("KQ", _fields),
    "N": _plain(Kind.NUMBER),
    "D": _plain(Kind.DATE),
    "Y": _plain(Kind.YES_NO),
    "X": _plain(Kind.STATEMENT),
    "*": _computed,
    "|": _file,
}

__all__ = ["Choice", "questions_of"]
