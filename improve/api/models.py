"""Remembered answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model


class RememberedAnswer(Model):
    """The answer to a creating POST, kept for a day under a hash of who sent which key to which address."""

    __tablename__ = "api_remembered_answer"
    __table_args__ = (UniqueConstraint("key_hash"), Index(None, "created_at"))

    key_hash: Mapped[str] = mapped_column(String(64))
    body_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    location: Mapped[str | None] = mapped_column(String(500))
    answer: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
