"""Tables of what hangs on a comment, and of ready answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model, one_of
from improve.core.localized import Localized
from improve.suggestions.discussion.values import ReactionKind, Verdict
from improve.suggestions.models import Comment

OPEN = text("resolved_at IS NULL")


class CommentVersion(Model):
    """What a comment said before it was changed; `number` counts from 1, the oldest first."""

    __tablename__ = "suggestions_comment_version"
    __table_args__ = (UniqueConstraint("comment_id", "number"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("suggestions_comment.id", ondelete="CASCADE"))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class Reaction(Model):
    """One word of a person about a comment, at most one of each kind."""

    __tablename__ = "suggestions_reaction"
    __table_args__ = (
        UniqueConstraint("comment_id", "person_id", "kind"),
        CheckConstraint(one_of("kind", ReactionKind), name="kind"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("suggestions_comment.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]


class CommentReport(Model):
    """Somebody says that a comment should not stand there. A person has at most one open report of a comment."""

    __tablename__ = "suggestions_comment_report"
    __table_args__ = (
        CheckConstraint(one_of("verdict", Verdict), name="verdict"),
        CheckConstraint("(resolved_at IS NULL) = (verdict IS NULL)", name="resolved"),
        Index(
            "uq_suggestions_comment_report_open",
            "comment_id",
            "reporter_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(None, "comment_id"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("suggestions_comment.id", ondelete="CASCADE"))
    reporter_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    verdict: Mapped[str | None] = mapped_column(String(10))
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    comment: Mapped[Comment] = relationship()
    reporter: Mapped[Person] = relationship(foreign_keys=[reporter_id])


class CannedAnswer(Model):
    """A text that handlers use again and again, with places to fill in: see `canned.PLACES`."""

    __tablename__ = "suggestions_canned_answer"

    title: Mapped[Localized]
    body: Mapped[Localized]
    order: Mapped[int] = mapped_column(server_default="0", default=0)
