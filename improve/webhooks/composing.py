"""A fact as it is sent: the envelope around what the feature says of it.

{"type": "suggestion.decided", "version": 1, "timestamp": "2026-11-22T08:30:00Z", "data": {…}}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

VERSION = 1
TEST = "webhooks.test"
MOST_BYTES = 20_000
# Where a message is too long its texts are cut to so many characters, until it fits.
_CUTS = (2_000, 500, 100, 20)


def new_uid() -> str:
    """A `webhook-id`: the same for all attempts and endpoints. Without a dot, which parts what is signed."""
    return f"msg_{uuid4().hex}"


def body_of(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The text that is sent, at most 20 kB; one that had to be cut says so with `"shortened": true`."""
    text = _written(kind, at, data)
    for length in _CUTS:
        if len(text.encode()) <= MOST_BYTES:
            return text
        text = _written(kind, at, {**_cut(data, length), "shortened": True})
    if len(text.encode()) <= MOST_BYTES:
        return text
    plain = {name: value for name, value in data.items() if not isinstance(value, (list, tuple, Mapping))}
    return _written(kind, at, {**_cut(plain, _CUTS[-1]), "shortened": True})


def _written(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    stamp = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    envelope = {"type": kind, "version": VERSION, "timestamp": stamp, "data": data}
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _cut(value: Any, length: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= length else value[: length - 1] + "…"
    if isinstance(value, Mapping):
        # Names and links stay whole: a part of an address leads nowhere.
        return {name: one if name == "url" else _cut(one, length) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cut(one, length) for one in value]
    return value
