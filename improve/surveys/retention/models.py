"""The table of how long a survey's answers are kept."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base, one_of
from improve.surveys.retention.values import End, Unit


class Retention(Base):
    """A survey without a row keeps its answers until somebody deletes them."""

    __tablename__ = "surveys_retention"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(one_of("unit", Unit), name="unit"),
        CheckConstraint(one_of("end_with", End), name="end_with"),
    )

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_survey.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    amount: Mapped[int]
    unit: Mapped[str] = mapped_column(String(10))
    end_with: Mapped[str] = mapped_column(String(10))
