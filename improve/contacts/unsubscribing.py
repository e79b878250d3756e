"""The link with which a contact ends our mails: signed, without an end, and good for nothing else (RFC 8058)."""

from __future__ import annotations

import hashlib
import re

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

SALT = "improve.contacts.unsubscribe"
TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,200}", re.ASCII)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(
        str(current_app.config["SECRET_KEY"]), salt=SALT, signer_kwargs={"digest_method": hashlib.sha256}
    )


def token_of(contact_id: int) -> str:
    """The signed text."""
    return str(_serializer().dumps(contact_id))


def read_token(token: str) -> int | None:
    """Whose link it is; None when it was not made here."""
    if not TOKEN.fullmatch(token):
        return None
    try:
        found = _serializer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return found if isinstance(found, int) else None
