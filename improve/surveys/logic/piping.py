"""Earlier answers and the contact's data within texts: `{{answer.visit}}`, `{{contact.name|dear customer}}`.

What is put in is plain text: it is not looked through again, and the page escapes it like any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from improve.core.localized import Localized
from improve.surveys.logic.judging import Answers
from improve.surveys.values.kinds import NO, NOT_SURE, OTHER, PART, YES, Kind, part
from improve.surveys.values.questions import Spec

_MARK = re.compile(r"\{\{\s*(answer|contact)\.([^\W\d][\w.]{0,60})\s*(?:\|([^{}]{0,200}))?\}\}")
LONGEST_PIPED = 300
WORDS = {YES: Localized(en="yes", zh_Hans="是"), NO: Localized(en="no", zh_Hans="否")}


def piped(
    text: str,
    language: str,
    specs: Mapping[str, Spec],
    answers: Answers,
    contact: Mapping[str, str] | None = None,
) -> str:
    """The text with its marks filled in; what is not known becomes the text after the bar, or nothing."""

    def fill(match: re.Match[str]) -> str:
        source, name, instead = match.groups()
        if source == "contact":
            found = (contact or {}).get(name, "")
        else:
            found = shown(name, language, specs, answers)
        return found[:LONGEST_PIPED] or (instead or "").strip()

    return _MARK.sub(fill, text) if "{{" in text else text


def named(text: object) -> str:
    """The text for those who ask: with the code where an answer will stand, "Why [pick]?"."""
    return _MARK.sub(lambda match: f"[{match.group(2)}]", str(text))


def shown(name: str, language: str, specs: Mapping[str, Spec], answers: Answers) -> str:
    """An answer as people read it: the words of a choice, not its code."""
    spec = specs.get(name.partition(PART)[0])
    if spec is None:
        return ""
    if spec.kind in (Kind.MULTIPLE, Kind.RANKING) and name == spec.code:
        return _several(spec, language, answers)
    if spec.kind is Kind.FILE:
        return ""
    value = answers.get(name, "")
    if value == OTHER and spec.offers_other:
        return answers.get(part(spec.code, OTHER), "")
    if value == NOT_SURE and spec.scale is not None:
        return ""
    if spec.kind in (Kind.YES_NO, Kind.CONSENT) and value:
        return WORDS.get(value, WORDS[YES]).text(language)
    choice = spec.choice(value)
    return choice.text.text(language) if choice is not None else value


def _several(spec: Spec, language: str, answers: Answers) -> str:
    chosen = [choice for choice in spec.choices if answers.get(part(spec.code, choice.code))]
    if spec.kind is Kind.RANKING:
        chosen.sort(key=lambda choice: int(answers[part(spec.code, choice.code)]))
    words = [choice.text.text(language) for choice in chosen]
    other = answers.get(part(spec.code, OTHER), "") if spec.offers_other else ""
    return ("、" if language.startswith("zh") else ", ").join([*words, *([other] if other else [])])


def codes(texts: Sequence[Localized]) -> set[str]:
    """The questions whose answers stand in these texts."""
    return {
        match.group(2).partition(PART)[0]
        for text in texts
        for words in text.values()
        for match in _MARK.finditer(words)
        if match.group(1) == "answer"
    }
