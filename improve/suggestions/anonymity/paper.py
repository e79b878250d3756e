"""The code as a QR code: an address whose part after `#` no server ever sees."""

from __future__ import annotations

import segno
from flask import current_app, url_for
from markupsafe import Markup

from improve.suggestions.anonymity import codes


def claim_address(code: str) -> str:
    """The page of the code. Browsers keep what follows `#` to themselves, so that it is in no log."""
    return f"{_base()}{url_for('suggestions.box')}#{codes.shown(code)}"


def place_address(ticket: str) -> str:
    """The form of a place."""
    return f"{_base()}{url_for('suggestions.box_new', t=ticket)}"


def qr_code(text: str, title: str) -> Markup:
    """The text as an SVG that fills its box; `title` says what it is."""
    drawn = segno.make(text, error="m").svg_inline(title=title, omitsize=True, border=4, lineclass=None)
    return Markup(drawn)  # noqa: S704  (drawn by segno from modules, with the title escaped)


def _base() -> str:
    return str(current_app.config["BASE_URL"]).rstrip("/")
