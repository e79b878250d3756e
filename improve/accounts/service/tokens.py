"""API tokens: made, used and withdrawn."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, time

from flask import current_app

from improve.accounts import links
from improve.accounts.events import TokenIssued, TokenRevoked
from improve.accounts.models import ApiToken, Person
from improve.accounts.policy import Permission, authorize_over
from improve.accounts.values import NewToken
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import EXTENSION, Actor, PolicyBook, authorize

PREFIX = "imp_"


def known_scopes() -> list[str]:
    """What a token can be limited to: a whole feature (`suggestions`) or one permission (`suggestions:vote`)."""
    book: PolicyBook = current_app.extensions[EXTENSION]
    permissions = set(book.roles) | set(book.relations)
    return sorted({permission.split(":")[0] for permission in permissions} | permissions)


def issue_token(person: Person, data: NewToken, *, by: Actor) -> str:
    """Make a token for oneself (the command line: for anybody) and answer it: the only time it is seen."""
    if not by.is_system and by.actor_id != person.id:
        raise Forbidden()
    authorize(by, Permission.ISSUE_TOKENS)
    if not person.is_active:
        raise Refused(_l("This access has been ended. Open it again first."))
    for scope in data.scopes:
        if scope not in known_scopes():
            raise Invalid.field("scopes", _l("There is no scope %(scope)s.", scope=scope))
    if data.expires_on is not None and data.expires_on < clock.today():
        raise Invalid.field("expires_on", _l("This day has passed."))
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        token_hash=links.hash_of(token),
        person_id=person.id,
        label=data.label,
        scopes=" ".join(sorted(set(data.scopes))),
        created_at=clock.now(),
        expires_at=_end_of(data),
    )
    db.session.add(row)
    publish(TokenIssued(actor_id=by.actor_id, subject_id=person.id))
    return token


def _end_of(data: NewToken) -> datetime | None:
    return datetime.combine(data.expires_on, time.max, tzinfo=UTC) if data.expires_on else None


def revoke_token(token: ApiToken, *, by: Actor) -> None:
    """Withdraw a token at once: one's own, or as somebody who looks after people."""
    if by.actor_id != token.person_id:
        authorize_over(by, Permission.MANAGE_PEOPLE, token.person)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        publish(TokenRevoked(actor_id=by.actor_id, subject_id=token.person_id))
