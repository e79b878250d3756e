"""What the clock starts."""

from __future__ import annotations

from flask import current_app

from improve.core.uploads import storage
from improve.web.features import contributed

IN_USE = "uploads.in_use"


def collect_uploads() -> int:
    """Remove uploaded files that no row names any more; how many."""
    in_use: set[str] = set()
    for keys in contributed(current_app, IN_USE):
        in_use.update(keys())
    return storage.collect(in_use)
