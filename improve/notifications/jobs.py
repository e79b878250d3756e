"""What the clock starts."""

from __future__ import annotations

from datetime import timedelta

from improve.core import clock
from improve.core.db import transaction
from improve.notifications import delivery, service, store

SENT_KEPT = timedelta(days=30)
READ_KEPT = timedelta(days=365)


def deliver() -> int:
    """Send what is due."""
    return delivery.deliver()


def make_digests() -> int:
    """Put the mails of the day and of the week into the outbox."""
    return service.make_due_digests()


def tidy() -> int:
    """Remove mails that were dealt with a month ago, and messages read a year ago."""
    now = clock.now()
    with transaction():
        return store.remove_old(mails_before=now - SENT_KEPT, read_before=now - READ_KEPT)
