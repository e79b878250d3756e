"""What the clock does with rounds."""

from __future__ import annotations

from datetime import timedelta

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import SYSTEM
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.events import RoundEnding, RoundOverdue
from improve.reviews.queries import rounds_ended, rounds_ending, rounds_led, rounds_over
from improve.reviews.service.lead_keeping import replace_leads
from improve.reviews.service.rounds import close_round

REMINDED_BEFORE = (7, 2)  # days before the last one
REMINDED_AFTER = 1
STILL_NEWS = 3  # days after which nobody is told any more: a worker that slept longer stays quiet


def close_overdue() -> int:
    """Close the rounds whose last day has passed; how many."""
    found = db.session.scalars(rounds_over(company_today()).with_for_update()).all()
    for held in found:
        close_round(held, by=SYSTEM)
    return len(found)


def remind() -> int:
    """Remind of the rounds that end in seven days and in two, and on the day after; once each; how many rounds.

    A worker that slept through a day sends the nearer reminder only.
    """
    return _before() + _after()


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


def keep_led() -> int:
    """Replace leads who have a conflict by now, or left the committee, in every running round; how many."""
    return sum(replace_leads(held) for held in db.session.scalars(rounds_led().with_for_update()).all())
