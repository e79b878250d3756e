"""What the clock starts."""

from __future__ import annotations

from improve.core.db import db, transaction
from improve.savings import service
from improve.savings.queries import outdated


def measure() -> int:
    """Measure the savings whose readings changed."""
    if db.session.scalar(outdated().limit(1)) is None:
        return 0
    with transaction():
        return service.measure_all()
