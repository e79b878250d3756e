"""What the clock does with rounds."""

from __future__ import annotations

from datetime import timedelta

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import SYSTEM
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.events import ResponsesEnded, ResponsesEnding, RevisionsDue, RoundEnding, RoundOverdue
from improve.reviews.queries import (
    revising_rounds,
    rounds_asking,
    rounds_ended,
    rounds_ending,
    rounds_led,
    rounds_over,
)
from improve.reviews.service.lead_keeping import replace_leads
from improve.reviews.service.rounds import close_round
from improve.reviews.values import Reminding

REMINDED_BEFORE = (7, 2)  # days before the last one
REMINDED_AFTER = 1
RESPONSES_BEFORE = 1
REVISED_BEFORE = (7, 1)
STILL_NEWS = 3  # days after which nobody is told any more: a worker that slept longer stays quiet


def close_overdue() -> int:
    """Close the rounds whose last day has passed; how many."""
    found = db.session.scalars(rounds_over(company_today()).with_for_update()).all()
    for held in found:
        close_round(held, by=SYSTEM)
    return len(found)


def remind() -> int:
    """Remind of the rounds that end in seven days and in two, and on the day after; of answers of authors and of ideas
    that are to be revised; once each; how many reminders.

    A worker that slept through a day sends the nearer reminder only.
    """
    return _before() + _after() + _answers() + _revisions()


def _before() -> int:
    today = company_today()
    sent = 0
    farthest = today + timedelta(days=max(REMINDED_BEFORE))
    for held in db.session.scalars(rounds_ending(today, farthest)).all():
        left = (held.closes_on - today).days
        due = min(days for days in REMINDED_BEFORE if days >= left)
        if held.opens_on <= today and store.claim_reminder(held.id, held.closes_on, due, clock.now()):
            publish(RoundEnding(actor_id=None, subject_id=held.id, days_left=left))
            sent += 1
    return sent


def _after() -> int:
    """Members who still owe scores, and the chair, hear of it: the chair can reopen the round."""
    today = company_today()
    first, last = today - timedelta(days=STILL_NEWS), today - timedelta(days=REMINDED_AFTER)
    sent = 0
    for held in db.session.scalars(rounds_ended(first, last)).all():
        if store.claim_reminder(held.id, held.closes_on, -REMINDED_AFTER, clock.now()):
            publish(RoundOverdue(actor_id=None, subject_id=held.id))
            sent += 1
    return sent


def _answers() -> int:
    """One day before authors can no longer answer, those who have not; after it the members who scored."""
    today = company_today()
    sent = 0
    asking = rounds_asking(today - timedelta(days=STILL_NEWS), today + timedelta(days=1))
    for held in db.session.scalars(asking).all():
        last = held.responses_until or today
        left = (last - today).days
        due = RESPONSES_BEFORE if left >= 0 else -1
        if store.claim_reminder(held.id, last, due, clock.now(), Reminding.RESPONSES):
            ending = ResponsesEnding(actor_id=None, subject_id=held.id, days_left=left)
            publish(ending if left >= 0 else ResponsesEnded(actor_id=None, subject_id=held.id))
            sent += 1
    return sent


def _revisions() -> int:
    """Seven days and one day before an idea is to come back its author, the day after the chair; the nearer alone."""
    today = company_today()
    sent = 0
    first, last = today - timedelta(days=STILL_NEWS), today + timedelta(days=max(REVISED_BEFORE))
    for round_id, day in revising_rounds(first, last):
        left = (day - today).days
        due = min((days for days in REVISED_BEFORE if days >= left), default=0) if left >= 0 else -1
        if store.claim_reminder(round_id, day, due, clock.now(), Reminding.REVISIONS):
            publish(RevisionsDue(actor_id=None, subject_id=round_id, day=day.isoformat(), days_left=left))
            sent += 1
    return sent


def keep_led() -> int:
    """Replace leads who have a conflict by now, or left the committee, in every running round; how many."""
    return sum(replace_leads(held) for held in db.session.scalars(rounds_led().with_for_update()).all())
