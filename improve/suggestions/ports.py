"""What others add to an idea: where it stands once it is a project, and what is shown beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from flask import current_app
from markupsafe import Markup

from improve.core import clock
from improve.core.messages import LazyText, _l
from improve.core.panels import NextStep
from improve.core.policy import Actor
from improve.core.text import excerpt
from improve.suggestions.hearing.audience import line
from improve.suggestions.hearing.kinds import Step
from improve.suggestions.merging.queries import targets_of
from improve.suggestions.models import StatusChange, Suggestion
from improve.suggestions.outcomes.queries import MEASURED
from improve.suggestions.queries import Row, reasons_of
from improve.suggestions.routing.models import Assignment
from improve.suggestions.routing.values import Kind
from improve.suggestions.rules import UNANSWERED
from improve.suggestions.values import FINISHED, UNLISTED, Status
from improve.web.features import contributed

__all__ = [
    "CLAIM_ANSWER",
    "CLAIM_PANEL",
    "HELD",
    "MEASURED",
    "NEXT",
    "PANEL",
    "ClaimAnswer",
    "Mark",
    "Step",
    "held_among",
    "line",
    "line_of",
    "own_step",
    "panels_of",
    "steps_of",
]

# suggestion.next: callable(suggestion_ids) -> {id: NextStep}; suggestion.panel: callable(actor, suggestion).
NEXT = "suggestion.next"
PANEL = "suggestion.panel"
# claim.panel: callable(suggestion) -> Markup or None, for whoever has the code: nobody is signed in there.
CLAIM_PANEL = "claim.panel"
# claim.answer: a ClaimAnswer, where another feature asks the author of an idea something of its own.
CLAIM_ANSWER = "claim.answer"
# suggestion.held: callable(suggestion_ids) -> set: those on which another feature works, so that they end there.
HELD = "suggestion.held"
REASON_SHOWN = 60
# Made once, so that what shows them can be told by identity.
ANSWER, SEEN_AGAIN = _l("answer"), _l("looked at again")
AWAITED = _l("waits for the author’s answer")

SHAPES: dict[Status, NextStep] = {
    Status.RECEIVED: NextStep("st-off", "circle", Status.RECEIVED.word, step=1),
    Status.IN_TRIAGE: NextStep("st-wait", "circle-half", Status.IN_TRIAGE.word, step=1),
    Status.NEEDS_INFORMATION: NextStep("st-wait", "question-circle", Status.NEEDS_INFORMATION.word, step=1),
    Status.LOCAL: NextStep("st-wait", "circle-half", Status.LOCAL.word, step=2),
    Status.IN_REVIEW: NextStep("st-wait", "circle-half", Status.IN_REVIEW.word, step=2),
    Status.ACCEPTED: NextStep("st-on", "record-circle", Status.ACCEPTED.word, step=3),
    Status.IN_PILOT: NextStep("st-on", "play-circle-fill", Status.IN_PILOT.word, step=3),
    Status.DONE: NextStep("st-done", "check-circle-fill", Status.DONE.word, step=5),
    Status.SUSTAINED: NextStep("st-done", "patch-check-fill", Status.SUSTAINED.word, step=5),
    Status.PARKED: NextStep("st-off", "pause-circle", Status.PARKED.word, step=1),
    Status.DECLINED: NextStep("st-off", "slash-circle", Status.DECLINED.word, step=2, ended=True),
    Status.WITHDRAWN: NextStep("st-off", "x-circle", Status.WITHDRAWN.word, step=1, ended=True),
    Status.MERGED: NextStep("st-off", "sign-merge-right", Status.MERGED.word, step=1, ended=True),
}


def steps_of(suggestions: Sequence[Suggestion] | Sequence[Row]) -> dict[int, NextStep]:
    """Where each idea stands and what comes next: told by whoever is furthest along with it."""
    reasons = reasons_of(s.id for s in suggestions if s.status == Status.DECLINED)
    merged = [s.id for s in suggestions if s.status == Status.MERGED]
    targets = targets_of(merged) if merged else {}
    steps = {s.id: own_step(s, reasons.get(s.id, ""), targets.get(s.id)) for s in suggestions}
    fills: Iterable[Callable[[Sequence[int]], Mapping[int, NextStep]]] = contributed(current_app, NEXT)
    for fill in fills:
        steps.update(fill(list(steps)))
    return steps


def own_step(suggestion: Suggestion | Row, reason: str = "", target: int | None = None) -> NextStep:
    """What the idea's own status tells; `target`: the number of the idea that it is part of."""
    step = SHAPES[suggestion.state]
    if target is not None:
        return replace(step, line=_l("part of #%(number)s", number=target))
    if suggestion.state is Status.NEEDS_INFORMATION:
        return replace(step, line=AWAITED)
    if suggestion.state is Status.PARKED:
        return replace(step, when=suggestion.parked_until, what=SEEN_AGAIN)
    if suggestion.state in UNANSWERED and suggestion.promised_on is not None:
        return replace(step, when=suggestion.promised_on, what=ANSWER)
    if reason:
        return replace(step, line=_l("Reason: %(reason)s", reason=excerpt(reason, REASON_SHOWN)))
    return step


