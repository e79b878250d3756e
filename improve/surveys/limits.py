"""How many answers an address may give in an hour: against machines, not against people.

Counted in the memory of each worker and nowhere else. What is kept is a keyed hash of the network's prefix; its
key is random, lives for the hour and is then forgotten with the counts, so nobody can be found by it. An office
of hundreds behind one address can answer. Requests of the machine itself are not counted: they come from a
reverse proxy whose forwarded address is not believed, or from somebody who administers the machine.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections import Counter
from threading import Lock

from flask import Flask, current_app

from improve.core import clock

PER_HOUR = 600
HOUR = 3600
EXTENSION = "surveys.limit"
# More prefixes than this in an hour are an attack with many addresses; then all share one count.
MOST_PREFIXES = 50_000


class AnswerLimit:
    """The counts of the present hour."""

    def __init__(self, per_hour: int = PER_HOUR) -> None:
        self.per_hour = per_hour
        self._lock = Lock()
        self._hour = -1
        self._key = b""
        self._counts: Counter[bytes] = Counter()

    def allows(self, address: str | None, public_id: str) -> bool:
        """Count one more answer to this survey from this address; False when it is one too many."""
        prefix = prefix_of(address)
        if prefix is None:
            return True
        with self._lock:
            self._begin_hour()
            mark = hmac.digest(self._key, f"{prefix} {public_id}".encode(), "sha256")
            if mark not in self._counts and len(self._counts) >= MOST_PREFIXES:
                mark = b""
            self._counts[mark] += 1
            return self._counts[mark] <= self.per_hour

    def _begin_hour(self) -> None:
        hour = int(clock.now().timestamp()) // HOUR
        if hour != self._hour:
            self._hour = hour
            self._key = secrets.token_bytes(32)
            self._counts.clear()


def prefix_of(address: str | None) -> str | None:
    """The network an address lies in (IPv4 /24, IPv6 /48); None for the machine itself, which is not counted."""
    try:
        found = ipaddress.ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback:
        return None
    length = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network((found, length), strict=False))


def init_app(app: Flask) -> None:
    """Start counting."""
    app.extensions[EXTENSION] = AnswerLimit()


def answer_limit() -> AnswerLimit:
    """The counts of this application."""
    found: AnswerLimit = current_app.extensions[EXTENSION]
    return found
