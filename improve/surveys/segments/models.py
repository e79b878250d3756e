"""Tables of segments: the counts by segment, what is taken of contacts, and segments that somebody named."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Base, Model
from improve.surveys.models import CODE_LENGTH

NAME_LENGTH = 80


class SegmentRollup(Base):
    """How often a value was answered in a span by those of a segment; kept in the transaction of each answer.

    A span is a week cut where a month begins (`rules.span_of`), so that weeks and months are both exact with a
    sixth of the rows that days would need. A segment is an answer itself: a choice, yes or no, a hidden field;
    "_language" is that of the form, "@region" what was noted of the contact, "_s7" the saved segment 7, which counts
    those only who are in it ("y"). Codes and values of the questions are those of `models.Rollup`, over all wordings
    together.
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


class ContactSegment(Base):
    """An attribute of contacts that goes with the answers given through personal links, never of an anonymous survey.

    Once chosen it stays known, so that what was counted by it can be counted less; `is_taken`: also with new answers.
    """

    __tablename__ = "surveys_contact_segment"

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_survey.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    is_taken: Mapped[bool] = mapped_column(server_default=true(), default=True)


class SavedSegment(Model):
    """A named combination: every condition holds, a condition by one of its values. What it says never changes.

    `conditions`: code of a segment -> values. One that was deleted is kept and counted (`retired_at`): whoever saw
    its figures could otherwise subtract those of one that is made a little different.
    """

    __tablename__ = "surveys_saved_segment"
    __table_args__ = (CheckConstraint("name <> ''", name="name"),)

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    conditions: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    owner_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    is_shared: Mapped[bool] = mapped_column(server_default=false(), default=False)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    owner: Mapped[Person] = relationship()
