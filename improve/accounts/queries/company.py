"""The company's own settings."""

from __future__ import annotations

from flask import g
from sqlalchemy import select

from improve.accounts.models import Organization
from improve.core.db import db

_MISSING = "accounts_without_organization"
_KEY = Organization.__mapper__.identity_key_from_primary_key((1,))
_ORGANIZATION = select(Organization).where(Organization.id == 1)


def organization() -> Organization | None:
    """The company's settings; None before the first start is finished.

    Pages ask often (name, language, time zone): the row is in the session after the first time, and that
    there is none is remembered for the request.
    """
    if g.get(_MISSING):
        return None
    # What `get` does, with a statement that was built once: every page asks.
    found = db.session().identity_map.get(_KEY) or db.session.scalar(_ORGANIZATION)
    if found is None:
        setattr(g, _MISSING, True)
    return found


def forget_organization() -> None:
    """Ask again: after it was made."""
    g.pop(_MISSING, None)
