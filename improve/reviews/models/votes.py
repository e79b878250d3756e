"""Tables of votes inside a committee."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Base, Model, one_of
from improve.reviews.models.rounds import Round
from improve.reviews.values.votes import LARGEST_SUM, QUESTION, VoteKind

OPEN = "closed_at IS NULL"


class Vote(Model):
    """A vote over ideas of a round; one at a time is open.

    `voters` and `away` are set when it closes: the members in office, and the pairs (item, person) with a conflict, as
    they were then.
    """

    __tablename__ = "reviews_vote"
    __table_args__ = (
        CheckConstraint(one_of("kind", VoteKind), name="kind"),
        CheckConstraint("(kind = 'allotment') = (points IS NOT NULL)", name="allotment"),
        CheckConstraint(f"points BETWEEN 1 AND {LARGEST_SUM}", name="points"),
        CheckConstraint("(closed_at IS NULL) = (voters IS NULL)", name="closed"),
        Index(
            "uq_reviews_vote_open",
            "round_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index(None, "round_id", "id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("reviews_round.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    question: Mapped[str] = mapped_column(String(QUESTION.longest), server_default="", default="")
    points: Mapped[int | None]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    voters: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    away: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True))

    round: Mapped[Round] = relationship()
    items: Mapped[list[VoteItem]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin", order_by="VoteItem.item_id"
    )

    @property
    def way(self) -> VoteKind:
        """The kind as its enumeration."""
        return VoteKind(self.kind)

    @property
    def is_open(self) -> bool:
        """Are ballots taken?"""
        return self.closed_at is None

    @property
    def item_ids(self) -> list[int]:
        """The ideas it is about, whoever asks."""
        return [one.item_id for one in self.items]


class VoteItem(Base):
    """An idea that is voted on."""

    __tablename__ = "reviews_vote_item"

    vote_id: Mapped[int] = mapped_column(
        ForeignKey("reviews_vote.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("reviews_item.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )


class Ballot(Model):
    """What a member gave in a vote, as it stands now. `marks`: item id -> place, 1 for approval, or points."""

    __tablename__ = "reviews_ballot"
    __table_args__ = (UniqueConstraint("vote_id", "person_id"),)

    vote_id: Mapped[int] = mapped_column(ForeignKey("reviews_vote.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    marks: Mapped[dict[str, int]] = mapped_column(JSON)
    cast_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
