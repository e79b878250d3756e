"""Tables of mergings and of what each of them lends."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Base, Model, one_of
from improve.suggestions import values
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Status

MERGE = "suggestions_merge.id"
ACTIVE = text("undone_at IS NULL")


class Merge(Model):
    """That an idea (the source) is part of another one (the target), since when, by whom, and what stood before.

    An idea has at most one merging that is not undone. `imported_for` and `imported_against`: the totals that it
    added to the target's.
    """

    __tablename__ = "suggestions_merge"
    __table_args__ = (
        CheckConstraint("source_id <> target_id", name="not_into_itself"),
        CheckConstraint(one_of("status_before", Status), name="status_before"),
        CheckConstraint("imported_for >= 0 AND imported_against >= 0", name="imported"),
        Index(
            "uq_suggestions_merge_active",
            "source_id",
            unique=True,
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
        Index(None, "target_id", "id"),
        Index(None, "source_id", "id"),
    )

    source_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    target_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(Text, server_default="", default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    undone_at: Mapped[datetime | None]
    # Where the source stood: its status and the clock of its promise.
    status_before: Mapped[str] = mapped_column(String(20))
    promise_left: Mapped[int | None]
    due_on: Mapped[date | None]
    escalate_on: Mapped[date | None]
    parked_until: Mapped[date | None]
    imported_for: Mapped[int]
    imported_against: Mapped[int]

    source: Mapped[Suggestion] = relationship(foreign_keys=[source_id])
    target: Mapped[Suggestion] = relationship(foreign_keys=[target_id])
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])


class LentVote(Base):
    """A ballot of the source, as it counts for the target unless the voter has one there or wrote either."""

    __tablename__ = "suggestions_merge_vote"

    merge_id: Mapped[int] = mapped_column(ForeignKey(MERGE, ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    value: Mapped[int]
    at: Mapped[datetime]


class LentBallot(Base):
    """The ballot of a name without an account."""

    __tablename__ = "suggestions_merge_ballot"

    merge_id: Mapped[int] = mapped_column(ForeignKey(MERGE, ondelete="CASCADE"), primary_key=True)
    voter: Mapped[str] = mapped_column(String(values.NAME.longest), primary_key=True)
    value: Mapped[int]
    at: Mapped[datetime | None]


class LentAuthor(Base):
    """Somebody who wrote the source, alone or with others."""

    __tablename__ = "suggestions_merge_author"

    merge_id: Mapped[int] = mapped_column(ForeignKey(MERGE, ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class LentName(Base):
    """Somebody without an account who wrote the source."""

    __tablename__ = "suggestions_merge_name"

    merge_id: Mapped[int] = mapped_column(ForeignKey(MERGE, ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(values.NAME.longest), primary_key=True)


class LentFollower(Base):
    """Somebody who follows the source, or wants to hear no more of it."""

    __tablename__ = "suggestions_merge_follower"

    merge_id: Mapped[int] = mapped_column(ForeignKey(MERGE, ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_muted: Mapped[bool]


class VoteAside(Base):
    """The ballot of somebody who became a co-author of the idea by a merging; it counts again when they are none.

    `budget_id`: from which budget it was taken, if votes are rationed.
    """

    __tablename__ = "suggestions_vote_aside"

    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    value: Mapped[int]
    at: Mapped[datetime]
    budget_id: Mapped[int | None] = mapped_column(
        ForeignKey("suggestions_vote_budget.id", ondelete="SET NULL")
    )
