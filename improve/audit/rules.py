"""The arithmetic of the trail: pure functions of a key and of what was recorded.

HMAC-SHA-256 throughout; each purpose has its own prefix, so that no value can stand in for another kind.
"""

from __future__ import annotations

import dataclasses
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from improve.core.events import Event

_written = json.JSONEncoder(separators=(",", ":")).encode


class Content(NamedTuple):
    """What an entry says. Names of fields and numbers only: no text that a person wrote."""

    uid: str
    at: datetime
    event: str
    subject_type: str
    subject_id: int
    actor_id: int | None
    changed: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Head:
    """The end of the chain: how many entries are sealed, and the last one's chain value."""

    count: int
    chain: str


def _mac(key: str, purpose: str, message: str) -> str:
    return hmac.digest(key.encode(), f"improve audit {purpose}\n{message}".encode(), "sha256").hex()


def entry_mac(key: str, content: Content) -> str:
    """The entry's own HMAC."""
    at = content.at.astimezone(UTC).isoformat(timespec="microseconds")
    values = [content.uid, at, *content[2:6], list(content.changed), content.digest]
    return _mac(key, "entry", _written(values))


def event_digest(key: str, uid: str, event: Event) -> str:
    """A fingerprint of everything the event carried. Keyed and bound to the entry, so that nobody can try
    likely contents against it or see that two events carried the same."""
    values = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
    return _mac(key, "digest", json.dumps([uid, event.name(), values], sort_keys=True, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return repr(value)


def same(one: str, other: str) -> bool:
    """Are two values equal? In constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def start(key: str) -> Head:
    """The chain before its first entry."""
    return Head(0, _mac(key, "start", ""))


def link(key: str, head: Head, mac: str) -> Head:
    """The head after one more entry with this HMAC."""
    count = head.count + 1
    return Head(count, _mac(key, "chain", f"{count} {head.chain} {mac}"))


def anchor_mac(key: str, at: str, head: Head) -> str:
    """The HMAC of a line in the file of anchors."""
    return _mac(key, "anchor", f"{at} {head.count} {head.chain}")
