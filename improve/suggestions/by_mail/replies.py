"""The address that a reply to a mail goes to: one for each person and idea, signed, and stored nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

from flask import current_app

from improve.core.db import LARGEST_ID
from improve.core.notices import Subject

ABOUT = "suggestion"
MAC_LENGTH = 26  # base32 characters, 130 bits
_TOKEN = re.compile(r"^r(\d{1,10})\.(\d{1,10})\.([a-z2-7]{26})$")


def reply_to(person_id: int, about: Subject) -> str | None:
    """Where a reply of this person to a mail about an idea goes; None where no mailbox is read."""
    own: str = current_app.config["MAIL_IN_ADDRESS"]
    if about.type != ABOUT or not own or not current_app.config["IMAP_HOST"]:
        return None
    local, _at, domain = own.partition("@")
    return f"{local}+{token_of(person_id, about.id)}@{domain}"


def token_of(person_id: int, suggestion_id: int) -> str:
    """The token: who and about what in the open, and a signature. Lower case, because mail servers fold."""
    return f"r{person_id}.{suggestion_id}.{_mac(person_id, suggestion_id)}"


def _mac(person_id: int, suggestion_id: int) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.digest(key, f"reply by mail:{person_id}:{suggestion_id}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode().lower()[:MAC_LENGTH]


def token_in(addresses: Iterable[str]) -> str | None:
    """What stands behind the plus of our own address in one of these; None where none has it."""
    local, _at, domain = str(current_app.config["MAIL_IN_ADDRESS"]).lower().partition("@")
    for address in addresses:
        found, _at, where = address.lower().rpartition("@")
        if where == domain and found.startswith(f"{local}+"):
            return found.removeprefix(f"{local}+")
    return None


def meant_by(token: str) -> tuple[int, int] | None:
    """(person, idea) of a token that we signed."""
    found = _TOKEN.match(token)
    if found is None or not (int(found[1]) <= LARGEST_ID and int(found[2]) <= LARGEST_ID):
        return None
    person_id, suggestion_id = int(found[1]), int(found[2])
    return (
        (person_id, suggestion_id) if hmac.compare_digest(found[3], _mac(person_id, suggestion_id)) else None
    )
