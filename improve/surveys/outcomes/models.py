"""Tables of outcomes. An address given beside an answer lies apart from it: no key, no order, no instant."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base, Model
from improve.core.localized import Localized


class Outcome(Model):
    """What was done about what people said."""

    __tablename__ = "surveys_outcome"
    __table_args__ = (Index(None, "survey_id", "id"),)

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    text: Mapped[Localized]
    day: Mapped[date]


class Follower(Base):
    """An address that wants to hear what is done; `told` is the last outcome it was written."""

    __tablename__ = "surveys_follower"
    __table_args__ = (Index(None, "email_key"), {"sqlite_with_rowid": False})

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_survey.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    email_key: Mapped[str] = mapped_column(String(254), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(10))
    told: Mapped[int] = mapped_column(server_default="0", default=0)
