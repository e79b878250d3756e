"""Tables of invitations. Of an anonymous survey nothing here leads to an answer: no key, no order, no instant."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.contacts.models import Contact
from improve.core.db import Base, Model, one_of
from improve.core.localized import Localized
from improve.surveys.models import Survey

DUE = text("due_at IS NOT NULL")
MOST_REMINDERS = 2


class WaveState(StrEnum):
    """Where a wave stands. Paused: no mail, links work. Withdrawn: no mail, and links say so."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


class InvitationState(StrEnum):
    """Planned: its mail will be written. Sent: it went into the outbox. Skipped: nobody is asked, see `reason`."""

    PLANNED = "planned"
    SENT = "sent"
    SKIPPED = "skipped"


class Reason(StrEnum):
    """Why somebody was not asked."""

    SILENT = "silent"
    BOUNCED = "bounced"
    NO_CONSENT = "no_consent"
    RESTS = "rests"
    RESTS_HERE = "rests_here"
    CLOSED = "closed"


class MailState(StrEnum):
    """Where a mail stands: in the outbox, handed over, refused or dropped, or come back."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"


class Wave(Model):
    """Contacts of a survey who are asked together, with the texts of their mail and when it goes."""

    __tablename__ = "surveys_wave"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint(one_of("state", WaveState), name="state"),
        CheckConstraint("send_from BETWEEN 0 AND 23", name="send_from"),
        CheckConstraint("send_until BETWEEN 1 AND 24", name="send_until"),
        CheckConstraint(f"reminders BETWEEN 0 AND {MOST_REMINDERS}", name="reminders"),
        CheckConstraint("remind_after BETWEEN 1 AND 30", name="remind_after"),
        CheckConstraint("sample_size > 0", name="sample_size"),
        CheckConstraint("(sample_size IS NULL) OR (state = 'draft') OR (seed IS NOT NULL)", name="seed"),
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), server_default="draft", default="draft", index=True)
    subject: Mapped[Localized]
    body: Mapped[Localized]
    reminder: Mapped[Localized]
    # Hours of the contact's day: from `send_from` up to, without, `send_until`.
    send_from: Mapped[int]
    send_until: Mapped[int]
    on_weekends: Mapped[bool] = mapped_column(server_default=false(), default=False)
    reminders: Mapped[int]
    # Days after the mail before.
    remind_after: Mapped[int]
    # Only contacts whose attribute has this value.
    attribute: Mapped[str | None] = mapped_column(String(40))
    attribute_is: Mapped[str | None] = mapped_column(String(200))
    sample_size: Mapped[int | None]
    # What the sample was drawn with: the same list and seed give the same sample.
    seed: Mapped[str | None] = mapped_column(String(32))
    # How many fitted when it was drawn.
    pool: Mapped[int | None]
    needs_consent: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # Asked whatever was asked before: after a complaint.
    ignores_rest: Mapped[bool] = mapped_column(server_default=false(), default=False)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]

    survey: Mapped[Survey] = relationship()


class Invitation(Model):
    """One contact in a wave. What they did is kept as yes or no, without an instant."""

    __tablename__ = "surveys_invitation"
    __table_args__ = (
        UniqueConstraint("wave_id", "contact_id"),
        CheckConstraint(one_of("state", InvitationState), name="state"),
        CheckConstraint(f"reason IS NULL OR {one_of('reason', Reason)}", name="reason"),
        CheckConstraint("(state = 'skipped') = (reason IS NOT NULL)", name="skipped"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        CheckConstraint(f"mails BETWEEN 0 AND {MOST_REMINDERS + 1}", name="mails"),
        Index("ix_surveys_invitation_due", "due_at", "id", sqlite_where=DUE, postgresql_where=DUE),
        Index(None, "contact_id", "sent_at"),
        Index(None, "survey_id", "state"),
    )

    wave_id: Mapped[int] = mapped_column(ForeignKey("surveys_wave.id", ondelete="CASCADE"))
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts_contact.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(20), server_default="planned", default="planned")
    reason: Mapped[str | None] = mapped_column(String(20))
    # When the next mail is written; None when there is none.
    due_at: Mapped[datetime | None]
    # When the first mail went into the outbox.
    sent_at: Mapped[datetime | None]
    mails: Mapped[int] = mapped_column(server_default="0", default=0)
    bounced: Mapped[bool] = mapped_column(server_default=false(), default=False)
    opened: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # A score in a mail was clicked, whatever became of it; which one is forgotten with the answer. Not of anonymous
    # surveys.
    clicked: Mapped[bool] = mapped_column(server_default=false(), default=False)
    begun: Mapped[bool] = mapped_column(server_default=false(), default=False)
    completed: Mapped[bool] = mapped_column(server_default=false(), default=False)

    wave: Mapped[Wave] = relationship()
    contact: Mapped[Contact] = relationship()


class InvitationMail(Model):
    """One mail of an invitation: 0 the first, then the reminders. Each has a token of its own, all are spent at once.

    `token_hash` is what is kept of the token; `uid` is the first part of the mail's Message-ID.
    """

    __tablename__ = "surveys_invitation_mail"
    __table_args__ = (
        UniqueConstraint("invitation_id", "number"),
        CheckConstraint(one_of("state", MailState), name="state"),
    )

    invitation_id: Mapped[int] = mapped_column(ForeignKey("surveys_invitation.id", ondelete="CASCADE"))
    number: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[str] = mapped_column(String(20), server_default="queued", default="queued")
    # When the outbox handed it over.
    sent_at: Mapped[datetime | None]

    invitation: Mapped[Invitation] = relationship()


class Respondent(Base):
    """Who answered, where people were told so: a pseudonym, or the contact. An anonymous survey has no row."""

    __tablename__ = "surveys_respondent"
    __table_args__ = (
        CheckConstraint("pseudonym IS NULL OR contact_id IS NULL", name="one"),
        Index(None, "survey_id", "pseudonym"),
    )

    response_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("surveys_response.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    pseudonym: Mapped[str | None] = mapped_column(String(16))
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contacts_contact.id", ondelete="SET NULL"), index=True
    )


class PseudonymKey(Base):
    """What makes a survey's pseudonyms. Without it nobody can tell whose they are, not even we."""

    __tablename__ = "surveys_pseudonym_key"

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_survey.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key: Mapped[str] = mapped_column(String(64))


