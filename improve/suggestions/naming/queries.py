"""Questions about the company's own words."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from sqlalchemy import select

from improve.core.db import db
from improve.core.localized import Localized
from improve.core.settled import settled
from improve.suggestions.naming.models import StatusName
from improve.suggestions.naming.words import NAMES


def init_app(app: Flask) -> None:
    """Let the words of statuses ask here."""
    app.extensions[NAMES] = own_names


@settled(StatusName)
def own_names() -> Mapping[str, Localized]:
    """Status -> name."""
    return {row.status: row.name for row in db.session.scalars(select(StatusName))}
