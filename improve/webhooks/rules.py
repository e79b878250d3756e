"""When a message is tried again, and when that ends. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# After the first failed attempt, the second, …: 28 hours in all. After the last one the endpoint is paused.
DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=12),
)
LONGEST_WISH = timedelta(hours=12)
GONE = 410


def is_delivered(status: int | None) -> bool:
    """Only 2xx is: a redirect is not followed."""
    return status is not None and 200 <= status < 300


def next_attempt(
    attempts: int, now: datetime, *, spread: float, wished: timedelta | None = None
) -> datetime | None:
    """When to try again after `attempts` failed ones; None when it ends.

    `spread` from -1 to 1 moves it by up to a fifth, so that many do not come back at once. `wished` is what the
    other system asked for (Retry-After): later, never sooner, and at most twelve hours.
    """
    if attempts > len(DELAYS):
        return None
    delay = DELAYS[attempts - 1] * (1 + spread / 5)
    return now + max(delay, min(wished or timedelta(), LONGEST_WISH))


def wished_pause(header: str | None, now: datetime) -> timedelta | None:
    """What a Retry-After says: seconds, or an instant."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 9:
        return timedelta(seconds=int(text))
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return max(at - now, timedelta())
