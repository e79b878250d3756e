"""The table of the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model

UNSEALED = text("seq IS NULL")


class AuditEntry(Model):
    """One state change. It refers to people and things by number and without foreign keys: it outlives them.

    `mac` is the entry's own; `seq` and `chain` are its place in the chain, given when it is sealed.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("(seq IS NULL) = (chain IS NULL)", name="sealed_whole"),
        CheckConstraint("seq >= 1", name="seq"),
        Index("ix_audit_entry_unsealed", "id", sqlite_where=UNSEALED, postgresql_where=UNSEALED),
        Index(None, "event", "id"),
        Index(None, "subject_type", "subject_id", "id"),
        Index(None, "actor_id", "id"),
        Index(None, "at"),
    )

    uid: Mapped[str] = mapped_column(String(32), unique=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(80))
    subject_type: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int]
    actor_id: Mapped[int | None]
    changed: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int | None] = mapped_column(unique=True)
    chain: Mapped[str | None] = mapped_column(String(64))
