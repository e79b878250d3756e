"""Tables of who leads the discussion of an idea, and of the summaries that leads write of its reviews."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model, one_of
from improve.reviews.models.rounds import RoundItem
from improve.reviews.values import NamedBy, Outcome

CURRENT = "is_current"


class Lead(Model):
    """Who leads the discussion of an idea: one member at most. It goes with a conflict of interest, and with the office."""

    __tablename__ = "reviews_lead"
    __table_args__ = (CheckConstraint(one_of("source", NamedBy), name="source"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("reviews_item.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    source: Mapped[str] = mapped_column(String(10))
    named_at: Mapped[datetime]
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    item: Mapped[RoundItem] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Summary(Model):
    """What a lead wrote of the reviews of an idea. A change is a further row; the last one is current."""

    __tablename__ = "reviews_summary"
    __table_args__ = (
        Index(
            "uq_reviews_summary_current",
            "item_id",
            unique=True,
            sqlite_where=text(CURRENT),
            postgresql_where=text(CURRENT),
        ),
        Index(None, "item_id", "id"),
        CheckConstraint(one_of("proposal", Outcome), name="proposal"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("reviews_item.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    is_current: Mapped[bool] = mapped_column(server_default=true(), default=True)
    strengths: Mapped[str] = mapped_column(Text, server_default="", default="")
    concerns: Mapped[str] = mapped_column(Text, server_default="", default="")
    proposal: Mapped[str] = mapped_column(String(20))
    written_at: Mapped[datetime]

    item: Mapped[RoundItem] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def action(self) -> Outcome:
        """The proposed action as its enumeration."""
        return Outcome(self.proposal)

    @property
    def draft(self) -> str:
        """What the reason to the author can begin with."""
        return "\n\n".join(part for part in (self.strengths, self.concerns) if part)
