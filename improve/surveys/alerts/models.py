"""Tables of alerts. An alert points to an answer, never to a person; of the time of an anonymous one only the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Base

WAITING = text("due_at IS NOT NULL")


class AlertRules(Base):
    """What a survey's answers are watched for, where somebody chose; see `values.Watch`."""

    __tablename__ = "surveys_alert_rules"

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_survey.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    # The question's code -> the highest number that is low.
    low_scores: Mapped[dict[str, int]] = mapped_column(JSON)
    keywords: Mapped[list[str]] = mapped_column(JSON)
    contact_code: Mapped[str | None] = mapped_column(String(40))


class Alert(Base):
    """An answer to look at: one row for an answer, whatever it fits and however often it is changed.

    It is written with the answer and told afterwards: `due_at` is when, and empty once it was. For an anonymous
    survey it is the next full hour, so that neither this table nor the audit trail says when somebody answered.
    """

    __tablename__ = "surveys_alert"
    __table_args__ = (
        CheckConstraint("seen_by_id IS NULL OR seen_at IS NOT NULL", name="seen"),
        CheckConstraint("due_at IS NULL OR seen_at IS NULL", name="told_before_seen"),
        Index("ix_surveys_alert_waiting", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index(None, "survey_id", "day", "response_id"),
        {"sqlite_with_rowid": False},
    )

    response_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_response.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    day: Mapped[date]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    due_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)

    seen_by: Mapped[Person | None] = relationship()

    @property
    def key(self) -> str:
        """The answer's key as it stands in addresses and events."""
        return key_of(self.response_id)


def key_of(response_id: int) -> str:
    """62 bits in sixteen digits: no number that a script would round."""
    return f"{response_id:016x}"


def about_answer(key: str) -> str:
    """The name under which what is stored of an answer for other systems is forgotten."""
    return f"survey_answer:{key}"
