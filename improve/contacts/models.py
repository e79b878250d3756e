"""Tables of contacts. One address is one contact; what they agreed to is kept with the text they read."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Unit
from improve.core.db import Model, one_of
from improve.core.policy import WHOLE_COMPANY

CODE_LENGTH = 40


class Silence(StrEnum):
    """Why a contact gets no mail: they asked us, used the link of a mail, or their address does not exist."""

    ASKED = "asked"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"


class Source(StrEnum):
    """Where a consent was noted."""

    IMPORT = "import"
    PAGE = "page"


class Contact(Model):
    """Somebody outside of the company. `email_key` is the address as it is compared, see `values.key_of`."""

    __tablename__ = "contacts_contact"
    __table_args__ = (
        CheckConstraint(f"silence IS NULL OR {one_of('silence', Silence)}", name="silence"),
        CheckConstraint("(silence IS NULL) = (silent_since IS NULL)", name="silent_since"),
        CheckConstraint("bounces >= 0", name="bounces"),
        Index(None, "name", "id"),
    )

    name: Mapped[str] = mapped_column(String(120), server_default="", default="")
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    # None: the company's.
    language: Mapped[str | None] = mapped_column(String(10))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    # What the company keeps of its customers, as text: city, product, segment.
    attributes: Mapped[dict[str, str]] = mapped_column(JSON, server_default="{}", default=dict)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"), index=True)
    silence: Mapped[str | None] = mapped_column(String(20))
    silent_since: Mapped[date | None]
    # Mails in a row that came back although the address may exist.
    bounces: Mapped[int] = mapped_column(server_default="0", default=0)
    # Name, address and attributes in one spelling, for the search.
    find: Mapped[str] = mapped_column(Text, server_default="", default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    unit: Mapped[Unit | None] = relationship()

    @property
    def unit_path(self) -> str:
        return self.unit.path if self.unit is not None else WHOLE_COMPANY

    @property
    def called(self) -> str:
        """The name, or the address where there is none."""
        return self.name or self.email


class Attribute(Model):
    """A name that attributes go by; texts refer to it as `contact.` and its code."""

    __tablename__ = "contacts_attribute"

    code: Mapped[str] = mapped_column(String(CODE_LENGTH), unique=True)


class ConsentText(Model):
    """A wording that people agree to. It never changes; a new one is a new version."""

    __tablename__ = "contacts_consent_text"

    version: Mapped[str] = mapped_column(String(CODE_LENGTH), unique=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Consent(Model):
    """That a contact agreed to a text, since when, and until when if they took it back."""

    __tablename__ = "contacts_consent"
    __table_args__ = (
        UniqueConstraint("contact_id", "text_id"),
        CheckConstraint(one_of("source", Source), name="source"),
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="withdrawn_on"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts_contact.id", ondelete="CASCADE"))
    text_id: Mapped[int] = mapped_column(ForeignKey("contacts_consent_text.id"), index=True)
    given_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(20))

    text: Mapped[ConsentText] = relationship()
