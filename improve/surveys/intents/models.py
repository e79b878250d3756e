"""The table of scores that were clicked in mails. An anonymous survey has no row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base


class Intent(Base):
    """A score that was opened through the link of an invitation that has no answer yet.

    `seconds` lie between the mail and the first click. `is_automatic`: the client said that it is a program, which is
    all that is kept of it. `is_burst`: another score of the same invitation was opened within a minute.
    """

    __tablename__ = "surveys_intent"
    __table_args__ = (
        CheckConstraint("clicks > 0", name="clicks"),
        CheckConstraint("seconds >= 0", name="seconds"),
        Index(None, "survey_id", "invitation_id"),
        {"sqlite_with_rowid": False},
    )

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_invitation.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    score: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    first_at: Mapped[datetime]
    clicks: Mapped[int]
    seconds: Mapped[int]
    is_automatic: Mapped[bool]
    is_burst: Mapped[bool]
