"""What the clock starts."""

from __future__ import annotations

from improve.core.db import transaction
from improve.savings import service


def measure() -> int:
    """Measure the savings whose readings changed."""
    with transaction():
        return service.measure_all()
