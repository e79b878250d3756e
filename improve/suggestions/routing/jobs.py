"""What the clock does by itself: give ideas to somebody, raise broken promises, fetch parked ideas back.

Each idea is one transaction that reads its row again under a lock, so that two workers do it once.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Select, select

from improve.accounts.queries import work_calendar
from improve.core.db import db, transaction
from improve.core.events import Event, publish
from improve.core.policy import SYSTEM
from improve.suggestions.calendar import company_today
from improve.suggestions.events import PromiseBroken
from improve.suggestions.models import Suggestion
from improve.suggestions.routing import service as routing
from improve.suggestions.routing.values import Kind
from improve.suggestions.rules import ESCALATION_DAYS
from improve.suggestions.service.moving import lock
from improve.suggestions.service.triage import fetch_back
from improve.suggestions.values import RUNNING, Status

AT_ONCE = 500


def route_waiting() -> int:
    """Give ideas with a promise but without a responsible to somebody; how many."""
    waiting = select(Suggestion.id).where(
        Suggestion.promised_on.is_not(None),
        Suggestion.status.in_(RUNNING),
        Suggestion.answered_on.is_(None),
        Suggestion.assignee_id.is_(None),
    )
    return _each(waiting.order_by(Suggestion.promised_on), _route)


def escalate_broken() -> int:
    """Raise every promise that is broken, one level each; how many."""
    return _each(select(Suggestion.id).where(Suggestion.escalate_on <= company_today()), _escalate)


def fetch_parked() -> int:
    """Fetch back what was parked until today; how many."""
    return _each(select(Suggestion.id).where(Suggestion.parked_until <= company_today()), _fetch)


def on_person_disabled(event: Event) -> None:
    """Who leaves leaves no idea behind: the routes name somebody else."""
    theirs = select(Suggestion).where(
        Suggestion.assignee_id == event.subject_id, Suggestion.status.in_([*RUNNING, Status.ACCEPTED])
    )
    for suggestion in db.session.scalars(theirs).all():
        suggestion.assignee_id = None
        routing.route(suggestion)


def _each(found: Select[tuple[int]], act: Callable[[Suggestion], bool]) -> int:
    done = 0
    for suggestion_id in db.session.scalars(found.limit(AT_ONCE)).all():
        with transaction():
            suggestion = db.session.get_one(Suggestion, suggestion_id)
            lock(suggestion)
            done += act(suggestion)
    return done


def _route(suggestion: Suggestion) -> bool:
    if suggestion.assignee_id is None and suggestion.state in RUNNING:
        routing.route(suggestion)
    return suggestion.assignee_id is not None


def _escalate(suggestion: Suggestion) -> bool:
    """One level up, and the next one in some working days; at the end of the line it stays where it is."""
    today = company_today()
    if suggestion.escalate_on is None or suggestion.escalate_on > today:
        return False
    if not routing.raise_level(suggestion, Kind.BREACH, by=SYSTEM):
        suggestion.escalate_on = None
        return False
    suggestion.escalate_on = work_calendar().after(today, ESCALATION_DAYS)
    publish(PromiseBroken(actor_id=None, subject_id=suggestion.id, person_id=suggestion.assignee_id or 0))
    return True


def _fetch(suggestion: Suggestion) -> bool:
    if suggestion.parked_until is None or suggestion.parked_until > company_today():
        return False
    fetch_back(suggestion, by=SYSTEM)
    return True
