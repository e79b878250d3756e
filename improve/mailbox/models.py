"""Tables of the mailbox."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model, one_of


class MailState(StrEnum):
    """Where a mail stands: handled, to be tried again, or given up."""

    DONE = "done"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class HandledMail(Model):
    """A mail that was fetched. Of its id and sender only a digest is kept, of its content nothing.

    A mail is known by its place in the mailbox (`uid` under a `uid_validity`), and by what it calls itself: the
    same mail delivered twice is handled once.
    """

    __tablename__ = "mailbox_mail"
    __table_args__ = (
        UniqueConstraint("mailbox", "uid_validity", "uid"),
        Index(
            "uq_mailbox_mail_done_digest",
            "digest",
            unique=True,
            sqlite_where=text("state = 'done'"),
            postgresql_where=text("state = 'done'"),
        ),
        CheckConstraint(one_of("state", MailState), name="state"),
        CheckConstraint("attempts > 0", name="attempts"),
    )

    mailbox: Mapped[str] = mapped_column(String(64))
    uid_validity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(40), server_default="", default="")
    attempts: Mapped[int] = mapped_column(server_default="1", default=1)
    error: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(index=True)


class AnswerCount(Model):
    """How many answers an address (its digest) got on a day: two machines never talk to each other for long."""

    __tablename__ = "mailbox_answer_count"
    __table_args__ = (UniqueConstraint("address_digest", "day"), CheckConstraint("count > 0", name="count"))

    address_digest: Mapped[str] = mapped_column(String(64))
    day: Mapped[date] = mapped_column(index=True)
    count: Mapped[int]