def held_among(suggestion_ids: Sequence[int]) -> set[int]:
    """Those of these ideas on which another feature works, such as a committee in a round or a project."""
    if not suggestion_ids:
        return set()
    fills: Iterable[Callable[[Sequence[int]], set[int]]] = contributed(current_app, HELD)
    return set().union(*(fill(suggestion_ids) for fill in fills))


def panels_of(actor: Actor, suggestion: Suggestion) -> list[Markup]:
    """What other features show on an idea's page."""
    fills: Iterable[Callable[[Actor, Suggestion], Markup | None]] = contributed(current_app, PANEL)
    shown = (fill(actor, suggestion) for fill in fills)
    return [panel for panel in shown if panel]


@dataclass(frozen=True)
class Mark:
    """One step on the line of progress and promises. `place` is past, now or next; `before`: who had it in between."""

    place: str
    icon: str
    word: LazyText | str
    when: datetime | None = None
    by: str = ""
    promised: NextStep | None = None
    note: str = ""
    before: tuple[str, ...] = ()


def line_of(
    history: Sequence[StatusChange],
    step: NextStep,
    suggestion: Suggestion,
    assignments: Sequence[Assignment] = (),
) -> list[Mark]:
    """Past steps filled, the present one as a ring, what is promised dotted; between them who became responsible."""
    marks = [
        Mark("past", "check-circle-fill", Status(change.to_status).word, change.at, _who(change))
        for change in history
    ]
    told_by_others = str(step.word) != str(SHAPES[suggestion.state].word)
    if told_by_others:
        marks.append(Mark("now", "record-circle", step.word))
    elif marks and suggestion.state not in (*FINISHED, Status.DECLINED, *UNLISTED):
        marks[-1] = replace(marks[-1], place="now", icon="record-circle")
    elif marks and suggestion.state not in FINISHED:
        marks[-1] = replace(marks[-1], icon=step.icon)
    marks = _with_people(marks, assignments)
    if step.when is not None and not step.ended:
        marks.append(Mark("next", "circle", step.what, promised=step))
    return marks


# Who became responsible, where the step itself does not say it.
TOLD_KINDS = {
    Kind.HAND: ("person", _l("%(name)s takes care of it")),
    Kind.BREACH: ("exclamation-diamond-fill", _l("The promised day passed; %(name)s takes care of it")),
    Kind.RAISED: ("arrow-up-circle", _l("%(name)s was asked to decide")),
}


def _with_people(marks: list[Mark], assignments: Sequence[Assignment]) -> list[Mark]:
    """The same with who became responsible, at their instants; a promise passed up several levels is one line."""
    found: list[tuple[Mark, Assignment | None]] = [(mark, None) for mark in marks]
    found += [(_person(one), one) for one in assignments if one.kind in TOLD_KINDS]
    found.sort(key=lambda pair: pair[0].when or clock.now())
    runs = groupby(found, key=lambda pair: pair[1] is not None and pair[1].kind == Kind.BREACH)
    return [
        mark for passed_up, run in runs for mark in (_passed_up(run) if passed_up else (m for m, _ in run))
    ]


def _person(one: Assignment) -> Mark:
    symbol, words = TOLD_KINDS[Kind(one.kind)]
    return Mark("past", symbol, words % {"name": one.person.name}, one.at, note=one.reason)


def _passed_up(run: Iterable[tuple[Mark, Assignment | None]]) -> Iterator[Mark]:
    *earlier, (last, _assignment) = run
    yield replace(last, before=tuple(one.person.name for _mark, one in earlier if one is not None))


def _who(change: StatusChange) -> str:
    return change.by.name if change.by is not None and change.from_status is not None else ""


@dataclass(frozen=True)
class ClaimAnswer:
    """Another feature asks the author, and takes an answer out of the box of unnamed authors.

    `asks`: the label of the answer while one is wanted; `check`: raises `Invalid` for a text that cannot be one;
    `take`: takes it, with the company's day on which it was put in, or raises why not.
    """

    asks: Callable[[Suggestion], LazyText | None]
    check: Callable[[str], None]
    take: Callable[[Suggestion, str, date], None]


# suggestions.field_type: a FieldType, a kind of extra field that a higher feature brings (a process step).
FIELD_TYPE = "suggestions.field_type"


@dataclass(frozen=True)
class FieldType:
    """A kind of extra field whose answers are things of another feature, named by a code that stays.

    `options`: what somebody may choose, as (code, words); `shown`: the words of a code, also of one that can no
    longer be chosen; `href`: the thing's page, if it has one.
    """

    code: str
    label: LazyText
    options: Callable[[Actor], Iterable[tuple[str, str]]]
    shown: Callable[[str], LazyText | str]
    href: Callable[[str], str | None] = lambda _code: None
