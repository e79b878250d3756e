"""What the clock starts."""

from __future__ import annotations

from improve.core.db import transaction
from improve.suggestions.drafts import service


def clean_drafts() -> int:
    """Remove drafts that nobody has touched for `DRAFT_DAYS` days; how many."""
    with transaction():
        return service.clean()
