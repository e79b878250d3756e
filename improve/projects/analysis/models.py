"""The table of analyses."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model


class Bone(StrEnum):
    """The branches of the fishbone."""

    PEOPLE = "people"
    METHOD = "method"
    MACHINE = "machine"
    MATERIAL = "material"
    MEASUREMENT = "measurement"
    ENVIRONMENT = "environment"


class Analysis(Model):
    """The analysis of a project; the next round goes on with it.

    `whys` are the answers in their order, `bones` the causes by branch, `counts` pairs of cause and number.
    """

    __tablename__ = "projects_analysis"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects_project.id", ondelete="CASCADE"), unique=True
    )
    evidence: Mapped[str] = mapped_column(Text)
    whys: Mapped[list[str]] = mapped_column(JSON)
    bones: Mapped[dict[str, Any]] = mapped_column(JSON)
    counts: Mapped[list[Any]] = mapped_column(JSON)
    counted: Mapped[str] = mapped_column(Text)
    root_cause: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    by: Mapped[Person | None] = relationship()
