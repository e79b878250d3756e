"""Tables of people and the organization."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core.db import Model, one_of
from improve.core.localized import LANGUAGES, Localized
from improve.core.policy import WHOLE_COMPANY, Role

THEMES = ("auto", "light", "dark")


class UnitKind(StrEnum):
    """The levels of the organization tree."""

    SITE = "site"
    DEPARTMENT = "department"
    TEAM = "team"


class Unit(Model):
    """A site, department or team. `path` is `/1/4/9/`: the ids from the root down to itself."""

    __tablename__ = "accounts_unit"
    __table_args__ = (
        CheckConstraint(one_of("kind", UnitKind), name="kind"),
        CheckConstraint("parent_id <> id", name="not_below_itself"),
        Index(None, "path"),
    )

    name: Mapped[Localized]
    code: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    path: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts_person.id", use_alter=True, ondelete="SET NULL"), index=True
    )
    is_closed: Mapped[bool] = mapped_column(server_default=false(), default=False)

    parent: Mapped[Unit | None] = relationship(remote_side="Unit.id", foreign_keys=[parent_id])
    lead: Mapped[Person | None] = relationship(foreign_keys=[lead_id])

    @property
    def unit_path(self) -> str:
        return self.path

    @property
    def depth(self) -> int:
        """1 for a unit at the top."""
        return self.path.count("/") - 1


class Person(Model):
    """Somebody of the company. `login` is the identity: case-folded and unique; an e-mail may be missing.

    The e-mail is kept in lower case. Several people may share one; then nobody signs in with it.
    """

    __tablename__ = "accounts_person"
    __table_args__ = (
        CheckConstraint(one_of("language", LANGUAGES), name="language"),
        CheckConstraint(one_of("theme", THEMES), name="theme"),
    )

    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    job_title: Mapped[str | None] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(10))
    time_zone: Mapped[str | None] = mapped_column(String(60))
    theme: Mapped[str | None] = mapped_column(String(10))
    mail_wanted: Mapped[bool] = mapped_column(server_default=true(), default=True)
    # Single keys act on pages (WCAG 2.1.4 wants a way to turn them off).
    shortcuts: Mapped[bool] = mapped_column(server_default=true(), default=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"), index=True)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    # Every session remembers the number it was made under; raising it ends them all.
    session_epoch: Mapped[int] = mapped_column(server_default="1", default=1)

    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])

    @property
    def unit_path(self) -> str:
        return self.unit.path if self.unit is not None else WHOLE_COMPANY

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None


class RoleAssignment(Model):
    """A role of a person in a unit and below it; without a unit, in the whole company."""

    __tablename__ = "accounts_role"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "unit_id"),
        # NULLs are distinct in a unique constraint, so the company-wide ones need their own.
        Index(
            "uq_accounts_role_company_wide",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("unit_id IS NULL"),
            postgresql_where=text("unit_id IS NULL"),
        ),
        CheckConstraint(one_of("role", Role), name="role"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts_unit.id", ondelete="CASCADE"), index=True
    )

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit | None] = relationship()


class LinkPurpose(StrEnum):
    """What a single-use link is for."""

    INVITATION = "invitation"
    RESET = "reset"
    FIRST_ADMINISTRATOR = "first_administrator"


class SingleUseLink(Model):
    """An expiring link that works once; only the hash of its token is kept.

    The token is made from `nonce` with the secret key (see `links.py`), so that whoever issued the link can
    open its slip again without the token being stored anywhere.
    """

    __tablename__ = "accounts_link"
    __table_args__ = (
        CheckConstraint(one_of("purpose", LinkPurpose), name="purpose"),
        CheckConstraint("purpose <> 'first_administrator' OR person_id IS NULL", name="person"),
    )

    nonce: Mapped[str] = mapped_column(String(43))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(30))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True
    )
    issued_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])


class ApiToken(Model):
    """A bearer token; only its hash is kept, it is shown once. `scopes`: space-separated, empty = all."""

    __tablename__ = "accounts_token"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    scopes: Mapped[str] = mapped_column(Text, server_default="", default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class SignInFailure(Model):
    """An attempt that did not succeed (yet), for the throttle; kept for a day. `key` hashes account or address."""

    __tablename__ = "accounts_sign_in_failure"
    __table_args__ = (Index(None, "key", "at"),)

    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Organization(Model):
    """The company's own settings: one row."""

    __tablename__ = "accounts_organization"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint(one_of("default_language", LANGUAGES), name="default_language"),
        CheckConstraint("length(working_weekdays) BETWEEN 1 AND 7", name="working_weekdays"),
    )

    name: Mapped[Localized]
    currency: Mapped[str] = mapped_column(String(3), server_default="CNY", default="CNY")
    default_language: Mapped[str] = mapped_column(String(10), server_default="zh_Hans", default="zh_Hans")
    time_zone: Mapped[str] = mapped_column(
        String(60), server_default="Asia/Shanghai", default="Asia/Shanghai"
    )
    # The days of the week on which people work: figures from 1 (Monday) to 7.
    working_weekdays: Mapped[str] = mapped_column(String(7), server_default="12345", default="12345")
    # Set while the demonstration organization is loaded.
    demo_loaded_at: Mapped[datetime | None]


class SpecialDays(Model):
    """Days that are not what their weekday says: holidays, or weekends on which people work."""

    __tablename__ = "accounts_special_days"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="order"),
        Index(None, "first_day"),
    )

    first_day: Mapped[date]
    last_day: Mapped[date]
    is_working: Mapped[bool] = mapped_column(server_default=false(), default=False)
    name: Mapped[Localized]
