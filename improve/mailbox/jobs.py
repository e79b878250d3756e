"""What the clock starts."""

from __future__ import annotations

from improve.core.db import transaction
from improve.mailbox import service


def fetch() -> int:
    """Handle the unread mails; how many."""
    return service.empty()


def tidy() -> int:
    """Forget what was handled long ago; how much."""
    with transaction():
        return service.tidy()
