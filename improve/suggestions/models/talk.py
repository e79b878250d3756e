"""Tables of what is said of an idea and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model, one_of
from improve.suggestions.models.ideas import Suggestion
from improve.suggestions.naming.words import StatusWord
from improve.suggestions.values import CommentKind, Status


class Comment(Model):
    """What somebody says about an idea: Markdown (`improve.core.markdown`).

    `kind` tells who reads it: a note is for the handlers of the idea alone. Read comments through
    `discussion.queries.visible_comments`. `author_id` is None for an author who gave no name. Replies have the
    comment at the beginning of their thread as `parent`. A removed comment keeps its place, not its text; a
    hidden one keeps both, and is read by its author and the handlers.
    """

    __tablename__ = "suggestions_comment"
    __table_args__ = (
        Index(None, "suggestion_id", "id"),
        CheckConstraint("removed_at IS NULL OR body = ''", name="removed"),
        CheckConstraint(one_of("kind", CommentKind), name="kind"),
        CheckConstraint("parent_id < id", name="parent"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_reason = '')", name="hidden"),
        CheckConstraint("author_id IS NOT NULL OR kind = 'comment'", name="author"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("suggestions_comment.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(
        String(10), server_default=str(CommentKind.COMMENT), default=str(CommentKind.COMMENT)
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    hidden_reason: Mapped[str] = mapped_column(Text, server_default="", default="")

    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    suggestion: Mapped[Suggestion] = relationship()
    parent: Mapped[Comment | None] = relationship(remote_side="Comment.id")

    @property
    def is_note(self) -> bool:
        return self.kind == CommentKind.NOTE

    @property
    def is_counted(self) -> bool:
        """Is it in the number of comments that everybody sees?"""
        return not self.is_note and self.removed_at is None and self.hidden_at is None

    @property
    def author_label(self) -> str:
        """The name of who wrote it; "" for an author without one."""
        return self.author.name if self.author is not None else ""


class StatusChange(Model):
    """One step in an idea's history. `by_id` is None for the system; `reason` is read by the author."""

    __tablename__ = "suggestions_status_change"
    __table_args__ = (
        CheckConstraint(one_of("from_status", Status), name="from_status"),
        CheckConstraint(one_of("to_status", Status), name="to_status"),
        Index(None, "suggestion_id", "id"),
        # What became of ideas within a quarter.
        Index(None, "to_status", "at", "suggestion_id"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    from_status: Mapped[str | None] = mapped_column(String(20))
    to_status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, server_default="", default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    at: Mapped[datetime]

    by: Mapped[Person | None] = relationship()

    @property
    def word(self) -> StatusWord:
        """What the idea became, in the company's words."""
        return Status(self.to_status).word
