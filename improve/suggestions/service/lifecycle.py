"""The steps of an idea. Each writes the history and is published; `rules.LIFECYCLE` says what may follow what."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.suggestions import rules
from improve.suggestions.calendar import company_day
from improve.suggestions.events import (
    PilotBegun,
    PilotEnded,
    ReviewBegun,
    ReviewEnded,
    SuggestionDecided,
    SuggestionFinished,
    SuggestionReopened,
    SuggestionWithdrawn,
)
from improve.suggestions.models import StatusChange, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import is_author
from improve.suggestions.values import Answer, Outcome, Status


def withdraw(suggestion: Suggestion, *, by: Actor, reason: str = "") -> None:
    """Take one's own idea back, until it is decided."""
    authorize(by, Permission.WITHDRAW, suggestion)
    _move(suggestion, Status.WITHDRAWN, reason, by)
    publish(SuggestionWithdrawn(actor_id=by.actor_id, subject_id=suggestion.id))


def answer(suggestion: Suggestion, data: Answer, *, by: Actor) -> None:
    """Answer a new idea at once, without a committee: a handler of its unit, never its author."""
    authorize(by, Permission.ANSWER, suggestion)
    rules.check_answer(suggestion.state, is_own=is_author(suggestion, by.actor_id))
    decide(suggestion, Outcome(data.outcome), data.reason, by=by)


def begin_review(suggestion: Suggestion, *, by: Actor) -> None:
    """A committee takes it up."""
    _move(suggestion, Status.IN_REVIEW, "", by)
    publish(ReviewBegun(actor_id=by.actor_id, subject_id=suggestion.id))


def end_review(suggestion: Suggestion, *, by: Actor, reason: str = "") -> None:
    """It leaves the review without a decision and waits again."""
    if suggestion.state is not Status.IN_REVIEW:
        rules.check_step(suggestion.state, Status.RECEIVED)
    _move(suggestion, Status.RECEIVED, reason, by)
    publish(ReviewEnded(actor_id=by.actor_id, subject_id=suggestion.id))


def decide(suggestion: Suggestion, outcome: Outcome, reason: str, *, by: Actor) -> None:
    """Accept or decline it. The reason is addressed to the author and owed."""
    if not reason.strip():
        raise Invalid.field("reason", _l("A decision owes the author a reason. Please write it."))
    _move(suggestion, Status(outcome), reason, by)
    suggestion.decided_at = suggestion.changed_at
    if suggestion.answered_on is None:
        suggestion.answered_on = company_day(suggestion.changed_at)
    publish(SuggestionDecided(actor_id=by.actor_id, subject_id=suggestion.id, outcome=str(outcome)))


def begin_pilot(suggestion: Suggestion, *, by: Actor, reason: str = "") -> None:
    """It is being tried."""
    _move(suggestion, Status.IN_PILOT, reason, by)
    publish(PilotBegun(actor_id=by.actor_id, subject_id=suggestion.id))


def end_pilot(suggestion: Suggestion, *, by: Actor, reason: str = "") -> None:
    """The trial stops without a result; the idea stays accepted."""
    _move(suggestion, Status.ACCEPTED, reason, by)
    publish(PilotEnded(actor_id=by.actor_id, subject_id=suggestion.id))


def finish(suggestion: Suggestion, outcome: Status = Status.DONE, reason: str = "", *, by: Actor) -> None:
    """Put into practice (done), or given up after its trial (declined, with the reason)."""
    if outcome not in (Status.DONE, Status.DECLINED):
        raise ValueError(f"an idea does not finish as {outcome}")
    if outcome is Status.DECLINED and not reason.strip():
        raise Invalid.field("reason", _l("A decision owes the author a reason. Please write it."))
    _move(suggestion, outcome, reason, by)
    publish(SuggestionFinished(actor_id=by.actor_id, subject_id=suggestion.id, outcome=str(outcome)))


def reopen(suggestion: Suggestion, reason: str = "", *, by: Actor) -> None:
    """Open a closed idea again: done -> in pilot, declined -> in review, withdrawn -> received."""
    after = rules.reopened(suggestion.state)
    _move(suggestion, after, reason, by)
    if after in rules.UNANSWERED:
        suggestion.decided_at = None
    publish(SuggestionReopened(actor_id=by.actor_id, subject_id=suggestion.id, status=str(after)))


def _move(suggestion: Suggestion, after: Status, reason: str, by: Actor) -> None:
    """Take the step under a lock, so that two at once cannot both find the same status."""
    db.session.refresh(suggestion, ["status"], with_for_update=True)
    before = suggestion.state
    rules.check_step(before, after)
    now = clock.now()
    suggestion.status = after
    suggestion.changed_at = now
    db.session.add(
        StatusChange(
            suggestion_id=suggestion.id,
            from_status=before,
            to_status=after,
            reason=reason.strip(),
            by_id=by.actor_id,
            at=now,
        )
    )
