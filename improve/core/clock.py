"""The only place that says what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("clock_frozen", default=None)


def now() -> datetime:
    """The present instant, in UTC."""
    frozen_at = _frozen.get()
    if frozen_at is not None:
        return frozen_at
    return datetime.now(UTC)


def today(time_zone: str = "UTC") -> date:
    """The calendar day in `time_zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Let `now()` answer `instant` inside the block: for tests and for the demonstration generator."""
    if instant.tzinfo is None:
        raise ValueError("the clock takes no naive instants")
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
