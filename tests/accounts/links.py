"""Links for tests: made by the system, answered as the path a person opens."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from improve.accounts import links, service
from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM


def token_for(login_or_id: int, *, lifetime: timedelta = timedelta(days=3)) -> str:
    """The token of a fresh link for a person."""
    with transaction():
        person = db.session.get_one(Person, login_or_id)
        return links.token_of(service.issue_link(person, lifetime, by=SYSTEM).nonce)


def token_in(address: str) -> str:
    """The token in a link."""
    return links.as_typed(path_of(address).removeprefix("/link/"))


def path_of(address: str) -> str:
    """The path in a link."""
    return urlsplit(address).path
