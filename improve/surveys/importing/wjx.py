"""问卷星's text, as it is written for its import and as its export gives it: a numbered question with its kind in
brackets, then its answers.

1. 您的性别*[单选题]
男
女
2. 您对我们的服务有多满意？ [量表题] *
很不满意	○1	○2	○3	○4	○5	很满意
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from improve.core.localized import Localized
from improve.core.messages import _l
from improve.surveys.importing.conditions import joined, with_condition
from improve.surveys.importing.found import ENDS, Codes, FoundSurvey, UnreadableSurvey, choices
from improve.surveys.importing.markup import plain
from improve.surveys.importing.wjx_lines import (
    KINDS,
    SPLIT,
    Block,
    Option,
    blocks_of,
    head,
    matrix,
    options,
    scale,
)
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Choice, Spec
from improve.surveys.values.standard import NAMES_OF_ENDS

_OTHER = re.compile(r"^其[他它](?:\s*[（(\[【].*)?\s*[：:]?$")
_NPS = re.compile(r"推荐")
_FIELD = re.compile(r"([^\s_＿:：;；,，]+)\s*[:：]?\s*(?:[_＿]{2,}|\{_\})")


def is_wjx(text: str) -> bool:
    """Does a line look like one of its questions?"""
    return any(head(line, 1) is not None for line in text.splitlines()[:200])


def read(text: str) -> FoundSurvey:
    """The survey of a text. Raises `UnreadableSurvey`."""
    before, blocks = blocks_of(text)
    if not blocks:
        raise UnreadableSurvey("No question was found: a line such as “1. 您的性别*[单选题]”.")
    title = plain(before[0] if before else "", longest=120) or "问卷"
    survey = FoundSurvey(Localized(zh_Hans=title), ["zh_Hans"])
    intro = plain("<br>".join(before[1:]), lines=True, longest=600)
    survey.intro = Localized(zh_Hans=intro) if intro else None
    return _Reading(survey).all_of(blocks)


class _Reading:
    """Makes questions of blocks and remembers under which numbers they stand, for conditions and jumps."""

    def __init__(self, survey: FoundSurvey) -> None:
        self.survey = survey
        self.codes = Codes()
        self.by_number: dict[str, Spec] = {}
        self.jumps: list[tuple[str, int, str]] = []

    def all_of(self, blocks: list[Block]) -> FoundSurvey:
        begins = False
        for block in blocks:
            begins = begins or block.begins_page
            conditions = self._conditions(block)
            made = self._questions(block)
            self._tell(block, made)
            for place, spec in enumerate(made):
                spec = replace(spec, begins_page=begins and bool(self.survey.questions))
                begins = False
                if conditions:
                    spec = with_condition(spec, joined(*conditions), f"{block.where}: 依赖", self.survey)
                if place == 0:
                    self.by_number.setdefault(block.number, spec)
                self.survey.questions.append(spec)
                # What ends a survey ends it behind its page.
                begins = begins or bool(spec.end_if)
        return self.survey

    def _questions(self, block: Block) -> list[Spec]:
        if block.kind in SPLIT:
            return self._split(block)
        kind = KINDS.get(block.kind)
        if kind is None:
            self.survey.leave(
                block.where, _l("Questions of the kind %(kind)s are not taken.", kind=block.kind)
            )
            return []
        spec = Spec(
            code=self.codes.of(f"q{block.number}"),
            kind=kind,
            text=Localized(zh_Hans=plain(block.words, longest=4_000 if kind is Kind.STATEMENT else 300)),
            is_required=block.is_required and kind is not Kind.STATEMENT,
        )
        if kind is Kind.MATRIX:
            found = self._matrix(spec, block)
        elif kind in (Kind.CHOICE, Kind.MULTIPLE, Kind.RANKING):
            found = self._listed(spec, block)
        elif kind in (Kind.RATING, Kind.NPS):
            found = self._scale(spec, block)
        else:
            found = self._plain(spec, block)
        return [] if found is None else [found]

    def _plain(self, spec: Spec, block: Block) -> Spec:
        """A question without a list; lines under a statement belong to it, others are reported."""
        if spec.kind is Kind.STATEMENT:
            words = "<br>".join((block.words, *block.lines))
            return replace(spec, text=Localized(zh_Hans=plain(words, lines=True, longest=4_000)))
        if block.kind.startswith("滑动条"):
            self.survey.leave(block.where, _l("It was a slider; it is a number here."))
        usual = ("对", "错", "正确", "错误", "是", "否")
        for line in block.lines:
            if not (spec.kind is Kind.YES_NO and all(one.text in usual for one in options([line]))):
                self.survey.leave(block.where, line.strip())
        return replace(spec, most="1") if spec.kind is Kind.FILE else spec

    def _listed(self, spec: Spec, block: Block) -> Spec | None:
        offered = options(self._answers(block))
        kept = [one for one in offered if spec.kind is Kind.RANKING or not _is_other(one)]
        found = _choices("c", [one.text for one in kept])
        if len(found) < 2:
            self.survey.leave(block.where, _l("It has fewer than two answers."))
            return None
        self._tell_options(block, kept)
        for place, one in enumerate(kept, 1):
            if one.leads_to:
                self.jumps.append((spec.code, place, one.leads_to))
        ends = [place for place, one in enumerate(kept, 1) if one.leads_to == "end"]
        limits = block.limits if spec.kind is Kind.MULTIPLE else {}
        return replace(
            spec,
            choices=found,
            offers_other=len(kept) < len(offered),
            end_if=f"{spec.code} in ({_values(ends)})" if ends else "",
            least=limits.get("least", ""),
            most=limits.get("most", ""),
        )

    def _answers(self, block: Block) -> list[str]:
        """The lines of the answers; the key of an exam is none of them."""
        key = [line for line in block.lines if re.match(r"\s*(?:正确答案|答案解析|答案)\s*[:：]", line)]
        for line in key:
            self.survey.leave(block.where, line.strip())
        return [line for line in block.lines if line not in key]

    def _tell_options(self, block: Block, kept: list[Option]) -> None:
        if any(one.has_points for one in kept):
            self.survey.leave(block.where, _l("The points of its answers are not taken."))
        if any(one.has_blank for one in kept):
            self.survey.leave(block.where, _l("The blank beside an answer is not taken."))
        if any(one.leads_to for one in kept):
            self.survey.leave(
                block.where, _l("Its jumps became conditions of the questions between; please look at them.")
            )

    def _scale(self, spec: Spec, block: Block) -> Spec | None:
        """Numbers in a line, a range, or a line for each step; without any, 0 to 10 for NPS and else 1 to 5."""
        numbers, words = scale(block.lines)
        is_nps = spec.kind is Kind.NPS or (
            _NPS.search(block.words) is not None and numbers == list(range(11))
        )
        ends = [Localized(zh_Hans=plain(text, longest=60)) for text in (words[:1] + words[-1:])]
        low_label, high_label = (ends[0], ends[1]) if len(ends) == 2 else (Localized(), Localized())
        if len(words) > 2:
            self.survey.leave(
                block.where,
                _l("Words between the ends are not taken: %(words)s", words="、".join(words[1:-1])),
            )
        elif len(words) == 1:
            self.survey.leave(block.where, words[0])
        if block.kind.startswith("反向"):
            self.survey.leave(block.where, _l("It was counted the other way round; here it is not."))
        if is_nps:
            low, high = NAMES_OF_ENDS[Kind.NPS]
            if spec.kind is not Kind.NPS:
                self.survey.leave(
                    spec.code, _l("Taken as %(kind)s; please confirm that it is one.", kind="NPS")
                )
            return replace(spec, kind=Kind.NPS, low_label=low_label or low, high_label=high_label or high)
        if not numbers:
            self.survey.leave(block.where, _l("It names no steps; it is a scale from 1 to 5 here."))
            numbers = [1, 2, 3, 4, 5]
        low_number, high_number = numbers[0], numbers[-1]
        if (
            low_number not in (0, 1)
            or numbers != list(range(low_number, high_number + 1))
            or not 3 <= high_number <= 10
        ):
            self.survey.leave(
                block.where, _l("A scale of %(steps)s is not taken.", steps=", ".join(map(str, numbers)))
            )
            return None
        return replace(
            spec,
            low=low_number,
            high=high_number,
            low_label=low_label or ENDS[0],
            high_label=high_label or ENDS[1],
        )

    def _matrix(self, spec: Spec, block: Block) -> Spec | None:
        columns, rows = matrix(block.lines)
        if len(columns) < 2 or not rows:
            self.survey.leave(block.where, _l("The matrix has no lines."))
            return None
        if block.kind == "矩阵反向量表题":
            self.survey.leave(block.where, _l("It was counted the other way round; here it is not."))
        return replace(spec, rows=_choices("r", rows), choices=_choices("c", columns))

    def _split(self, block: Block) -> list[Spec]:
        """A question for each line of a matrix, or for each blank."""
        columns, rows = matrix(block.lines)
        if block.kind == "多项填空题":
            columns, rows = [], _FIELD.findall("\n".join((block.words, *block.lines)))
        elif block.kind == "矩阵填空题" and not rows:
            rows = [one.text for one in options(block.lines)]
        if not rows or (block.kind == "矩阵多选题" and len(columns) < 2):
            self.survey.leave(block.where, _l("Its lines could not be told apart."))
            return []
        self.survey.leave(block.where, _l("It is a question for each line here."))
        kind, stem = SPLIT[block.kind], re.sub(r"\s*(?:[_＿]{2,}|\{_\})\s*", " … ", block.words).strip(" …")
        return [
            Spec(
                code=self.codes.of(f"q{block.number}_{place}"),
                kind=kind,
                text=Localized(zh_Hans=plain(f"{stem} – {row}" if stem else row)),
                is_required=block.is_required,
                choices=_choices("c", columns) if kind is Kind.MULTIPLE else (),
            )
            for place, row in enumerate(rows, 1)
        ]

    def _tell(self, block: Block, made: list[Spec]) -> None:
        for note in block.notes:
            self.survey.leave(block.where, note)
        if block.limits and not any(spec.least or spec.most for spec in made):
            self.survey.leave(block.where, _l("How many may be chosen is not taken."))

    def _conditions(self, block: Block) -> list[str]:
        """Of which earlier answers it depends, and which of them jump over it."""
        out = []
        for number, places in block.depends:
            spec = self.by_number.get(number)
            if spec is None:
                self.survey.leave(
                    block.where, _l("It depends on question %(number)s, which was not taken.", number=number)
                )
                continue
            out.append(f"{spec.code} in ({_values(places, spec)})")
        here = int(block.number)
        for code, place, target in self.jumps:
            if target != "end" and here < int(target):
                out.append(f'{code} != "c{place}"')
        return out


def _is_other(option: Option) -> bool:
    return _OTHER.match(option.text) is not None or (option.has_blank and option.text[:2] in ("其他", "其它"))


def _values(places: Iterable[int], spec: Spec | None = None) -> str:
    """The answers at these places of a list, from 1, as a condition names them."""
    found = list(places)
    if spec is not None and spec.kind is Kind.YES_NO:
        return ", ".join('"y"' if place == 1 else '"n"' for place in found)
    if spec is not None and spec.scale is not None:
        return ", ".join(str(spec.scale.low + place - 1) for place in found)
    return ", ".join(f'"c{place}"' for place in found)


def _choices(letter: str, texts: Iterable[str]) -> tuple[Choice, ...]:
    found, _renamed = choices(
        (f"{letter}{place}", Localized(zh_Hans=plain(text))) for place, text in enumerate(texts, 1)
    )
    return found


__all__ = ["is_wjx", "read"]
