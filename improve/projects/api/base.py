"""The operations of projects, and what several of them need."""

from __future__ import annotations

from improve.accounts.models import Person
from improve.accounts.queries import person_meant
from improve.core.errors import Invalid
from improve.projects.forms import NOBODY
from improve.web.rest import Api

api = Api("projects")


def person_named(text: str) -> Person:
    """Whom a login or a full name means; a problem of the field `owner` where it means nobody."""
    found = person_meant(text)
    if found is None:
        raise Invalid.field("owner", NOBODY)
    return found
