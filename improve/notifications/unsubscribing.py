"""The link with which a mail is unsubscribed: signed, without an end, and good for nothing else.

RFC 8058: the mail program posts `List-Unsubscribe=One-Click` to it. A GET only shows what a POST would do, so that
a scanner of links changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

SALT = "improve.notifications.unsubscribe"
TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,300}", re.ASCII)
EVERYTHING = "everything"


@dataclass(frozen=True)
class Subscription:
    """What a link ends for one person: mails of a kind (its code), a digest (`daily`, `weekly`) or `EVERYTHING`."""

    person_id: int
    scope: str


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt=SALT)


def token_of(subscription: Subscription) -> str:
    """The signed text."""
    return str(_serializer().dumps([subscription.person_id, subscription.scope]))


def read_token(token: str) -> Subscription | None:
    """What a link is about; None when it was not made here."""
    if not TOKEN.fullmatch(token):  # Base64 would overlook what is not of its alphabet
        return None
    try:
        person_id, scope = _serializer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return Subscription(person_id, scope)
