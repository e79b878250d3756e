"""Tables of who scores which idea, and of what members know about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model, one_of
from improve.reviews.models.rounds import RoundItem
from improve.reviews.values import AssignedBy, Wish
from improve.suggestions.models import Category


class Assignment(Model):
    """A member is asked to score an idea. It goes when a conflict of interest comes up."""

    __tablename__ = "reviews_assignment"
    __table_args__ = (
        UniqueConstraint("item_id", "person_id"),
        CheckConstraint(one_of("source", AssignedBy), name="source"),
        Index(None, "person_id", "item_id"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("reviews_item.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    source: Mapped[str] = mapped_column(String(10))
    assigned_at: Mapped[datetime]
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    item: Mapped[RoundItem] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Bid(Model):
    """What a member wishes before ideas are assigned; it binds nobody."""

    __tablename__ = "reviews_bid"
    __table_args__ = (
        UniqueConstraint("item_id", "person_id"),
        CheckConstraint(one_of("wish", Wish), name="wish"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("reviews_item.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    wish: Mapped[str] = mapped_column(String(20))
    said_at: Mapped[datetime]


class Expertise(Model):
    """A category that a person knows well: ideas of it rather come to them."""

    __tablename__ = "reviews_expertise"
    __table_args__ = (UniqueConstraint("person_id", "category_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    category_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_category.id", ondelete="CASCADE"), index=True
    )

    category: Mapped[Category] = relationship()
