"""Tables of what follows a decision."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person, Unit
from improve.core.db import Model
from improve.projects.models import Project


class FollowUp(Model):
    """What was changed for good in a round: the standard, where it stands, who has to be trained, and when
    somebody looks again."""

    __tablename__ = "projects_follow_up"
    __table_args__ = (UniqueConstraint("project_id", "cycle"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"))
    cycle: Mapped[int]
    review_on: Mapped[date | None]
    standard: Mapped[str] = mapped_column(Text, server_default="", default="")
    standard_url: Mapped[str] = mapped_column(String(500), server_default="", default="")
    training: Mapped[str] = mapped_column(Text, server_default="", default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))


class Approval(Model):
    """Somebody other than the owner and the decider looked at a result and approved it, or gave it back."""

    __tablename__ = "projects_approval"
    __table_args__ = (
        CheckConstraint("is_approved OR reason <> ''", name="returned_with_reason"),
        Index(None, "project_id", "cycle"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"))
    cycle: Mapped[int]
    # The decision that was looked at; a later one needs an approval of its own.
    decided_at: Mapped[datetime]
    is_approved: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))

    by: Mapped[Person] = relationship()


class Spread(Model):
    """Another place that takes the change over, and who brings it there."""

    __tablename__ = "projects_spread"
    __table_args__ = (UniqueConstraint("project_id", "unit_id"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("accounts_unit.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, server_default="", default="")

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person] = relationship()
    project: Mapped[Project] = relationship()

    @property
    def owner_id(self) -> int:
        """Who brings it there."""
        return self.person_id

    @property
    def unit_path(self) -> str:
        return self.project.unit_path
