"""Tables of practice ideas: what all members of a round score before the others, and what they gave them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model
from improve.reviews import values
from improve.reviews.models.rounds import Round
from improve.suggestions.models import Suggestion


class Practice(Model):
    """An idea to practice on: one that was decided earlier, or texts that were written for it.

    It is no `RoundItem`, so that no result, count, ranking or record can ever take it for one.
    """

    __tablename__ = "reviews_practice"
    __table_args__ = (
        UniqueConstraint("round_id", "place"),
        UniqueConstraint("round_id", "suggestion_id"),
        CheckConstraint(f"place BETWEEN 1 AND {values.MOST_PRACTICE}", name="place"),
        CheckConstraint("(suggestion_id IS NULL) = (title <> '')", name="source"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("reviews_round.id", ondelete="CASCADE"))
    place: Mapped[int]
    suggestion_id: Mapped[int | None] = mapped_column(
        ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(values.PRACTICE_TITLE.longest), server_default="", default="")
    problem: Mapped[str] = mapped_column(Text, server_default="", default="")
    idea: Mapped[str] = mapped_column(Text, server_default="", default="")
    expected_result: Mapped[str] = mapped_column(Text, server_default="", default="")
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id", ondelete="SET NULL"))

    round: Mapped[Round] = relationship()
    suggestion: Mapped[Suggestion | None] = relationship()

    @property
    def category_id(self) -> int | None:
        """Which criteria are asked of it."""
        return self.suggestion.category_id if self.suggestion is not None else None


class PracticeReview(Model):
    """What a member gave a practice idea; it stands, because the others' answers are shown after it.

    `answers`: criterion id -> value, None for “I cannot judge this”; `score`: the weighted mean on 0-100.
    """

    __tablename__ = "reviews_practice_review"
    __table_args__ = (
        UniqueConstraint("practice_id", "person_id"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("reviews_practice.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    answers: Mapped[dict[str, float | None]] = mapped_column(JSON)
    score: Mapped[float | None]
    submitted_at: Mapped[datetime]

    person: Mapped[Person] = relationship()

    @property
    def values(self) -> dict[int, float | None]:
        """Criterion id -> value, None where the member could not judge."""
        return {int(criterion_id): value for criterion_id, value in self.answers.items()}
