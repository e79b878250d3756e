"""What the clock starts: hidden ballots are counted when their last day is over."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db, transaction
from improve.suggestions.calendar import company_day
from improve.suggestions.voting import service
from improve.suggestions.voting.queries import due_for_count


def show_due_counts() -> int:
    """A read comes first, so that an idle worker takes no write lock."""
    shown = 0
    while db.session.scalar(due_for_count(company_day(clock.now())).limit(1)) is not None:
        with transaction():
            shown += service.show_due_counts()
    return shown
