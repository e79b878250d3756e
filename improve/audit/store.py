"""Statements of the trail that the ORM cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, insert, text, update

from improve.audit.models import AuditEntry
from improve.core.db import db

CHAIN_LOCK = 7_305_122
_INSERT = insert(cast(Table, AuditEntry.__table__))


def append(values: dict[str, Any]) -> None:
    """Write one entry. On the table, not the model: an import writes thousands, and nobody loads them; and past the
    session, which has stored by now what the entry tells of.
    """
    db.session.flush()
    db.session.connection().execute(_INSERT, values)


def claim_chain() -> bool:
    """Take the only right to seal, until the transaction ends; False when another worker has it.

    On SQLite every writing transaction is alone already.
    """
    if db.engine.dialect.name != "postgresql":
        return True
    return bool(db.session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK}))


def place(places: Sequence[dict[str, Any]]) -> None:
    """Give entries their places: dicts of id, seq, chain. The unique `seq` is the last guard against two sealers."""
    db.session.execute(update(AuditEntry), places)
