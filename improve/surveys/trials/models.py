"""The table of test answers. They have a place of their own, so that no count can ever hold one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model


class Trial(Model):
    """One filled-in form of somebody who tries the survey out."""

    __tablename__ = "surveys_trial"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(10))
    # Name of the answer -> what would be stored.
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
