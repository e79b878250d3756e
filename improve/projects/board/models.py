"""The table of limits on work in progress."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Unit
from improve.core.db import Model, one_of
from improve.projects.models import Stage

LIMITED = (Stage.PLAN, Stage.DO, Stage.CHECK, Stage.ACT)


class ColumnLimit(Model):
    """How many cards of a unit and below it (without a unit: of the company) a column may hold."""

    __tablename__ = "projects_limit"
    __table_args__ = (
        CheckConstraint(one_of("stage", LIMITED), name="stage"),
        CheckConstraint("most BETWEEN 1 AND 999", name="most"),
        UniqueConstraint("unit_id", "stage"),
        # NULLs are distinct in a unique constraint, so the company's own need theirs.
        Index(
            "uq_projects_limit_company",
            "stage",
            unique=True,
            sqlite_where=text("unit_id IS NULL"),
            postgresql_where=text("unit_id IS NULL"),
        ),
    )

    unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id", ondelete="CASCADE"))
    stage: Mapped[str] = mapped_column(String(10))
    most: Mapped[int]

    unit: Mapped[Unit | None] = relationship()
