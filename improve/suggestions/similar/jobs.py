"""Analyzing what came in by import, or was analyzed with an earlier version of the thesaurus."""

from __future__ import annotations

from improve.core.db import transaction
from improve.suggestions.similar.indexing import outdated, renew

# A batch is analyzed while the database is locked for writing: a quarter of a second.
AT_ONCE = 20


def renew_outdated() -> int:
    """Analyze the ideas that wait for it, batch by batch; how many. Nothing is written when none waits."""
    count = 0
    while ids := outdated(AT_ONCE):
        with transaction():
            renew(ids)
        count += len(ids)
    return count
