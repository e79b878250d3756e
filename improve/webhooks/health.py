"""What the doctor asks of webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from improve.core import clock
from improve.operations.ports import Finding, good, note, wrong
from improve.webhooks import queries

SUBJECT = "webhooks"
LATE = timedelta(minutes=15)


def findings() -> Iterator[Finding]:
    """Which are paused or fail, and what waits."""
    found = queries.figures()
    if not found.endpoints:
        return
    if found.paused:
        names = ", ".join(found.paused)
        yield wrong(
            SUBJECT, f"paused because nothing could be delivered: {names}", "Open Settings, Webhooks."
        )
    if found.failing:
        yield note(SUBJECT, f"failing: {', '.join(found.failing)}", "Look at the log in Settings, Webhooks.")
    elif found.oldest is not None and clock.now() - found.oldest > LATE:
        yield wrong(SUBJECT, f"{found.waiting} messages wait", "Is the worker running?")
    if not (found.paused or found.failing):
        yield good(SUBJECT, f"{found.endpoints} endpoints, {found.waiting} messages wait")
