"""Tables of the inbox and of the outbox."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from markupsafe import Markup
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core import markdown
from improve.core.db import Model, one_of
from improve.core.messages import LazyText

UNREAD = text("read_at IS NULL")
WAITING = text("state = 'waiting'")


class InboxNotice(Model):
    """One message to one person. `text` is a stored `LazyText`, so each reads it in their language of the day."""

    __tablename__ = "notifications_notice"
    __table_args__ = (
        Index(None, "person_id", "id"),
        Index(
            "ix_notifications_notice_unread", "person_id", "id", sqlite_where=UNREAD, postgresql_where=UNREAD
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    text: Mapped[dict[str, Any]] = mapped_column(JSON)
    detail: Mapped[str] = mapped_column(Text, server_default="", default="")
    is_markdown: Mapped[bool] = mapped_column(server_default=false(), default=False)
    endpoint: Mapped[str] = mapped_column(String(100))
    link_values: Mapped[dict[str, Any]] = mapped_column(JSON)
    read_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    @property
    def sentence(self) -> LazyText:
        """The message, to be shown in the reader's language."""
        return LazyText.from_json(self.text)

    @property
    def detail_plain(self) -> str:
        """The detail without marks."""
        return markdown.plain(self.detail) if self.is_markdown else self.detail

    @property
    def detail_html(self) -> Markup:
        """The detail as the page that it comes from shows it."""
        if self.is_markdown:
            return markdown.html(self.detail)
        return Markup("<br>\n").join(self.detail.split("\n")) if self.detail else Markup("")


class MailState(StrEnum):
    """What became of a mail. Dropped: its person left, has no address any more or wants no mail."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class OutgoingMail(Model):
    """A mail to send: of a notice, or a letter whose text is kept only until it is sent.

    A worker that takes it sets `claimed_until` and its own `claim`; when that time is over the mail is anybody's.
    """

    __tablename__ = "notifications_mail"
    __table_args__ = (
        CheckConstraint(one_of("state", MailState), name="state"),
        CheckConstraint("(notice_id IS NULL) <> (address IS NULL)", name="notice_or_letter"),
        CheckConstraint("(claimed_until IS NULL) = (claim IS NULL)", name="claimed_whole"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        Index(
            "ix_notifications_mail_waiting", "due_at", "id", sqlite_where=WAITING, postgresql_where=WAITING
        ),
        Index(None, "state", "created_at"),
    )

    uid: Mapped[str] = mapped_column(String(32), unique=True)
    notice_id: Mapped[int | None] = mapped_column(
        ForeignKey("notifications_notice.id", ondelete="CASCADE"), index=True
    )
    address: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str | None] = mapped_column(String(10))
    subject: Mapped[str | None] = mapped_column(String(300))
    letter: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(
        String(10), server_default=str(MailState.WAITING), default=str(MailState.WAITING)
    )
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default="0", default=0)
    claimed_until: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(String(32))
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(500))

    notice: Mapped[InboxNotice | None] = relationship()
