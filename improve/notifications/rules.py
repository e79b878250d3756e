"""When a mail is tried again, and when it is given up. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

# After the first attempt, the second, … : about three days in all.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720, 1440, 1440))


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` failed ones; None when it is given up."""
    return now + DELAYS[attempts - 1] if attempts <= len(DELAYS) else None
