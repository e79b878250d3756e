"""One step of an idea: its status, its history, and the clock of what was promised."""

from __future__ import annotations

from datetime import date

from improve.accounts.queries import work_calendar
from improve.core import clock
from improve.core.db import db
from improve.core.policy import Actor
from improve.suggestions import rules
from improve.suggestions.calendar import company_today
from improve.suggestions.models import StatusChange, Suggestion
from improve.suggestions.values import RUNNING, STOPPED, Status

# What a step reads and writes: read again under the lock.
STATE = (
    "status",
    "assignee_id",
    "promised_on",
    "answered_on",
    "promise_left",
    "due_on",
    "escalate_on",
    "parked_until",
    "replied_at",
)


def lock(suggestion: Suggestion) -> None:
    """Read the state under a lock, so that two at once cannot both find the same one."""
    db.session.refresh(suggestion, STATE, with_for_update=True)


def move(
    suggestion: Suggestion, after: Status, reason: str, by: Actor, *, parked_until: date | None = None
) -> None:
    """Take the step, if the lifecycle has it."""
    lock(suggestion)
    before = suggestion.state
    rules.check_step(before, after)
    now = clock.now()
    # Status and clock are stored together: the table refuses one without the other.
    with db.session.no_autoflush:
        suggestion.status = after
        suggestion.changed_at = now
        suggestion.parked_until = parked_until
        _set_clock(suggestion, before, after)
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


def promise_anew(suggestion: Suggestion) -> None:
    """Promise an answer from today on, as for a new idea of its category."""
    days = suggestion.category.promise_days if suggestion.category is not None else None
    suggestion.promised_on = rules.promise(company_today(), days, work_calendar())
    suggestion.answered_on = None
    run_clock(suggestion)


def run_clock(suggestion: Suggestion) -> None:
    """Let the promise count: it is due on its day and goes up the line after it."""
    waits = suggestion.answered_on is None
    suggestion.due_on = suggestion.promised_on if waits else None
    suggestion.escalate_on = (
        rules.next_escalation(suggestion.promised_on, company_today(), work_calendar()) if waits else None
    )


def _set_clock(suggestion: Suggestion, before: Status, after: Status) -> None:
    """What a step does to the promise: the working time that was used stays used."""
    if after in STOPPED:
        if before not in STOPPED and suggestion.promised_on is not None and suggestion.answered_on is None:
            suggestion.promise_left = work_calendar().between(company_today(), suggestion.promised_on)
        suggestion.due_on = suggestion.escalate_on = None
    elif after not in RUNNING:
        suggestion.due_on = suggestion.escalate_on = suggestion.promise_left = None
    elif before in STOPPED:
        if suggestion.promise_left is not None:
            suggestion.promised_on = work_calendar().after(company_today(), suggestion.promise_left)
        suggestion.promise_left = None
        run_clock(suggestion)
    elif before not in RUNNING:
        run_clock(suggestion)
