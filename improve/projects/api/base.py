"""The operations of projects, and what several of them need."""

from __future__ import annotations

from improve.accounts.models import Person, Unit
from improve.accounts.queries import person_meant, unit_meant
from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.projects.forms import NOBODY
from improve.web.rest import Api

api = Api("projects")


def person_named(text: str) -> Person:
    """Whom a login or a full name means; a problem of the field `owner` where it means nobody."""
    found = person_meant(text)
    if found is None:
        raise Invalid.field("owner", NOBODY)
    return found


def unit_named(text: str | None) -> Unit | None:
    """The unit that a code or a number means; a problem of the field `unit` where there is none."""
    found = unit_meant(text) if text is not None else None
    if text is not None and found is None:
        raise Invalid.field("unit", _l("There is no unit “%(text)s”.", text=text))
    return found
