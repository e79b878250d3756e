"""Tables of what members gave and what the committee decided. Both are only ever added to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
    true,
    type_coerce,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Base, Model, one_of
from improve.reviews import values
from improve.reviews.models.rounds import RoundItem
from improve.reviews.models.rubrics import Criterion
from improve.reviews.values import PROPOSALS, ConflictKind, Outcome

CURRENT = "is_current"


class Review(Model):
    """What one member gave one idea. An amendment is a further revision; the last one is current and counts.

    `score` is the weighted mean on 0-100 and `answered` the share of the weight behind it (0..1), both as they
    were when it was handed in; an abstention has no score. `reviewer_name`: somebody without an account, as an
    import brought them.
    """

    __tablename__ = "reviews_review"
    __table_args__ = (
        UniqueConstraint("item_id", "reviewer_key", "revision"),
        Index(
            "uq_reviews_review_current",
            "item_id",
            "reviewer_key",
            unique=True,
            sqlite_where=text(CURRENT),
            postgresql_where=text(CURRENT),
        ),
        Index(None, "reviewer_id", "is_current", "item_id"),
        CheckConstraint("reviewer_id IS NULL OR reviewer_name IS NULL", name="reviewer"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        CheckConstraint("answered BETWEEN 0 AND 1", name="answered"),
        CheckConstraint(one_of("proposal", PROPOSALS), name="proposal"),
        CheckConstraint("merge_with IS NULL OR proposal = 'merge'", name="merge_with"),
        CheckConstraint(f"confidence BETWEEN {values.LEAST_SURE} AND {values.SUREST}", name="confidence"),
        CheckConstraint("revision >= 1", name="revision"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("reviews_item.id", ondelete="CASCADE"))
    # Who it is, whichever way they are known: `p12` for a person, `nAda Lovelace` for a name.
    reviewer_key: Mapped[str] = mapped_column(String(values.REVIEWER_NAME.longest + 1))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    reviewer_name: Mapped[str | None] = mapped_column(String(values.REVIEWER_NAME.longest))
    revision: Mapped[int]
    is_current: Mapped[bool] = mapped_column(server_default=true(), default=True)
    score: Mapped[float | None]
    answered: Mapped[float]
    note_to_author: Mapped[str] = mapped_column(Text, server_default="", default="")
    private_note: Mapped[str] = mapped_column(Text, server_default="", default="")
    proposal: Mapped[str | None] = mapped_column(String(20))
    # The number of the idea to merge with. No foreign key: it is said, not done, and stays as it was said.
    merge_with: Mapped[int | None]
    confidence: Mapped[int | None]
    submitted_at: Mapped[datetime]

    item: Mapped[RoundItem] = relationship()
    reviewer: Mapped[Person | None] = relationship()
    scores: Mapped[list[Score]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )

    @property
    def abstained(self) -> bool:
        """Too little was answered to count."""
        return self.score is None

    @property
    def reviewer_label(self) -> str:
        """The reviewer's name, from the account or from the import."""
        return self.reviewer.name if self.reviewer is not None else self.reviewer_name or ""

    @property
    def values(self) -> dict[int, float | None]:
        """Criterion id -> value, None where the member could not judge."""
        return {score.criterion_id: score.value for score in self.scores if not score.text}

    @property
    def texts(self) -> dict[int, str]:
        """Criterion id -> what the member wrote."""
        return {score.criterion_id: score.text for score in self.scores if score.text}


def is_now(review: type[Review]) -> ColumnElement[Any]:
    """The condition that a review is the current one, in the words of the index of those: SQLite uses it for no others
    ("= 1" is another condition to it).
    """
    current: Any = review.is_current
    found: ColumnElement[Any] = type_coerce(current, Integer)
    return found


class Score(Base):
    """The answer to one criterion; without a value the member could not judge it, or wrote a text."""

    __tablename__ = "reviews_score"

    review_id: Mapped[int] = mapped_column(
        ForeignKey("reviews_review.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    criterion_id: Mapped[int] = mapped_column(
        ForeignKey("reviews_criterion.id"), primary_key=True, autoincrement=False, index=True
    )
    value: Mapped[float | None]
    text: Mapped[str] = mapped_column(Text, server_default="", default="")

    criterion: Mapped[Criterion] = relationship()


class Declaration(Model):
    """A conflict of interest that somebody declared, or that a chair recorded for them and only a chair lifts.

    It holds in every round.
    """

    __tablename__ = "reviews_declaration"
    __table_args__ = (
        UniqueConstraint("suggestion_id", "person_id"),
        CheckConstraint(one_of("kind", ConflictKind), name="kind"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    declared_at: Mapped[datetime]
    # Who recorded it for the person; None: the person did.
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Decision(Model):
    """What the committee decided on an idea. A later one supersedes it; none is lost."""

    __tablename__ = "reviews_decision"
    __table_args__ = (
        Index(
            "uq_reviews_decision_current",
            "item_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(None, "item_id", "id"),
        CheckConstraint(one_of("outcome", Outcome), name="outcome"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("revise_by IS NULL OR outcome = 'revise'", name="revise_by"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
        CheckConstraint(
            "outcome IN ('accept', 'local') OR (probability IS NULL AND expected_effect = '')",
            name="predicted",
        ),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("reviews_item.id", ondelete="CASCADE"))
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    revise_by: Mapped[date | None]
    # What the committee foretold before anything was done, and how probable it held it, in percent.
    expected_effect: Mapped[str] = mapped_column(Text, server_default="", default="")
    probability: Mapped[int | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    decided_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    item: Mapped[RoundItem] = relationship()
    decided_by: Mapped[Person | None] = relationship()

    @property
    def verdict(self) -> Outcome:
        """The outcome as its enumeration."""
        return Outcome(self.outcome)
