"""问卷星's text: a numbered question with its kind in brackets, then one answer a line.

1. 您的性别*[单选题]
男
女
2. 您对我们的服务有多满意？[量表题]
很不满意 1 2 3 4 5 很满意
"""

from __future__ import annotations

import re
from dataclasses import replace

from improve.core.localized import Localized
from improve.surveys.importing.found import ENDS, Codes, FoundSurvey, UnreadableSurvey, choices
from improve.surveys.importing.markup import plain
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec
from improve.surveys.values.standard import NAMES_OF_ENDS

_QUESTION = re.compile(
    r"^\s*(\d{1,3})\s*[.、．]\s*(.+?)\s*(\*?)\s*[\[【（(]([^\]】）)]*题)[^\]】）)]*[\]】）)]\s*(\*?)\s*$"
)
_OPTION = re.compile(r"^\s*(?:[○□◯☐●■]\s*)?(?:[A-Za-z][.、．)）]\s*)?(.+?)\s*$")
_OTHER = re.compile(r"^其[他它](?:\s*[（(_＿\[【].*)?[_＿]*\s*[：:]?$")
_SCALE = re.compile(r"^(.*?)\s*((?:\d{1,2}\s+)+\d{1,2})\s*(.*?)$")
_NPS = re.compile(r"推荐")
_LINES_OF = ("矩阵单选题", "矩阵量表题", "矩阵多选题")
_KINDS = {
    "单选题": Kind.CHOICE,
    "下拉题": Kind.CHOICE,
    "多选题": Kind.MULTIPLE,
    "排序题": Kind.RANKING,
    "填空题": Kind.SHORT_TEXT,
    "简答题": Kind.LONG_TEXT,
    "问答题": Kind.LONG_TEXT,
    "量表题": Kind.RATING,
    "NPS量表题": Kind.NPS,
    "判断题": Kind.YES_NO,
    "日期题": Kind.DATE,
    "矩阵单选题": Kind.MATRIX,
    "矩阵量表题": Kind.MATRIX,
}


def is_wjx(text: str) -> bool:
    """Does a line look like one of its questions?"""
    return any(_QUESTION.match(line) for line in text.splitlines()[:200])


def read(text: str) -> FoundSurvey:
    """The survey of a text. Raises `UnreadableSurvey`."""
    title, blocks = _blocks(text)
    if not blocks:
        raise UnreadableSurvey("No question was found: a line such as “1. 您的性别*[单选题]”.")
    survey = FoundSurvey(Localized(zh_Hans=plain(title, longest=120) or "问卷"), ["zh_Hans"])
    codes = Codes()
    for head, lines in blocks:
        spec = _question(head, lines, codes, survey)
        if spec is not None:
            survey.questions.append(spec)
    return survey


def _blocks(text: str) -> tuple[str, list[tuple[re.Match[str], list[str]]]]:
    """What stands before the first question, and each question with its lines."""
    before: list[str] = []
    blocks: list[tuple[re.Match[str], list[str]]] = []
    for line in text.replace("\ufeff", "").splitlines():
        match = _QUESTION.match(line)
        if match is not None:
            blocks.append((match, []))
        elif line.strip() and blocks:
            blocks[-1][1].append(line.strip())
        elif line.strip():
            before.append(line.strip())
    return (before[0] if before else ""), blocks


def _question(head: re.Match[str], lines: list[str], codes: Codes, survey: FoundSurvey) -> Spec | None:
    number, words, star, kind_name, star_after = head.groups()
    kind = _KINDS.get(kind_name)
    if kind is None:
        survey.leave(f"第{number}题", f"Questions of the kind {kind_name} are not taken.")
        return None
    spec = Spec(
        code=codes.of(f"q{number}"),
        kind=kind,
        text=Localized(zh_Hans=plain(words)),
        is_required=bool(star or star_after),
    )
    if kind is Kind.MATRIX:
        return _matrix(spec, lines, survey)
    if kind in (Kind.CHOICE, Kind.MULTIPLE, Kind.RANKING):
        return _listed(spec, lines, survey)
    if kind in (Kind.RATING, Kind.NPS):
        return _scale(spec, lines, survey)
    for line in lines:
        survey.leave(f"第{number}题", line)
    return spec


def _texts(lines: list[str]) -> list[str]:
    found = [match.group(1) for line in lines if (match := _OPTION.match(line))]
    return list(dict.fromkeys(found))


def _listed(spec: Spec, lines: list[str], survey: FoundSurvey) -> Spec | None:
    texts = _texts(lines)
    other = [text for text in texts if _OTHER.match(text)]
    kept = [text for text in texts if text not in other] if spec.kind is not Kind.RANKING else texts
    found, _renamed = choices(
        (f"c{place}", Localized(zh_Hans=plain(text))) for place, text in enumerate(kept, 1)
    )
    if len(found) < 2:
        survey.leave(spec.code, "It has fewer than two answers.")
        return None
    return replace(spec, choices=found, offers_other=bool(other) and spec.kind is not Kind.RANKING)


def _scale(spec: Spec, lines: list[str], survey: FoundSurvey) -> Spec | None:
    """A line "很不满意 1 2 3 4 5 很满意", or nothing: then 0 to 10 for a recommendation, else 1 to 5."""
    match = next((m for line in lines if (m := _SCALE.match(line))), None)
    numbers = [int(number) for number in match.group(2).split()] if match else []
    is_nps = spec.kind is Kind.NPS or (
        _NPS.search(str(spec.text.get("zh_Hans"))) and numbers == list(range(11))
    )
    ends = (
        [Localized(zh_Hans=plain(text, longest=60)) for text in (match.group(1), match.group(3))]
        if match
        else []
    )
    if is_nps:
        low, high = NAMES_OF_ENDS[Kind.NPS]
        if spec.kind is not Kind.NPS:
            survey.leave(spec.code, "Taken as NPS; please confirm that it is one.")
        return replace(
            spec, kind=Kind.NPS, low_label=(ends and ends[0]) or low, high_label=(ends and ends[1]) or high
        )
    numbers = numbers or [1, 2, 3, 4, 5]
    if (
        numbers[0] not in (0, 1)
        or numbers != list(range(numbers[0], numbers[-1] + 1))
        or not 3 <= numbers[-1] <= 10
    ):
        survey.leave(spec.code, f"A scale of {numbers} is not taken.")
        return None
    return replace(
        spec,
        low=numbers[0],
        high=numbers[-1],
        low_label=(ends and ends[0]) or ENDS[0],
        high_label=(ends and ends[1]) or ENDS[1],
    )


def _matrix(spec: Spec, lines: list[str], survey: FoundSurvey) -> Spec | None:
    """The first line holds the columns, the others are the rows."""
    if not lines:
        survey.leave(spec.code, "The matrix has no lines.")
        return None
    columns, _renamed = choices(
        (f"c{place}", Localized(zh_Hans=plain(text)))
        for place, text in enumerate(re.split(r"[\t\s]+", lines[0]), 1)
    )
    rows, _renamed = choices(
        (f"r{place}", Localized(zh_Hans=plain(text))) for place, text in enumerate(_texts(lines[1:]), 1)
    )
    return replace(spec, rows=rows, choices=columns)


__all__ = ["is_wjx", "read"]