class Rest(Model):
    """At most so many invitations to a contact in so many days. The row 1 is that of all surveys together."""

    __tablename__ = "surveys_rest"
    __table_args__ = (
        CheckConstraint("most BETWEEN 1 AND 100", name="most"),
        CheckConstraint("days BETWEEN 0 AND 730", name="days"),
        CheckConstraint("id <> 1 OR survey_id IS NULL", name="all"),
        CheckConstraint("id = 1 OR survey_id IS NOT NULL", name="one"),
    )

    survey_id: Mapped[int | None] = mapped_column(
        ForeignKey("surveys_survey.id", ondelete="CASCADE"), unique=True
    )
    most: Mapped[int]
    days: Mapped[int]


class Quota(Model):
    """How many answers are wanted: in all (no `source`), with this answer, or of contacts with this attribute.

    `taken` is how many of the answers that are stored fall into it. It is raised and lowered in the transactions of
    those answers, and no answer raises it beyond `most`.
    """

    __tablename__ = "surveys_quota"
    __table_args__ = (
        UniqueConstraint("survey_id", "source", "code", "value"),
        CheckConstraint("source IN ('all', 'answer', 'contact')", name="source"),
        CheckConstraint("(source = 'all') = (code = '')", name="code"),
        CheckConstraint("most > 0", name="most"),
        CheckConstraint("taken >= 0", name="taken"),
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(82), server_default="", default="")
    value: Mapped[str] = mapped_column(String(200), server_default="", default="")
    most: Mapped[int]
    taken: Mapped[int] = mapped_column(server_default="0", default=0)


class QuotaPlace(Base):
    """An answer that takes a place among those of contacts with an attribute, so that the place is free when it goes.

    Not for anonymous surveys: the attribute would be a path to whoever answered.
    """

    __tablename__ = "surveys_quota_place"

    response_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_response.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    quota_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_quota.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
