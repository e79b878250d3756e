"""The table of questions to authors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model


class AuthorQuestion(Model):
    """A question to the author with the answer. It is open until `closed_at`: answered or taken back.

    `answered_by_id` stays empty for an author who is not to be known.
    """

    __tablename__ = "suggestions_question"
    __table_args__ = (
        # One open question at a time.
        Index(
            "uq_suggestions_question_open",
            "suggestion_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("closed_at IS NOT NULL OR answer = ''", name="answer"),
        Index(None, "suggestion_id", "id"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, server_default="", default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    closed_at: Mapped[datetime | None]

    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
