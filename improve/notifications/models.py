"""Tables of the inbox and of the outbox.

A line is written once, whoever is told of it; a row of the inbox says to whom it went and how. Mails are of one
such row (at once), of a digest, or letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from markupsafe import Markup
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core import markdown
from improve.core.db import Model, one_of
from improve.core.messages import LazyText
from improve.core.notices import Pace, Subject

UNREAD = text("read_at IS NULL AND in_inbox")
TO_DIGEST = text("digest_id IS NULL AND mail IN ('daily', 'weekly')")
WAITING = text("state = 'waiting'")
OF_COMPANY = text("person_id IS NULL")
DIGESTED = (Pace.DAILY, Pace.WEEKLY)


class Line(Model):
    """What happened, in one sentence. `text` is a stored `LazyText`: each reads it in their language of the day."""

    __tablename__ = "notifications_line"
    __table_args__ = (
        CheckConstraint("(about_type IS NULL) = (about_id IS NULL)", name="about"),
        CheckConstraint("(source_type IS NULL) = (source_id IS NULL)", name="source"),
        CheckConstraint("NOT is_story OR about_id IS NOT NULL", name="story"),
        Index(None, "about_type", "about_id", "id"),
    )

    created_at: Mapped[datetime]
    text: Mapped[dict[str, Any]] = mapped_column(JSON)
    detail: Mapped[str] = mapped_column(Text, server_default="", default="")
    is_markdown: Mapped[bool] = mapped_column(server_default=false(), default=False)
    endpoint: Mapped[str] = mapped_column(String(100))
    link_values: Mapped[dict[str, Any]] = mapped_column(JSON)
    about_type: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None]
    source_type: Mapped[str | None] = mapped_column(String(40))
    source_id: Mapped[int | None]
    is_story: Mapped[bool] = mapped_column(server_default=false(), default=False)

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

    @property
    def about(self) -> Subject | None:
        return Subject(self.about_type, self.about_id) if self.about_type and self.about_id else None


class Digest(Model):
    """That the mail of a day or week was made for a person; a row without a mail had nothing to say.

    `until`: what came in before is in it. Its key is the claim: nobody makes a second one.
    """

    __tablename__ = "notifications_digest"
    __table_args__ = (
        UniqueConstraint("person_id", "pace", "day"),
        CheckConstraint(one_of("pace", DIGESTED), name="pace"),
        Index(None, "until"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    pace: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    since: Mapped[datetime]
    until: Mapped[datetime]

    person: Mapped[Person] = relationship()


class InboxNotice(Model):
    """One line to one person, on the channels that were decided when it was written.

    `topic` and `day` (the person's) are what the inbox groups by; `digest_id` the digest that carried it.
    """

    __tablename__ = "notifications_receipt"
    __table_args__ = (
        UniqueConstraint("line_id", "person_id"),
        CheckConstraint(one_of("mail", Pace), name="mail"),
        CheckConstraint("in_inbox OR mail <> 'never'", name="somewhere"),
        CheckConstraint("digest_id IS NULL OR mail IN ('daily', 'weekly')", name="digest"),
        Index(None, "person_id", "id"),
        Index(None, "person_id", "topic", "day"),
        Index(None, "digest_id"),
        Index(
            "ix_notifications_receipt_unread",
            "person_id",
            "id",
            sqlite_where=UNREAD,
            postgresql_where=UNREAD,
        ),
        Index(
            "ix_notifications_receipt_to_digest",
            "person_id",
            "mail",
            sqlite_where=TO_DIGEST,
            postgresql_where=TO_DIGEST,
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    line_id: Mapped[int] = mapped_column(ForeignKey("notifications_line.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    topic: Mapped[str] = mapped_column(String(80))
    day: Mapped[date]
    created_at: Mapped[datetime]
    in_inbox: Mapped[bool]
    mail: Mapped[str] = mapped_column(String(10))
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("notifications_digest.id"))
    read_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    line: Mapped[Line] = relationship(innerjoin=True)

    @property
    def sentence(self) -> LazyText:
        """The message, to be shown in the reader's language."""
        return self.line.sentence

    @property
    def detail(self) -> str:
        return self.line.detail

    @property
    def detail_plain(self) -> str:
        """The detail without marks."""
        return self.line.detail_plain

    @property
    def detail_html(self) -> Markup:
        """The detail as the page that it comes from shows it."""
        return self.line.detail_html

    @property
    def endpoint(self) -> str:
        return self.line.endpoint

    @property
    def link_values(self) -> Mapping[str, Any]:
        return self.line.link_values


class Choice(Model):
    """The channels somebody chose for a kind; without a person, the company's for who chose nothing."""

    __tablename__ = "notifications_choice"
    __table_args__ = (
        UniqueConstraint("person_id", "kind"),
        # NULLs are distinct in a unique constraint, so the company's need their own.
        Index(
            "uq_notifications_choice_company",
            "kind",
            unique=True,
            sqlite_where=OF_COMPANY,
            postgresql_where=OF_COMPANY,
        ),
        CheckConstraint(one_of("mail", Pace), name="mail"),
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    inbox: Mapped[bool]
    mail: Mapped[str] = mapped_column(String(10))


class MailState(StrEnum):
    """What became of a mail. Dropped: its person left, has no address any more, wants no mail, or may no longer
    see what it is about.
    """

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class OutgoingMail(Model):
    """A mail to send: of a notice, of a digest, or a letter whose text is kept only until it is sent.

    A worker that takes it sets `claimed_until` and its own `claim`; when that time is over the mail is anybody's.
    """

    __tablename__ = "notifications_outgoing"
    __table_args__ = (
        CheckConstraint(one_of("state", MailState), name="state"),
        CheckConstraint(
            "(CASE WHEN notice_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN digest_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN address IS NULL THEN 0 ELSE 1 END) = 1",
            name="content",
        ),
        CheckConstraint("(claimed_until IS NULL) = (claim IS NULL)", name="claimed_whole"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        Index(
            "ix_notifications_outgoing_waiting",
            "due_at",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(None, "state", "created_at"),
    )

    uid: Mapped[str] = mapped_column(String(32), unique=True)
    notice_id: Mapped[int | None] = mapped_column(
        ForeignKey("notifications_receipt.id", ondelete="CASCADE"), index=True
    )
    digest_id: Mapped[int | None] = mapped_column(
        ForeignKey("notifications_digest.id", ondelete="CASCADE"), unique=True
    )
    address: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str | None] = mapped_column(String(10))
    subject: Mapped[str | None] = mapped_column(String(300))
    letter: Mapped[str | None] = mapped_column(Text)
    letter_html: Mapped[str | None] = mapped_column(Text)
    # The address that ends such mails by one POST.
    unsubscribe: Mapped[str | None] = mapped_column(String(500))
    # Whether its sender wants to hear what became of it.
    is_tracked: Mapped[bool] = mapped_column(server_default=false(), default=False)
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
    digest: Mapped[Digest | None] = relationship()

    @property
    def person(self) -> Person | None:
        """Whom it goes to; a letter goes to an address."""
        if self.notice is not None:
            return self.notice.person
        return self.digest.person if self.digest is not None else None
