"""Tables of award programs and awards."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model
from improve.core.localized import Localized
from improve.core.policy import WHOLE_COMPANY
from improve.projects.models import Project


class Program(Model):
    """What awards are given for. `amount` is what one award pays, in the company's currency; None: honor only."""

    __tablename__ = "awards_program"
    __table_args__ = (CheckConstraint("amount IS NULL OR amount > 0", name="amount"),)

    name: Mapped[Localized]
    description: Mapped[Localized | None]
    amount: Mapped[int | None]
    # Only for projects whose data show an improvement.
    verified_only: Mapped[bool] = mapped_column(server_default=true(), default=True)
    is_closed: Mapped[bool] = mapped_column(server_default=false(), default=False)

    @property
    def unit_path(self) -> str:
        return WHOLE_COMPANY


class Award(Model):
    """An award of a program to a person for a project. A withdrawn one stays on record with its reason."""

    __tablename__ = "awards_award"
    __table_args__ = (
        Index(
            "uq_awards_award_in_force",
            "program_id",
            "project_id",
            "person_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        UniqueConstraint("number"),
        CheckConstraint("amount IS NULL OR amount > 0", name="amount"),
        CheckConstraint("given_by_id <> person_id", name="not_to_oneself"),
        CheckConstraint(
            "withdrawn_at IS NULL OR (withdrawn_by_id IS NOT NULL AND withdrawn_reason IS NOT NULL)",
            name="withdrawn",
        ),
        Index(None, "person_id", "given_on"),
    )

    number: Mapped[str] = mapped_column(String(20))
    program_id: Mapped[int] = mapped_column(ForeignKey("awards_program.id"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    amount: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date]
    given_at: Mapped[datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)

    program: Mapped[Program] = relationship()
    project: Mapped[Project] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    given_by: Mapped[Person] = relationship(foreign_keys=[given_by_id])

    @property
    def unit_path(self) -> str:
        return self.person.unit_path


class KeptAward(Model):
    """An award for the author of an idea without a name, kept until they give it; one of a program and idea."""

    __tablename__ = "awards_kept"
    __table_args__ = (
        UniqueConstraint("suggestion_id", "program_id"),
        CheckConstraint("amount IS NULL OR amount > 0", name="amount"),
    )

    program_id: Mapped[int] = mapped_column(ForeignKey("awards_program.id"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id"), index=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    amount: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)

    program: Mapped[Program] = relationship()
    project: Mapped[Project] = relationship()
    given_by: Mapped[Person] = relationship()
