"""What a survey needs before anybody is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from improve.core.errors import Refused
from improve.core.localized import Localized
from improve.core.messages import LazyText, _l, _ln
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec

Text: TypeAlias = tuple[str, str, Localized]
"""A text with the code of its question ("" for the survey itself) and its field."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that is not there in a language: the question's code ("" for the survey itself) and the field."""

    language: str
    code: str
    field: str


def texts(
    title: Localized, others: Sequence[tuple[str, Localized | None]], specs: Sequence[Spec]
) -> Iterator[Text]:
    """Every text that must be there in each language."""
    yield "", "title", title
    for field, text in others:
        if text:
            yield "", field, text
    for spec in specs:
        for field, text in spec.texts():
            yield spec.code, field, text


def missing(found: Sequence[Text], languages: Sequence[str]) -> list[Missing]:
    """What is not translated into one of the survey's languages."""
    return [
        Missing(language, code, field)
        for language in languages
        for code, field, text in found
        if language not in text
    ]


def completeness(found: Sequence[Text], language: str) -> tuple[int, int]:
    """How many of all texts there are in a language."""
    return sum(1 for _code, _field, text in found if language in text), len(found)


def problems(
    specs: Sequence[Spec], missing_texts: Sequence[Missing], closes_on: date | None, today: date
) -> list[LazyText]:
    """Everything that keeps a survey from being published, as sentences; none when it is ready."""
    out: list[LazyText] = []
    if not specs:
        out.append(_l("There is no question yet."))
    out += [
        _l("The question “%(code)s” needs at least two answers to choose from.", code=spec.code)
        for spec in specs
        if spec.kind is Kind.CHOICE and len(spec.choices) < 2
    ]
    if missing_texts:
        out.append(
            _ln(
                "%(n)s text is missing in a language.",
                "%(n)s texts are missing in a language.",
                len(missing_texts),
            )
        )
    if closes_on is not None and closes_on < today:
        out.append(_l("The closing day %(day)s has passed.", day=closes_on))
    return out


def check_publishable(found: Sequence[LazyText]) -> None:
    """Refuse with everything that is missing."""
    if found:
        raise Refused(found[0])
