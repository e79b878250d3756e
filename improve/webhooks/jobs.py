"""What the clock starts."""

from __future__ import annotations

from improve.core.db import transaction
from improve.webhooks import delivering, service


def deliver() -> int:
    """Send what is due."""
    return delivering.deliver()


def forget_old() -> int:
    """Delete what is older than 30 days."""
    with transaction():
        return service.forget_old()
