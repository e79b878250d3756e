"""Tables of the data-processing notice. A version never changes, so that a consent keeps the words it was given for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base, Model
from improve.core.localized import Localized

OF_COMPANY = text("survey_id IS NULL")


class ProcessingNotice(Model):
    """A version of the company's notice (without a survey) or of a survey's own.

    The newest holds. Without a text there is none from that day on; a survey falls back on the company's.
    """

    __tablename__ = "surveys_processing_notice"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        # NULLs are distinct in a unique constraint, so the company's need their own.
        Index(
            "uq_surveys_processing_notice_company",
            "number",
            unique=True,
            sqlite_where=OF_COMPANY,
            postgresql_where=OF_COMPANY,
        ),
        CheckConstraint("number > 0", name="number"),
    )

    survey_id: Mapped[int | None] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[Localized | None]
    day: Mapped[date]


class NoticeRead(Base):
    """Which version stood beside the form in which somebody agreed to something. It goes with the answer."""

    __tablename__ = "surveys_notice_read"
    __table_args__ = ({"sqlite_with_rowid": False},)

    response_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("surveys_response.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    notice_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_processing_notice.id", ondelete="CASCADE"), index=True
    )
