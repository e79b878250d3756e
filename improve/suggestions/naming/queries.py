"""Questions about the company's own words."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, g
from sqlalchemy import select

from improve.core.db import db
from improve.core.localized import Localized
from improve.suggestions.naming.models import StatusName
from improve.suggestions.naming.words import NAMES

_REMEMBERED = "suggestions_status_names"


def init_app(app: Flask) -> None:
    """Let the words of statuses ask here."""
    app.extensions[NAMES] = own_names


def own_names() -> Mapping[str, Localized]:
    """Status -> name, asked once a request."""
    found: Mapping[str, Localized] | None = g.get(_REMEMBERED)
    if found is None:
        found = {row.status: row.name for row in db.session.scalars(select(StatusName))}
        setattr(g, _REMEMBERED, found)
    return found


def forget_names() -> None:
    """Ask again: after they changed."""
    g.pop(_REMEMBERED, None)
