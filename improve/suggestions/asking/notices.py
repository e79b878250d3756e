"""What people hear of questions and answers. The author stays unnamed: some do not want to be known."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from improve.core.db import db
from improve.core.messages import _l
from improve.core.notices import Notice
from improve.suggestions import events
from improve.suggestions.asking.queries import questions_of
from improve.suggestions.hearing.audience import line
from improve.suggestions.hearing.kinds import Step
from improve.suggestions.models import Suggestion
from improve.suggestions.notices import reason_of, title_of
from improve.suggestions.routing.kinds import ANSWERED
from improve.suggestions.routing.notices import to_handlers


def asked(event: events.QuestionAsked) -> Iterable[Notice]:
    """Somebody has a question about my idea."""
    question = questions_of(event.subject_id)[-1]
    text = _l("%(name)s has a question about “%(title)s”", name=question.asked_by.name, title=title_of(event))
    yield line(event.subject_id, Step.QUESTION, text, detail=question.body)


def answered(event: events.QuestionAnswered) -> Iterable[Notice]:
    """The author answered, for who asked and who is responsible."""
    question = questions_of(event.subject_id)[-1]
    text = _l("Your question about “%(title)s” is answered", title=title_of(event))
    people = {_responsible(event), question.asked_by_id}
    return to_handlers(event.subject_id, ANSWERED, people, text, question.answer)


def taken_back(event: events.QuestionTakenBack) -> Iterable[Notice]:
    """It needs no answer any more."""
    text = _l("The question about “%(title)s” needs no answer any more", title=title_of(event))
    yield line(event.subject_id, Step.PHASE, text)


def replied(event: events.AuthorReplied) -> Iterable[Notice]:
    """The author of a declined idea objects, for who is responsible."""
    text = _l("The author answers to the decline of “%(title)s”", title=title_of(event))
    return to_handlers(event.subject_id, ANSWERED, {_responsible(event)}, text, reason_of(event))


def _responsible(event: events.AboutSuggestion) -> int | None:
    return db.session.get_one(Suggestion, event.subject_id).assignee_id


TELLS: tuple[tuple[type[events.AboutSuggestion], Callable[..., Iterable[Notice]]], ...] = (
    (events.QuestionAsked, asked),
    (events.QuestionAnswered, answered),
    (events.QuestionTakenBack, taken_back),
    (events.AuthorReplied, replied),
)
