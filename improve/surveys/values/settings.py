"""What people fill in about a survey and its questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from improve.core.errors import Invalid
from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import _l
from improve.core.values import Day, Line, OneOf, Prose, Translated, Truth, Whole
from improve.surveys.languages import MOST_LANGUAGES, code_of
from improve.surveys.models import Anonymity
from improve.surveys.values.starters import STARTERS

MOST_QUESTIONS = 100
# In which languages it can be answered: one of ours, or all of them.
ALL_LANGUAGES = "all"
LANGUAGE_CHOICES = (ALL_LANGUAGES, *LANGUAGES)


def languages_of(choice: str, more: str = "") -> list[str]:
    """The languages behind a choice of `LANGUAGE_CHOICES` and the tags written beside it ("fr, pt-BR").

    Raises `Invalid` for what is no language.
    """
    found = list(LANGUAGES) if choice == ALL_LANGUAGES else [choice]
    for tag in re.split(r"[\s,;，、；]+", more.strip()):
        code = code_of(tag) if tag else None
        if tag and code is None:
            raise Invalid.field(
                "more_languages",
                _l("“%(tag)s” is no language tag. Examples: fr, de, pt-BR, zh-Hant.", tag=tag[:20]),
            )
        if code is not None and code not in found:
            found.append(code)
    if len(found) > MOST_LANGUAGES:
        raise Invalid.field("more_languages", _l("At most %(most)s entries fit.", most=MOST_LANGUAGES))
    return found


def language_choice(languages: list[str]) -> str:
    """The choice that stands for these languages."""
    ours = [code for code in languages if code in LANGUAGES]
    return ours[0] if len(ours) == 1 else ALL_LANGUAGES


def more_of(languages: list[str]) -> str:
    """The further languages as they are typed."""
    return ", ".join(code for code in languages if code not in LANGUAGES)


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
    thanks_high: Annotated[Localized | None, Translated(Prose(600))] = None
    thanks_middle: Annotated[Localized | None, Translated(Prose(600))] = None
    thanks_low: Annotated[Localized | None, Translated(Prose(600))] = None
    more_languages: Annotated[str, Line(200)] = ""
    unit_id: Annotated[int | None, Whole(1)] = None
    opens_on: Annotated[date | None, Day()] = None
    closes_on: Annotated[date | None, Day()] = None
    is_shared: Annotated[bool, Truth()] = False
    # None: as it is.
    anonymity: Annotated[str | None, OneOf(tuple(Anonymity))] = None
