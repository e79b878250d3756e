"""What the clock starts for surveys."""

from __future__ import annotations

from improve.core.db import transaction
from improve.surveys import service


def forget_spent_forms() -> int:
    """Delete the notes of forms that have expired."""
    with transaction():
        return service.forget_spent_forms()
