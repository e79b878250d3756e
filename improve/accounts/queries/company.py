"""The company's own settings."""

from __future__ import annotations

from flask import g

from improve.accounts.models import Organization
from improve.core.db import db

_MISSING = "accounts_without_organization"


def organization() -> Organization | None:
    """The company's settings; None before the first start is finished.

    Pages ask often (name, language, time zone): the row is in the session after the first time, and that
    there is none is remembered for the request.
    """
    if g.get(_MISSING):
        return None
    found = db.session.get(Organization, 1)
    if found is None:
        setattr(g, _MISSING, True)
    return found


def forget_organization() -> None:
    """Ask again: after it was made."""
    g.pop(_MISSING, None)
