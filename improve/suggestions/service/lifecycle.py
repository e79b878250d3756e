"""The steps of an idea. Each writes the history and is published; `rules.LIFECYCLE` says what may follow what."""

from __future__ import annotations

from improve.core import clock
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.suggestions import rules
from improve.suggestions.asking.service import close_open_question
from improve.suggestions.calendar import company_day
from improve.suggestions.events import (
    PilotBegun,
    PilotEnded,
    ReviewBegun,
    ReviewEnded,
    SuggestionDecided,
    SuggestionFinished,
    SuggestionLapsed,
    SuggestionReopened,
    SuggestionSustained,
    SuggestionWithdrawn,
)
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.ports import held_among
from improve.suggestions.queries import is_author
from improve.suggestions.service.moving import move
from improve.suggestions.values import Answer, Outcome, Status


def withdraw(suggestion: Suggestion, *, by: Actor, reason: str = "") -> None:
    """Take one's own idea back, until it is decided."""
    authorize(by, Permission.WITHDRAW, suggestion)
    move(suggestion, Status.WITHDRAWN, reason, by)
    close_open_question(suggestion)
    publish(SuggestionWithdrawn(actor_id=by.actor_id, subject_id=suggestion.id))


def answer(suggestion: Suggestion, data: Answer, *, by: Actor) -> None:
    """Answer an idea at once, without a committee: a handler of its unit or who is responsible, never its author."""
    authorize(by, Permission.ANSWER, suggestion)
    rules.check_answer(suggestion.state, is_own=is_author(suggestion, by.actor_id))
    decide(suggestion, Outcome(data.outcome), data.reason, by=by)


def begin_review(suggestion: Suggestion, *, by: Actor) -> None:
    """A committee takes it up."""
    move(suggestion, Status.IN_REVIEW, "", by)
    publish(ReviewBegun(actor_id=by.actor_id, subject_id=suggestion.id))


def end_review(suggestion: Suggestion, *, by: Actor, reason: str = "") -> None:
    """It leaves the review without a decision and waits again."""
    if suggestion.state is not Status.IN_REVIEW:
        rules.check_step(suggestion.state, Status.RECEIVED)
    move(suggestion, Status.RECEIVED, reason, by)
    publish(ReviewEnded(actor_id=by.actor_id, subject_id=suggestion.id))


def decide(suggestion: Suggestion, outcome: Outcome, reason: str, *, by: Actor) -> None:
    """Accept or decline it. The reason is addressed to the author and owed."""
    if not reason.strip():
        raise Invalid.field("reason", _l("A decision owes the author a reason. Please write it."))
    is_local = suggestion.state is Status.LOCAL
    move(suggestion, Status(outcome), reason, by)
    close_open_question(suggestion)
    suggestion.decided_at = suggestion.changed_at
    if suggestion.answered_on is None:
        suggestion.answered_on = company_day(suggestion.changed_at)
    publish(
        SuggestionDecided(
            actor_id=by.actor_id, subject_id=suggestion.id, outcome=str(outcome), is_local=is_local
        )
    )


def practice(suggestion: Suggestion, done: str, *, by: Actor) -> None:
    """Put a small idea into practice without a project, straight from the local lane or once it is accepted.

    `done` says what was done; the author reads it. From the local lane it is the answer as well.
    """
    authorize(by, Permission.ANSWER, suggestion)
    rules.check_practice(suggestion.state, is_own=is_author(suggestion, by.actor_id))
    if held_among([suggestion.id]):
        raise Refused(_l("A project works on this idea; its result is decided there."))
    if not done.strip():
        raise Invalid.field("text", _l("Please write what was done. The author and all followers read it."))
    now = clock.now()
    if suggestion.decided_at is None:
        suggestion.decided_at = now
    finish(suggestion, Status.DONE, done, by=by)
    if suggestion.answered_on is None:
        suggestion.answered_on = company_day(now)


def sustain(suggestion: Suggestion, reason: str = "", *, by: Actor) -> None:
    """A later check found that it is still done, and still helps."""
    move(suggestion, Status.SUSTAINED, reason, by)
    publish(SuggestionSustained(actor_id=by.actor_id, subject_id=suggestion.id))


def lapse(suggestion: Suggestion, *, by: Actor) -> None:
    """A later check found that it does not last after all; whoever checked says so to author and followers."""
    move(suggestion, Status.DONE, "", by)
    publish(SuggestionLapsed(actor_id=by.actor_id, subject_id=suggestion.id))


def begin_pilot(suggestion: Suggestion, *, by: Actor, reason: str = "") -> None:
    """It is being tried."""
    move(suggestion, Status.IN_PILOT, reason, by)
    publish(PilotBegun(actor_id=by.actor_id, subject_id=suggestion.id))


def end_pilot(suggestion: Suggestion, *, by: Actor, reason: str = "") -> None:
    """The trial stops without a result; the idea stays accepted."""
    move(suggestion, Status.ACCEPTED, reason, by)
    publish(PilotEnded(actor_id=by.actor_id, subject_id=suggestion.id))


def finish(suggestion: Suggestion, outcome: Status = Status.DONE, reason: str = "", *, by: Actor) -> None:
    """Put into practice (done), or given up after its trial (declined, with the reason)."""
    if outcome not in (Status.DONE, Status.DECLINED):
        raise ValueError(f"an idea does not finish as {outcome}")
    if outcome is Status.DECLINED and not reason.strip():
        raise Invalid.field("reason", _l("A decision owes the author a reason. Please write it."))
    move(suggestion, outcome, reason, by)
    publish(SuggestionFinished(actor_id=by.actor_id, subject_id=suggestion.id, outcome=str(outcome)))


def reopen(suggestion: Suggestion, reason: str = "", *, by: Actor) -> None:
    """Open a closed idea again: done -> in pilot, declined -> in review, withdrawn -> received."""
    after = rules.reopened(suggestion.state)
    move(suggestion, after, reason, by)
    if after in rules.UNANSWERED:
        suggestion.decided_at = None
    publish(SuggestionReopened(actor_id=by.actor_id, subject_id=suggestion.id, status=str(after)))
