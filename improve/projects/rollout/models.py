"""The table of rollout steps."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model, one_of


class Step(StrEnum):
    """The four steps, in their order."""

    DIAGNOSE = "diagnose"
    DESIGN = "design"
    TEST = "test"
    LAUNCH = "launch"


class RolloutStep(Model):
    """One step of a round: what must hold to enter and to leave it, and what showed that it held.

    A row exists once somebody wrote criteria or entered the step.
    """

    __tablename__ = "projects_rollout"
    __table_args__ = (
        UniqueConstraint("project_id", "cycle", "step"),
        CheckConstraint(one_of("step", Step), name="step"),
        CheckConstraint("left_at IS NULL OR entered_at IS NOT NULL", name="left_after_entered"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects_project.id", ondelete="CASCADE"))
    cycle: Mapped[int]
    step: Mapped[str] = mapped_column(String(10))
    enter_when: Mapped[str] = mapped_column(Text, server_default="", default="")
    leave_when: Mapped[str] = mapped_column(Text, server_default="", default="")
    entered_at: Mapped[datetime | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    entered_proof: Mapped[str] = mapped_column(Text, server_default="", default="")
    left_at: Mapped[datetime | None]
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    left_proof: Mapped[str] = mapped_column(Text, server_default="", default="")

    entered_by: Mapped[Person | None] = relationship(foreign_keys=[entered_by_id])
    left_by: Mapped[Person | None] = relationship(foreign_keys=[left_by_id])
