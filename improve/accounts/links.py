"""Tokens of single-use links, and how links look.

A token is the keyed digest of the row's random nonce: the database alone does not give it away (it holds the
nonce and the token's hash), and whoever issued the link can see it again while it works.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b32encode
from hashlib import sha256

import segno
from flask import current_app
from markupsafe import Markup

from improve.accounts.models import SingleUseLink

PURPOSE = "improve.accounts.link"
TOKEN_BYTES = 16


def keyed(purpose: str, text: str) -> bytes:
    """The digest of a text under the instance's secret key; `purpose` keeps uses apart."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"{purpose}\x00{text}".encode("utf-8", "surrogatepass"), "sha256")


def new_nonce() -> str:
    """Random text for a new link."""
    return secrets.token_urlsafe(32)


def token_of(nonce: str) -> str:
    """The token of the link with that nonce: 128 bits as letters and digits that can be typed from paper."""
    return b32encode(keyed(PURPOSE, nonce)[:TOKEN_BYTES]).decode().rstrip("=").lower()


def as_typed(token: str) -> str:
    """The token however somebody typed it: in capitals, with hyphens and blanks."""
    return re.sub(r"[\s-]+", "", token).lower()


def hash_of(token: str) -> str:
    """What the database keeps of a token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def shown_again(link: SingleUseLink) -> str | None:
    """The token of a stored link; None when the secret key has changed since."""
    token = token_of(link.nonce)
    return token if hmac.compare_digest(hash_of(token), link.token_hash) else None


def address_of(token: str) -> str:
    """The whole link. It starts with the configured address, never with what a request calls this host."""
    groups = "-".join(token[i : i + 4] for i in range(0, len(token), 4))
    return f"{str(current_app.config['BASE_URL']).rstrip('/')}/link/{groups}"


def qr_code(text: str, title: str) -> Markup:
    """The text as a QR code, an SVG that fills its box; `title` says what it is."""
    drawn = segno.make(text, error="m").svg_inline(title=title, omitsize=True, border=4, lineclass=None)
    return Markup(drawn)  # noqa: S704  (drawn by segno from modules, with the title escaped)
