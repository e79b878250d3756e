"""The table of actions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model
from improve.projects.models import Project


class Action(Model):
    """Something to be done in a project. `blocker` says what stands in its way; empty: nothing.

    `first_due_on` is what was promised first: putting an action off does not make it on time.
    `planned_on` is the day on which its owner took it up at a stand-up.
    """

    __tablename__ = "projects_action"
    __table_args__ = (
        CheckConstraint("done_on IS NULL OR blocker = ''", name="done_is_not_blocked"),
        CheckConstraint("(blocker = '') = (blocked_on IS NULL)", name="blocked_since"),
        Index(None, "project_id", "done_on", "due_on"),
        Index(None, "first_due_on"),
        Index(None, "owner_id", "done_on"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    due_on: Mapped[date]
    first_due_on: Mapped[date]
    planned_on: Mapped[date | None]
    blocker: Mapped[str] = mapped_column(Text, server_default="", default="")
    blocked_on: Mapped[date | None]
    done_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])
    project: Mapped[Project] = relationship()

    @property
    def unit_path(self) -> str:
        return self.project.unit_path

    def is_late(self, today: date) -> bool:
        """Is it open although its day is over?"""
        return self.done_on is None and self.due_on < today
