"""The table of withdrawn answers: that a receipt was used to withdraw, and nothing of what had been answered."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base


class Withdrawn(Base):
    """The hash of a receipt whose answer was withdrawn, so that its link can say so."""

    __tablename__ = "surveys_withdrawn"
    __table_args__ = ({"sqlite_with_rowid": False},)

    receipt_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
