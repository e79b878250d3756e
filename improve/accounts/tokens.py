"""Bearer authentication: who acts for a request to the API."""

from __future__ import annotations

from flask import has_request_context, request

from improve.accounts import links, store
from improve.accounts.models import ApiToken
from improve.accounts.queries import actor_of, token_by_hash
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.policy import Actor

API = "/api/"
LONGEST = 200


def actor_from_bearer() -> Actor | None:
    """The owner of the token in the Authorization header, limited to its scopes. Only under /api/."""
    if not has_request_context() or not request.path.startswith(API):
        return None
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token.strip()) <= LONGEST:
        return None
    return actor_of_token(token.strip())


def actor_of_token(token: str) -> Actor | None:
    """Who acts with this token; None for one that is unknown, withdrawn, expired or of somebody disabled."""
    found = db.session.scalar(token_by_hash(links.hash_of(token)))
    if found is None or not _works(found):
        return None
    actor = actor_of(found.person, scopes=frozenset(found.scopes.split()) or None)
    day = clock.today()
    if found.last_used_on is None or found.last_used_on < day:
        number = found.id
        with transaction():
            store.note_use(number, day)
    return actor


def _works(token: ApiToken) -> bool:
    if token.revoked_at is not None or not token.person.is_active:
        return False
    return token.expires_at is None or token.expires_at > clock.now()
