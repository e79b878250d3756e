"""The proof that a form came from us and is sent in once: a signed nonce of which only the hash is kept.

Public forms have no session, so there is nothing a forged request could abuse; what remains is the same form
sent in twice, by a double click or by the reload of a page. The nonce belongs to the page, not to a person.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from improve.core import clock

HOURS_VALID = 24


@dataclass(frozen=True, slots=True)
class Nonce:
    """A nonce that came back in time: its hash, the wording it was made for, and the day after which it would
    not be accepted any more."""

    hash: str
    version_id: int
    expires_on: date


def _signer() -> URLSafeSerializer:
    return _signer_with(current_app.config["SECRET_KEY"])


@lru_cache(maxsize=8)
def _signer_with(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret,
        salt="surveys.form",
        signer_kwargs={"digest_method": hashlib.sha256},
    )


def issue(public_id: str, version_id: int) -> str:
    """A new nonce for a form of this survey in this wording."""
    content = [public_id, version_id, int(clock.now().timestamp()), secrets.token_urlsafe(12)]
    return str(_signer().dumps(content))


def read(token: str, public_id: str) -> Nonce | None:
    """The nonce of a form that was sent in; None when it is not ours, for another survey, or older than a day."""
    try:
        survey, version_id, issued_at, _random = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    age = clock.now().timestamp() - issued_at
    if survey != public_id or not -60 <= age <= HOURS_VALID * 3600:
        return None
    expires_on = (datetime.fromtimestamp(issued_at, UTC) + timedelta(hours=HOURS_VALID)).date()
    return Nonce(hashlib.sha256(token.encode()).hexdigest(), version_id, expires_on)
