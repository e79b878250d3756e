"""Table of what members think of each other's comments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model


class Rating(Model):
    """Whether a member found the comment of a review helpful to decide. It is of the words that they read: a changed
    comment begins anew.
    """

    __tablename__ = "reviews_rating"
    __table_args__ = (UniqueConstraint("review_id", "person_id"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews_review.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    is_helpful: Mapped[bool]
    said_at: Mapped[datetime]
