"""What a handler does with an idea before it is decided: take it up, pass it on, park it, send it on its way."""

from __future__ import annotations

from datetime import date

from improve.accounts.models import Person
from improve.accounts.queries import person_meant
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import SYSTEM, Actor, authorize
from improve.suggestions import rules
from improve.suggestions.asking.service import close_open_question
from improve.suggestions.calendar import company_today
from improve.suggestions.events import (
    DueDayChanged,
    SentToLocalLead,
    SuggestionParked,
    SuggestionReleased,
    SuggestionReturned,
    TriageBegun,
)
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.ports import held_among
from improve.suggestions.queries.people import is_author
from improve.suggestions.routing import service as routing
from improve.suggestions.routing.values import Kind
from improve.suggestions.service.lifecycle import begin_review, end_review
from improve.suggestions.service.moving import lock, move
from improve.suggestions.service.writing import audience_of
from improve.suggestions.values import RUNNING, Status


def take_up(suggestion: Suggestion, *, by: Actor) -> None:
    """Look into it, as the one who is responsible from now on."""
    _check(suggestion, by)
    move(suggestion, Status.IN_TRIAGE, "", by)
    routing.name_responsible(suggestion, by.person_id, Kind.HAND, by=by)
    publish(TriageBegun(actor_id=by.actor_id, subject_id=suggestion.id))


def release(suggestion: Suggestion, *, by: Actor) -> None:
    """Let everybody read it whom its category lets; nobody releases what they wrote themselves."""
    authorize(by, Permission.ANSWER, suggestion)
    if is_author(suggestion, by.actor_id):
        raise Refused(_l("Nobody releases their own idea. Ask a colleague who handles ideas."))
    db.session.refresh(suggestion, ["is_held"], with_for_update=True)
    if not suggestion.is_held:
        raise Refused(_l("This idea was released already."))
    suggestion.is_held = False
    suggestion.audience = audience_of(suggestion.category)
    publish(SuggestionReleased(actor_id=by.actor_id, subject_id=suggestion.id))


def to_committee(suggestion: Suggestion, *, by: Actor) -> None:
    """Let a committee judge it; its next round takes it up."""
    _check(suggestion, by)
    begin_review(suggestion, by=by)


def to_local_lead(suggestion: Suggestion, *, by: Actor) -> None:
    """Cheap and low in risk: the local lead decides and does it, without a committee."""
    _check(suggestion, by)
    rules.check_local(is_open=suggestion.category is not None and suggestion.category.has_local_lane)
    move(suggestion, Status.LOCAL, "", by)
    routing.to_local_lead(suggestion, by=by)
    publish(SentToLocalLead(actor_id=by.actor_id, subject_id=suggestion.id))


def local_lead_of(suggestion: Suggestion) -> int | None:
    """Who would decide and do it on the spot: the nearest lead who did not write it."""
    return routing.local_lead_of(suggestion)


def send_to_local_lead(suggestion: Suggestion, reason: str, *, by: Actor) -> None:
    """A committee gives it to the local lead, who decides and does it; the author reads why. Who may say so is the
    committee's to know.
    """
    end_review(suggestion, by=by, reason=reason)
    move(suggestion, Status.LOCAL, "", by)
    routing.to_local_lead(suggestion, by=by)
    publish(SentToLocalLead(actor_id=by.actor_id, subject_id=suggestion.id))


def hand_back(suggestion: Suggestion, reason: str = "", *, by: Actor) -> None:
    """Out of the local lane, or from a committee that has not taken it into a round: triaged again."""
    _check(suggestion, by)
    if suggestion.state not in (Status.LOCAL, Status.IN_REVIEW):
        raise Refused(_l("This idea is in triage already."))
    if held_among([suggestion.id]):
        raise Refused(_l("A committee has this idea in a round; it is decided there."))
    move(suggestion, Status.IN_TRIAGE, reason, by)
    publish(TriageBegun(actor_id=by.actor_id, subject_id=suggestion.id))


def park(suggestion: Suggestion, until: date | None, reason: str, *, by: Actor) -> None:
    """Let it rest until a day, for a reason that the author reads; the clock of the promise stands still."""
    _check(suggestion, by)
    if until is None:
        raise Invalid.field("until", _l("Choose a day from tomorrow on, within a year."))
    rules.check_parking(until, company_today())
    if not reason.strip():
        raise Invalid.field("text", _l("Please write why. The author reads it."))
    move(suggestion, Status.PARKED, reason, by, parked_until=until)
    close_open_question(suggestion)
    publish(SuggestionParked(actor_id=by.actor_id, subject_id=suggestion.id))


def fetch_back(suggestion: Suggestion, *, by: Actor) -> None:
    """End its rest, early or (the system) on the day."""
    if by is not SYSTEM:
        _check(suggestion, by)
    lock(suggestion)
    if suggestion.state is not Status.PARKED:
        raise Refused(_l("This idea is not parked."))
    move(suggestion, Status.IN_TRIAGE, "", by)
    publish(SuggestionReturned(actor_id=by.actor_id, subject_id=suggestion.id))


def hand_over(suggestion: Suggestion, person: str, *, by: Actor, reason: str = "") -> None:
    """Make a colleague responsible: by login, e-mail or full name."""
    _check(suggestion, by)
    lock(suggestion)
    colleague = _colleague(suggestion, person)
    routing.name_responsible(suggestion, colleague.id, Kind.HAND, by=by, reason=reason)


def set_due(suggestion: Suggestion, due_on: date | None, *, by: Actor) -> None:
    """Another day for the responsible; what the author was promised stays, and so does the escalation."""
    _check(suggestion, by)
    lock(suggestion)
    if suggestion.state not in RUNNING:
        raise Refused(_l("The clock of this idea stands still; there is no day to set."))
    if due_on is not None and due_on < company_today():
        raise Invalid.field("until", _l("This day is over. Choose a later one."))
    wanted = due_on if due_on is not None else suggestion.promised_on
    if wanted != suggestion.due_on:
        suggestion.due_on = wanted
        publish(DueDayChanged(actor_id=by.actor_id, subject_id=suggestion.id, changed=("due_on",)))


def escalate(suggestion: Suggestion, reason: str, *, by: Actor) -> None:
    """Ask the next level up the line; the reason stays in the timeline."""
    _check(suggestion, by)
    if not reason.strip():
        raise Invalid.field("text", _l("Please write why the next level has to decide."))
    lock(suggestion)
    if suggestion.state not in RUNNING:
        raise Refused(_l("The clock of this idea stands still; there is nothing to escalate."))
    if not routing.raise_level(suggestion, Kind.RAISED, by=by, reason=reason):
        raise Refused(_l("Everybody up the line was responsible already. Hand it to a person."))


def _check(suggestion: Suggestion, by: Actor) -> None:
    authorize(by, Permission.ANSWER, suggestion)
    rules.check_triage(suggestion.state, is_own=is_author(suggestion, by.actor_id))


def _colleague(suggestion: Suggestion, typed: str) -> Person:
    found = person_meant(typed) if typed.strip() else None
    if found is None:
        raise Invalid.field(
            "person", _l("Nobody is found by this. Type a staff number, e-mail or full name.")
        )
    if is_author(suggestion, found.id):
        raise Invalid.field("person", _l("This is the author, who cannot handle the own idea."))
    return found
