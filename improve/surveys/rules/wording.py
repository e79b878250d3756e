"""Questions as they are written: codes that keep their meaning, answers offered line by line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from improve.core.errors import Invalid
from improve.core.localized import Localized
from improve.core.messages import _l
from improve.surveys.values.kinds import Group, Kind
from improve.surveys.values.questions import NOTHING, Choice, Spec
from improve.surveys.values.settings import ChoiceTexts, OpenTexts, ScoreTexts

Texts = ScoreTexts | ChoiceTexts | OpenTexts
_STEMS = {Kind.SHORT_TEXT: "text", Kind.LONG_TEXT: "comment"}


def free_code(kind: Kind, taken: Collection[str]) -> str:
    """A code for a new question that no wording of the survey has used, so that old answers keep theirs."""
    stem = _STEMS.get(kind, str(kind))
    return next(
        code for n in range(1, len(taken) + 2) if (code := stem if n == 1 else f"{stem}_{n}") not in taken
    )


def choices_of(lines: Localized, before: Sequence[Choice]) -> tuple[Choice, ...]:
    """The answers offered, one a line in each language. A line that was there before keeps its code.

    `before` are the answers of all wordings so far. Raises `Invalid` when the languages have different numbers
    of lines.
    """
    split = {language: text.split("\n") for language, text in lines.items()}
    amounts = {len(found) for found in split.values()}
    if len(amounts) > 1:
        raise Invalid.field("choices", _l("Please write the same number of answers in each language."))
    texts = [
        Localized({language: found[place] for language, found in split.items()})
        for place in range(max(amounts, default=0))
    ]
    known: dict[str, str] = {}
    for choice in before:
        for line in choice.text.values():
            known.setdefault(line, choice.code)
    used = {choice.code for choice in before}
    given: list[Choice] = []
    for text in texts:
        kept = next((known[t] for t in text.values() if t in known), None)
        if kept is None or kept in {choice.code for choice in given}:
            kept = next(code for n in range(1, 1_000) if (code := f"c{n}") not in used)
        used.add(kept)
        given.append(Choice(kept, text))
    return tuple(given)


def lines_of(choices: Sequence[Choice]) -> Localized:
    """The answers offered as they are edited: the reverse of `choices_of`."""
    languages = {language for choice in choices for language in choice.text}
    return Localized(
        {
            language: "\n".join(choice.text.get(language, "") for choice in choices)
            for language in sorted(languages)
        }
    )


def rewritten(spec: Spec, texts: Texts, before: Sequence[Choice]) -> Spec:
    """The question with what was filled in; its code and kind stay."""
    common = replace(spec, text=texts.text, hint=texts.hint or NOTHING, is_required=texts.is_required)
    if isinstance(texts, ScoreTexts):
        return replace(
            common,
            low_label=texts.low_label,
            high_label=texts.high_label,
            offers_not_sure=texts.offers_not_sure,
        )
    if isinstance(texts, ChoiceTexts):
        return replace(common, choices=choices_of(texts.choices, before))
    wording = {
        Group.HIGH: texts.wording_high,
        Group.MIDDLE: texts.wording_middle,
        Group.LOW: texts.wording_low,
    }
    return replace(common, wording={group: text for group, text in wording.items() if text})


def texts_of(spec: Spec) -> Texts:
    """What the form shows of a question: the reverse of `rewritten`."""
    hint = spec.hint or None
    if spec.scale is not None:
        return ScoreTexts(
            spec.text, spec.low_label, spec.high_label, hint, spec.is_required, spec.offers_not_sure
        )
    if spec.kind is Kind.CHOICE:
        return ChoiceTexts(spec.text, lines_of(spec.choices), hint, spec.is_required)
    return OpenTexts(
        spec.text,
        hint,
        spec.is_required,
        *(spec.wording.get(group) for group in (Group.HIGH, Group.MIDDLE, Group.LOW)),
    )
