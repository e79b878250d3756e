"""Tables of the meeting in which a committee talks about a round."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model
from improve.reviews.models.rounds import Round, RoundItem


class Meeting(Model):
    """The meeting of a round; `item_id` is what it talks about now."""

    __tablename__ = "reviews_meeting"
    __table_args__ = (
        UniqueConstraint("round_id"),
        CheckConstraint("ended_at IS NULL OR item_id IS NULL", name="ended"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("reviews_round.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("reviews_item.id", ondelete="SET NULL"))
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    ended_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()
    started_by: Mapped[Person | None] = relationship()


class Talked(Model):
    """An idea that was talked about, from when, and who was announced as recused: (name, person id)."""

    __tablename__ = "reviews_talked"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("reviews_meeting.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("reviews_item.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    recused: Mapped[list[str]] = mapped_column(JSON)

    item: Mapped[RoundItem] = relationship()
