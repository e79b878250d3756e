"""Secrets and signatures as Standard Webhooks 1.0 has them (https://www.standardwebhooks.com).

A secret is not stored: it is made of the installation's secret key and a random nonce that is. A copy of the database
alone signs nothing, and a secret is shown once, when it is made.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64encode
from hashlib import sha256

from flask import current_app

PREFIX = "whsec_"
PURPOSE = "improve webhook secret"


def new_nonce() -> str:
    """Another secret's seed."""
    return secrets.token_urlsafe(32)


def secret_of(nonce: str) -> bytes:
    """The 32 bytes that sign."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"{PURPOSE}\x00{nonce}".encode(), "sha256")


def shown(secret: bytes) -> str:
    """As the other system takes it."""
    return PREFIX + b64encode(secret).decode()


def hash_of(secret: bytes) -> str:
    """What tells later whether the secret key is still the same."""
    return sha256(b"improve webhook\x00" + secret).hexdigest()


def signature(secret: bytes, uid: str, timestamp: int, body: bytes) -> str:
    """The signature of one attempt; `timestamp` in Unix seconds."""
    signed = f"{uid}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(secret, signed, "sha256")).decode()


def headers(found: list[bytes], uid: str, timestamp: int, body: bytes) -> dict[str, str]:
    """What goes with a message; while a secret is being exchanged there are two signatures."""
    return {
        "webhook-id": uid,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, uid, timestamp, body) for secret in found),
    }
