"""What the clock starts for alerts."""

from __future__ import annotations

from improve.core.db import transaction
from improve.surveys.alerts import service


def tell_alerts() -> int:
    """Tell of answers to look at."""
    with transaction():
        return service.tell()
