"""`Idempotency-Key`: the same key and body get the same answer again, another body is refused.

The claim, the act and the remembered answer are one transaction: a crash leaves none of them, and a second
request with the same key waits for the first (SQLite: the write lock; PostgreSQL: the unique index).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from flask import Response, request
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.api.models import RememberedAnswer
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.web.access import current_actor

KEPT = timedelta(days=1)


def _hash(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


def once(key: str, raw: bytes, act: Callable[[], Response]) -> Response:
    """Act and remember, or answer as before. Inside a transaction."""
    key_hash = _hash(str(current_actor().actor_id), request.method, request.path, key)
    body_hash = _hash(raw)
    if not _claim(key_hash, body_hash):
        return _again(key_hash, body_hash)
    response = act()
    db.session.execute(
        update(RememberedAnswer)
        .where(RememberedAnswer.key_hash == key_hash)
        .values(
            status=response.status_code,
            location=response.headers.get("Location"),
            answer=response.get_data(as_text=True),
        )
    )
    return response


def _claim(key_hash: str, body_hash: str) -> bool:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    claimed = db.session.execute(
        insert(RememberedAnswer)
        .values(key_hash=key_hash, body_hash=body_hash, status=0, answer="", created_at=clock.now())
        .on_conflict_do_nothing(index_elements=["key_hash"])
        .returning(RememberedAnswer.id)
    )
    return claimed.scalar() is not None


def _again(key_hash: str, body_hash: str) -> Response:
    found = db.session.scalars(select(RememberedAnswer).where(RememberedAnswer.key_hash == key_hash)).one()
    if found.body_hash != body_hash:
        raise Invalid.field("Idempotency-Key", _l("This key was used with another body before."))
    response = Response(found.answer, mimetype="application/json", status=found.status)
    if found.location:
        response.headers["Location"] = found.location
    return response


def forget_old() -> int:
    """Delete answers older than a day; how many."""
    gone = db.session.execute(
        delete(RememberedAnswer)
        .where(RememberedAnswer.created_at < clock.now() - KEPT)
        .returning(RememberedAnswer.id)
    )
    return len(gone.all())
