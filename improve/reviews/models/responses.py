"""Table of what authors are shown of their reviews before the decision, and of what they answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model
from improve.reviews.models.rounds import RoundItem


class AuthorResponse(Model):
    """An idea whose authors may answer what members wrote to them, once, until the last day of the round's window.

    `notes`: what they were shown, as it stood when scoring ended; a score that is amended afterwards changes nothing of
    it. `answered_by_id` stays empty for an author who is not to be known.
    """

    __tablename__ = "reviews_response"
    __table_args__ = (CheckConstraint("(answer <> '') = (answered_at IS NOT NULL)", name="answered"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("reviews_item.id", ondelete="CASCADE"), unique=True)
    notes: Mapped[list[str]] = mapped_column(JSON)
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, server_default="", default="")
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="SET NULL"), index=True
    )
    answered_at: Mapped[datetime | None]

    item: Mapped[RoundItem] = relationship()
    answered_by: Mapped[Person | None] = relationship()
