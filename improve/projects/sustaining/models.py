"""The table of checks after an adoption."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model, one_of
from improve.projects.models import Project, VerdictCode


class State(StrEnum):
    """What a check found."""

    WAITING = "waiting"
    HELD = "held"
    SLID = "slid"
    MISSING = "missing"


class SustainCheck(Model):
    """One check. `answer`: what the owner does about one that did not hold; until then it is open."""

    __tablename__ = "projects_check"
    __table_args__ = (
        UniqueConstraint("project_id", "cycle", "days"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("verdict", VerdictCode), name="verdict"),
        CheckConstraint("(state = 'waiting') = (checked_at IS NULL)", name="checked"),
        Index(None, "state", "due_on"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"))
    cycle: Mapped[int]
    days: Mapped[int]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), server_default="waiting", default="waiting")
    verdict: Mapped[str | None] = mapped_column(String(20))
    inputs_hash: Mapped[str | None] = mapped_column(String(64))
    checked_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, server_default="", default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    project: Mapped[Project] = relationship()
    answered_by: Mapped[Person | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Did it not hold, and has nobody answered yet?"""
        return self.state in (State.SLID, State.MISSING) and self.answered_at is None
