"""Tables of who had an idea, follows it, votes for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model


class CoAuthor(Model):
    """Somebody who thought of it together with the author.

    `merge_id`, here and in ballots and followers: the merging by which they came from another idea, None: by
    themselves (see `merging`). No foreign key: the column is added to a million rows at no cost, and what a merging
    lent is made anew, whether or not it is still there.
    """

    __tablename__ = "suggestions_co_author"
    __table_args__ = (UniqueConstraint("suggestion_id", "person_id"),)

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    merge_id: Mapped[int | None]

    person: Mapped[Person] = relationship()


class Follower(Model):
    """Somebody who chose to hear what becomes of an idea; or (muted) not to hear of one that concerns them."""

    __tablename__ = "suggestions_follower"
    __table_args__ = (UniqueConstraint("suggestion_id", "person_id"),)

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    is_muted: Mapped[bool] = mapped_column(server_default=false(), default=False)
    merge_id: Mapped[int | None]


class Vote(Model):
    """A ballot: 1 for, -1 against. One per person and idea, whatever happens at once."""

    __tablename__ = "suggestions_vote"
    __table_args__ = (
        UniqueConstraint("suggestion_id", "person_id"),
        CheckConstraint("value IN (-1, 1)", name="value"),
        Index(None, "person_id", "value", "suggestion_id"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    value: Mapped[int]
    at: Mapped[datetime]
    merge_id: Mapped[int | None]
