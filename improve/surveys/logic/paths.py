"""The way through a survey: which questions stand on which page, and which of them this person is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from improve.surveys.logic import judging, piping
from improve.surveys.logic.judging import Answers, is_met
from improve.surveys.values.questions import Spec


def depends_on(spec: Spec) -> set[str]:
    """The earlier questions whose answers decide whether and how it is asked."""
    found = judging.codes(spec.show_if) | piping.codes([text for _field, text in spec.texts()])
    return found | ({spec.about} if spec.about and spec.wording else set())


def laid_out(specs: Sequence[Spec]) -> tuple[Spec, ...]:
    """The questions with their pages. A page begins where its author wants it, and wherever a question depends
    on an answer that would stand on the same page: without a script it can be asked only afterwards.

    Where the author began no page, a leading score stands alone, so that what follows can be worded by it.
    """
    own_pages = any(spec.begins_page for spec in specs)
    page, here = 1, set[str]()
    out: list[Spec] = []
    for place, spec in enumerate(specs):
        after_score = place == 1 and specs[0].is_score and not own_pages
        if here and spec.is_asked and (spec.begins_page or after_score or depends_on(spec) & here):
            page, here = page + 1, set()
        if spec.is_asked:
            here.add(spec.code)
        out.append(replace(spec, page=page))
    return tuple(out)


def asked(specs: Sequence[Spec], answers: Answers) -> tuple[Spec, ...]:
    """The questions that somebody with these answers is asked, in order.

    What was answered to a question that is not asked counts for nothing; after a page on which an `end_if`
    holds, nothing more is asked.
    """
    known: dict[str, Spec] = {}
    counted: dict[str, str] = {}
    out: list[Spec] = []
    ends_after: int | None = None
    for spec in specs:
        if ends_after is not None and spec.page > ends_after and spec.is_asked:
            continue
        known[spec.code] = spec
        if spec.show_if and not is_met(spec.show_if, known, counted):
            continue
        out.append(spec)
        counted |= {name: answers[name] for name in spec.names() if answers.get(name)}
        if spec.end_if and is_met(spec.end_if, known, counted):
            ends_after = spec.page
    return tuple(out)


def pages(asked_specs: Sequence[Spec]) -> list[int]:
    """The pages that have something on them."""
    return sorted({spec.page for spec in asked_specs if spec.is_asked})


def relevant(asked_specs: Sequence[Spec], answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to questions that were asked."""
    names = {name for spec in asked_specs for name in spec.names()}
    return {name: value for name, value in answers.items() if name in names}
