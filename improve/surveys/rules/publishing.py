"""What a survey needs before anybody is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from improve.core.errors import Refused
from improve.core.localized import Localized
from improve.core.messages import LazyText, _l, _ln
from improve.surveys.logic import piping
from improve.surveys.logic.expressions import LogicError
from improve.surveys.logic.judging import checked
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec, is_list

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
        if is_list(spec.kind) and len(spec.choices) < 2
    ]
    out += [
        _l("The matrix “%(code)s” needs lines to be answered.", code=spec.code)
        for spec in specs
        if spec.kind is Kind.MATRIX and not spec.rows
    ]
    if specs and not any(spec.is_asked and spec.names() for spec in specs):
        out.append(_l("Nothing on the pages can be answered."))
    out += [problem for place in range(len(specs)) for problem in _condition_problems(specs, place)]
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


def _condition_problems(specs: Sequence[Spec], place: int) -> Iterator[LazyText]:
    """What is wrong with the conditions of a question, and answers in its texts that are not known by then."""
    spec = specs[place]
    if spec.unread:
        yield _l("The condition of “%(code)s” came from another product and needs review.", code=spec.code)
    for expression, earlier in ((spec.show_if, specs[:place]), (spec.end_if, specs[: place + 1])):
        if expression:
            try:
                checked(expression, earlier)
            except LogicError as error:
                yield _l("“%(code)s”: %(problem)s", code=spec.code, problem=error.message)
    known = {one.code for one in specs[:place]}
    for code in sorted(piping.codes([text for _field, text in spec.texts()]) - known):
        yield _l(
            "“%(code)s” shows the answer to “%(other)s”, which is no earlier question.",
            code=spec.code,
            other=code,
        )


def check_publishable(found: Sequence[LazyText]) -> None:
    """Refuse with everything that is missing."""
    if found:
        raise Refused(found[0])
