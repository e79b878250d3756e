"""The table of answers about two ideas."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model


class Comparison(Model):
    """What somebody said of two ideas of a category; the first has the lower id. `said`: see `values.SAID`."""

    __tablename__ = "suggestions_comparison"
    __table_args__ = (
        UniqueConstraint("person_id", "first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="order"),
        CheckConstraint("said IN (-1, 0, 1)", name="said"),
        Index(None, "category_id", "first_id", "second_id"),
        Index(None, "category_id", "person_id"),
        Index(None, "first_id"),
        Index(None, "second_id"),
    )

    category_id: Mapped[int] = mapped_column(ForeignKey("suggestions_category.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    first_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    said: Mapped[int]
    at: Mapped[datetime]
