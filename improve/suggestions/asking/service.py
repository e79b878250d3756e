"""Asking the author, and the author's answers."""

from __future__ import annotations

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.suggestions import rules
from improve.suggestions.asking.models import AuthorQuestion
from improve.suggestions.asking.queries import open_question
from improve.suggestions.events import AuthorReplied, QuestionAnswered, QuestionAsked, QuestionTakenBack
from improve.suggestions.models import StatusChange, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries.people import is_author
from improve.suggestions.service.moving import lock, move, promise_anew
from improve.suggestions.values import Status


def ask(suggestion: Suggestion, question: str, *, by: Actor) -> None:
    """Ask the author; until the answer the clock of the promise stands still."""
    authorize(by, Permission.ANSWER, suggestion)
    rules.check_triage(suggestion.state, is_own=is_author(suggestion, by.actor_id))
    if not question.strip():
        raise Invalid.field("text", _l("Please write your question."))
    move(suggestion, Status.NEEDS_INFORMATION, "", by)
    db.session.add(
        AuthorQuestion(
            suggestion_id=suggestion.id,
            body=question.strip(),
            asked_by_id=by.person_id,
            asked_at=suggestion.changed_at,
        )
    )
    publish(QuestionAsked(actor_id=by.actor_id, subject_id=suggestion.id))


def answer_question(suggestion: Suggestion, text: str, *, by: Actor) -> None:
    """The author answers; the idea goes on where it was, and the clock with it."""
    authorize(by, Permission.REPLY, suggestion)
    if not text.strip():
        raise Invalid.field("text", _l("Please write your answer."))
    question = _locked_question(suggestion)
    _close(suggestion, question, by)
    question.answer = text.strip()
    question.answered_by_id = by.actor_id
    publish(QuestionAnswered(actor_id=by.actor_id, subject_id=suggestion.id))


def take_question_back(suggestion: Suggestion, *, by: Actor) -> None:
    """The handler needs no answer any more."""
    authorize(by, Permission.ANSWER, suggestion)
    _close(suggestion, _locked_question(suggestion), by)
    publish(QuestionTakenBack(actor_id=by.actor_id, subject_id=suggestion.id))


def reply(suggestion: Suggestion, text: str, *, by: Actor) -> None:
    """The author of a declined idea answers once: it is triaged again, and an answer is promised anew."""
    authorize(by, Permission.REPLY, suggestion)
    if not text.strip():
        raise Invalid.field("text", _l("Please write your answer."))
    lock(suggestion)
    rules.check_reply(suggestion.state, suggestion.replied_at)
    move(suggestion, Status.IN_TRIAGE, text, by)
    suggestion.replied_at = clock.now()
    suggestion.decided_at = None
    promise_anew(suggestion)
    publish(AuthorReplied(actor_id=by.actor_id, subject_id=suggestion.id))


def close_open_question(suggestion: Suggestion) -> None:
    """What was asked no longer matters: the idea was withdrawn, declined or parked meanwhile."""
    question = open_question(suggestion.id)
    if question is not None:
        question.closed_at = clock.now()


def _locked_question(suggestion: Suggestion) -> AuthorQuestion:
    lock(suggestion)
    question = open_question(suggestion.id)
    if question is None or suggestion.state is not Status.NEEDS_INFORMATION:
        raise Refused(_l("No question is open here; it was answered or taken back in the meantime."))
    return question


def _close(suggestion: Suggestion, question: AuthorQuestion, by: Actor) -> None:
    move(suggestion, _asked_from(suggestion), "", by)
    question.closed_at = suggestion.changed_at


def _asked_from(suggestion: Suggestion) -> Status:
    """Back to the local lead who asked; everything else is triaged."""
    before = db.session.scalar(
        select(StatusChange.from_status)
        .where(
            StatusChange.suggestion_id == suggestion.id, StatusChange.to_status == Status.NEEDS_INFORMATION
        )
        .order_by(StatusChange.id.desc())
        .limit(1)
    )
    return Status.LOCAL if before == Status.LOCAL else Status.IN_TRIAGE
