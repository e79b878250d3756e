"""The table of begun surveys. It knows no person, no address and no device; of the time only the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base


class Sitting(Base):
    """What was answered on the pages sent in so far. Only who has the link has the key; here is its hash.

    After some weeks the answers are forgotten; the row stays, because it says how far people come.
    """

    __tablename__ = "surveys_sitting"
    __table_args__ = (
        CheckConstraint("page > 0", name="page"),
        Index(None, "survey_id", "page"),
        Index(None, "day"),
        {"sqlite_with_rowid": False},
    )

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("surveys_version.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(10))
    # The last page that was sent in.
    page: Mapped[int]
    day: Mapped[date]
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
