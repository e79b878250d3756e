"""The table of files sent with answers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model
from improve.core.uploads.columns import StoredFile, kind_check
from improve.surveys.models import CODE_LENGTH


class Upload(StoredFile, Model):
    """A file for a question. It waits without a response until the form is sent in, and goes with its response.

    The key of the storage stands in the form meanwhile: it opens nothing, it only says which file is meant.
    `added_at` is cut to its day, so that the file of an anonymous answer does not say when it came.
    """

    __tablename__ = "surveys_upload"
    __table_args__ = (kind_check(), Index(None, "survey_id", "response_id"), Index(None, "response_id"))

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    question_code: Mapped[str] = mapped_column(String(CODE_LENGTH))
    response_id: Mapped[int | None] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), ForeignKey("surveys_response.id", ondelete="CASCADE")
    )
    day: Mapped[date]
