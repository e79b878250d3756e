"""The meeting: which idea is talked about, who was announced as recused, and when."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.events import IdeaCalled, MeetingEnded, MeetingStarted
from improve.reviews.models import Meeting, Round, RoundItem, Talked
from improve.reviews.policy import Permission
from improve.reviews.queries import conflicts_between, is_clear, meeting_of, members_on
from improve.reviews.rules import lifecycle


def start_meeting(held: Round, *, by: Actor) -> Meeting:
    """Begin it, or take it up again after its end."""
    authorize(by, Permission.DECIDE, held)
    store.lock_round(held)
    lifecycle.check_deciding(held.phase)
    found = meeting_of(held.id)
    if found is None:
        found = Meeting(round_id=held.id, started_at=clock.now(), started_by_id=by.actor_id)
        db.session.add(found)
    elif found.ended_at is None:
        return found
    found.ended_at = None
    db.session.flush()
    publish(MeetingStarted(actor_id=by.actor_id, subject_id=held.id))
    return found


def call_idea(item: RoundItem, *, by: Actor) -> None:
    """The meeting turns to an idea; the members who have a conflict with it are announced and written down."""
    held = item.round
    authorize(by, Permission.DECIDE, held)
    if not is_clear(by, item.suggestion_id):
        raise Missing()
    store.lock_round(held)
    lifecycle.check_deciding(held.phase)
    found = meeting_of(held.id)
    if found is None or found.ended_at is not None:
        raise Refused(_l("The meeting has not begun."))
    if found.item_id == item.id:
        return
    found.item_id = item.id
    db.session.add(Talked(meeting_id=found.id, item_id=item.id, at=clock.now(), recused=recused_names(item)))
    publish(IdeaCalled(actor_id=by.actor_id, subject_id=item.id))


def recused_names(item: RoundItem) -> list[str]:
    """The members in office who leave the room."""
    members = [m.person for m in members_on(item.round.committee_id, company_today())]
    pairs = conflicts_between({item.id: item.suggestion_id}, [person.id for person in members])
    return [person.name for person in members if (item.id, person.id) in pairs]


def end_meeting(held: Round, *, by: Actor) -> None:
    """It is over; what was talked about stays in the minutes."""
    authorize(by, Permission.DECIDE, held)
    store.lock_round(held)
    found = meeting_of(held.id)
    if found is None or found.ended_at is not None:
        return
    found.item_id = None
    found.ended_at = clock.now()
    publish(MeetingEnded(actor_id=by.actor_id, subject_id=held.id))
