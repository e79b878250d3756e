"""The table of sites that may show a survey in a frame."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base
from improve.surveys.framing.rules import LONGEST_SITE


class FrameSite(Base):
    """A site by its origin: scheme, host and port, nothing behind it."""

    __tablename__ = "surveys_frame_site"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_survey.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    origin: Mapped[str] = mapped_column(String(LONGEST_SITE), primary_key=True)
