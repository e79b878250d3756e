"""What the clock starts."""

from __future__ import annotations

from improve.api.idempotency import forget_old
from improve.core.db import transaction


def forget_answers() -> int:
    """Drop remembered answers after a day."""
    with transaction():
        return forget_old()
