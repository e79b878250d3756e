"""Whose name may stand beside their ideas."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base


class NamingConsent(Base):
    """Somebody agreed that their name stands beside what became of their ideas. Without a row: no."""

    __tablename__ = "suggestions_naming_consent"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    agreed_at: Mapped[datetime]
