"""The secret of somebody's feed addresses."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Base


class FeedSecret(Base):
    """One secret a person: every feed address of theirs holds it, and ends with it.

    Only its hash is kept. It is made from `nonce` with the secret key, so that its owner can see the addresses again.
    """

    __tablename__ = "suggestions_feed_secret"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    nonce: Mapped[str] = mapped_column(String(43))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_used_on: Mapped[date | None]

    person: Mapped[Person] = relationship()
