"""Ballots of people who have no account here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model
from improve.suggestions import values


class ImportedBallot(Model):
    """A ballot brought in by a file: 1 for, -1 against, 0 neutral. One per voter and idea.

    `voter` is a name; whoever has an account with that login has the ballot in `suggestions_vote` instead,
    but for a neutral one, which stays here. `at` is None where the file tells no instant.
    """

    __tablename__ = "suggestions_imported_ballot"
    __table_args__ = (
        UniqueConstraint("suggestion_id", "voter"),
        CheckConstraint("value IN (-1, 0, 1)", name="value"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    voter: Mapped[str] = mapped_column(String(values.NAME.longest))
    value: Mapped[int]
    at: Mapped[datetime | None]
    merge_id: Mapped[int | None]
