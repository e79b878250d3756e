"""Renewing what an earlier version of the thesaurus, or no version, has analyzed."""

from __future__ import annotations

from improve.core.db import transaction
from improve.suggestions.similar.indexing import outdated, renew

AT_ONCE = 200


def renew_outdated() -> int:
    """Analyze the ideas that wait for it, batch by batch; how many. Nothing is written when none waits."""
    count = 0
    while ids := outdated(AT_ONCE):
        with transaction():
            renew(ids)
        count += len(ids)
    return count
