"""How often one network may try, kept in memory only.

A row or a line about who tried when would be a trace to unnamed authors. So each process counts for itself, under
keys that die with it. A code has 130 bits; the throttle only keeps the noise down.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from improve.core import clock
from improve.core.errors import ImproveError
from improve.core.messages import _l

MOST_KEYS = 10_000


class TooOften(ImproveError):
    """The throttle says no (429)."""

    status = 429

    def __init__(self) -> None:
        super().__init__(_l("Too many attempts. Please wait a few minutes and try again."))


@dataclass(frozen=True)
class Limit:
    """How many attempts are taken within a window."""

    most: int
    window: timedelta


OPENING = Limit(20, timedelta(minutes=15))
HANDING_IN = Limit(40, timedelta(hours=1))


class Throttle:
    """Counts attempts by network; forgets the oldest networks when there are too many."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._salt = secrets.token_bytes(32)
        self._attempts: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def attempt(self, network: str) -> None:
        """Count an attempt, or raise `TooOften`."""
        key = hmac.digest(self._salt, network.encode(), "sha256")
        now = clock.now()
        with self._lock:
            counted = self._attempts.setdefault(key, deque())
            self._attempts.move_to_end(key)
            while counted and counted[0] <= now - self.limit.window:
                counted.popleft()
            if len(counted) >= self.limit.most:
                raise TooOften()
            counted.append(now)
            while len(self._attempts) > MOST_KEYS:
                self._attempts.popitem(last=False)

    def succeeded(self, network: str) -> None:
        """Uncount the latest attempt: it was no guess."""
        key = hmac.digest(self._salt, network.encode(), "sha256")
        with self._lock:
            if self._attempts.get(key):
                self._attempts[key].pop()
