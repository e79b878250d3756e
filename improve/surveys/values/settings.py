"""What people fill in about a survey and its questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import _l
from improve.core.values import Constraint, Day, FieldError, Line, OneOf, Prose, Translated, Truth, Whole
from improve.surveys.values.kinds import Kind
from improve.surveys.values.starters import STARTERS

QUESTION_LENGTH = 300
MOST_QUESTIONS = 12
MOST_CHOICES = 20
# In which languages it can be answered: one of ours, or all of them.
ALL_LANGUAGES = "all"
LANGUAGE_CHOICES = (ALL_LANGUAGES, *LANGUAGES)


def languages_of(choice: str) -> list[str]:
    """The languages behind a choice of `LANGUAGE_CHOICES`."""
    return list(LANGUAGES) if choice == ALL_LANGUAGES else [choice]


def language_choice(languages: list[str]) -> str:
    """The choice that stands for these languages."""
    return languages[0] if len(languages) == 1 else ALL_LANGUAGES


@dataclass(frozen=True)
class NewSurvey:
    """A survey to begin."""

    starter: Annotated[str, OneOf(tuple(STARTERS))]
    title: Annotated[Localized, Translated(Line(120))]
    languages: Annotated[str, OneOf(LANGUAGE_CHOICES)] = ALL_LANGUAGES
    unit_id: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class Running:
    """What may change while a survey is open."""

    opens_on: Annotated[date | None, Day()] = None
    closes_on: Annotated[date | None, Day()] = None
    is_shared: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class Draft:
    """What may change before it is published."""

    title: Annotated[Localized, Translated(Line(120))]
    languages: Annotated[str, OneOf(LANGUAGE_CHOICES)] = ALL_LANGUAGES
    intro: Annotated[Localized | None, Translated(Prose(600))] = None
    privacy: Annotated[Localized | None, Translated(Prose(600))] = None
    thanks: Annotated[Localized | None, Translated(Prose(600))] = None
    unit_id: Annotated[int | None, Whole(1)] = None
    opens_on: Annotated[date | None, Day()] = None
    closes_on: Annotated[date | None, Day()] = None
    is_shared: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class NewQuestion:
    """A question to add."""

    kind: Annotated[str, OneOf(tuple(Kind))]
    text: Annotated[Localized, Translated(Line(QUESTION_LENGTH))]


@dataclass(frozen=True)
class ScoreTexts:
    """A question on a scale."""

    text: Annotated[Localized, Translated(Line(QUESTION_LENGTH))]
    low_label: Annotated[Localized, Translated(Line(60))]
    high_label: Annotated[Localized, Translated(Line(60))]
    hint: Annotated[Localized | None, Translated(Line(QUESTION_LENGTH))] = None
    is_required: Annotated[bool, Truth()] = False
    offers_not_sure: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class ChoiceLines(Constraint):
    """The answers of a choice in one language, one a line."""

    def check(self, raw: Any) -> str:
        lines = [line for line in Prose(4_000).check(raw).split("\n") if line]
        if not 2 <= len(lines) <= MOST_CHOICES:
            raise FieldError(_l("Please write 2 to %(most)s answers, one a line.", most=MOST_CHOICES))
        if len(set(lines)) < len(lines):
            raise FieldError(_l("Two of the answers are the same."))
        return "\n".join(Line(120).check(line) for line in lines)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 4_000}


@dataclass(frozen=True)
class ChoiceTexts:
    """A question with a list of answers."""

    text: Annotated[Localized, Translated(Line(QUESTION_LENGTH))]
    choices: Annotated[Localized, Translated(ChoiceLines())]
    hint: Annotated[Localized | None, Translated(Line(QUESTION_LENGTH))] = None
    is_required: Annotated[bool, Truth()] = False


@dataclass(frozen=True)
class OpenTexts:
    """A question answered in words; the three wordings ask differently by the score given before."""

    text: Annotated[Localized, Translated(Line(QUESTION_LENGTH))]
    hint: Annotated[Localized | None, Translated(Line(QUESTION_LENGTH))] = None
    is_required: Annotated[bool, Truth()] = False
    wording_high: Annotated[Localized | None, Translated(Line(QUESTION_LENGTH))] = None
    wording_middle: Annotated[Localized | None, Translated(Line(QUESTION_LENGTH))] = None
    wording_low: Annotated[Localized | None, Translated(Line(QUESTION_LENGTH))] = None
