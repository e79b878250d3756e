"""Which rows of a file became which answers, so that bringing it in again changes nothing."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base


class ImportedResponse(Base):
    """A row that was brought in: hashes of what names it and of what it said. A partial one has no answer."""

    __tablename__ = "surveys_imported_response"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_survey.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    external_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    response_id: Mapped[int | None] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("surveys_response.id", ondelete="CASCADE"),
        index=True,
    )
