"""What the clock starts."""

from __future__ import annotations

from improve.core.db import db, transaction
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.queries import rounds_led, rounds_over


def close_overdue() -> int:
    """Close rounds whose last day has passed. A read comes first, so that an idle worker takes no lock."""
    if db.session.scalar(rounds_over(company_today()).limit(1)) is None:
        return 0
    with transaction():
        return service.close_overdue()


def remind() -> int:
    """Send the reminders that are due."""
    with transaction():
        return service.remind()


def keep_led() -> int:
    """Replace leads who left. A read comes first, so that an idle worker takes no lock."""
    if db.session.scalar(rounds_led().limit(1)) is None:
        return 0
    with transaction():
        return service.keep_led()
