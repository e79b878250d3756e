"""The table of counts by segment."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base
from improve.surveys.models import CODE_LENGTH


class SegmentRollup(Base):
    """How often a value was answered in a span by those of a segment; kept in the transaction of each answer.

    A span is a week cut where a month begins (`rules.span_of`), so that weeks and months are both exact with a
    sixth of the rows that days would need. A segment is an answer itself: a choice, yes or no, a hidden field; "_language" is that of the form. Codes and
    values of the questions are those of `models.Rollup`, over all wordings together.
    """

    __tablename__ = "surveys_segment_rollup"
    __table_args__ = (CheckConstraint("count > 0", name="count"), {"sqlite_with_rowid": False})

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_survey.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    question_code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    segment_code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    segment_value: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    span: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    count: Mapped[int]
