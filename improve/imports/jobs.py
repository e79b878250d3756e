"""What the clock starts."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import transaction
from improve.imports import service, store


def work_off_waiting() -> int:
    """Bring in the files that wait, one after the other; how many."""
    count = 0
    while True:
        with transaction():
            run_id = store.claim(clock.now())
        if run_id is None:
            return count
        service.work_off(run_id)
        count += 1


def forget_files() -> int:
    """Delete what was uploaded and never started, and every file whose import has ended; how many files."""
    with transaction():
        store.forget(clock.now())
    return store.forget_files(clock.now())
