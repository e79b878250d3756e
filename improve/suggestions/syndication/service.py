"""Making, showing, ending and using the secret of feed addresses."""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b32encode
from hashlib import sha256

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload

from improve.accounts.models import Person
from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.suggestions.policy import Permission
from improve.suggestions.syndication.events import FeedAddressEnded, FeedAddressMade
from improve.suggestions.syndication.models import FeedSecret

PURPOSE = "improve.suggestions.feed"
TOKEN = re.compile(r"[a-z2-7]{32}", re.ASCII)


def make_secret(*, by: Actor) -> None:
    """A new secret; addresses with the former one end."""
    authorize(by, Permission.READ)
    nonce = secrets.token_urlsafe(32)
    values = {
        "nonce": nonce,
        "token_hash": _hash(_token(nonce)),
        "created_at": clock.now(),
        "last_used_on": None,
    }
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(FeedSecret)
        .values(person_id=by.person_id, **values)
        .on_conflict_do_update(index_elements=[FeedSecret.person_id], set_=values)
    )
    publish(FeedAddressMade(actor_id=by.actor_id, subject_id=by.person_id))


def end_secret(*, by: Actor) -> None:
    """No feed address of the person works any more."""
    ended = db.session.scalar(
        delete(FeedSecret).where(FeedSecret.person_id == by.person_id).returning(FeedSecret.person_id)
    )
    if ended is not None:
        publish(FeedAddressEnded(actor_id=by.actor_id, subject_id=by.person_id))


def secret_of(person_id: int) -> FeedSecret | None:
    """Somebody's secret, without the token."""
    return db.session.get(FeedSecret, person_id)


def token_of(secret: FeedSecret) -> str | None:
    """The token, shown to its owner; None when the secret key has changed since."""
    token = _token(secret.nonce)
    return token if hmac.compare_digest(_hash(token), secret.token_hash) else None


def holder(token: str) -> FeedSecret | None:
    """The secret that a token belongs to; None for one that is unknown, ended or of somebody disabled."""
    if not TOKEN.fullmatch(token):
        return None
    return db.session.scalar(
        select(FeedSecret)
        .join(FeedSecret.person)
        .options(joinedload(FeedSecret.person).joinedload(Person.unit))
        .where(FeedSecret.token_hash == _hash(token), Person.disabled_at.is_(None))
    )


def note_use(secret: FeedSecret) -> None:
    """Remember the day of the last use."""
    db.session.execute(
        update(FeedSecret).where(FeedSecret.person_id == secret.person_id).values(last_used_on=clock.today())
    )


def _token(nonce: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.digest(key, f"{PURPOSE}\x00{nonce}".encode(), "sha256")
    return b32encode(digest[:20]).decode().lower()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
