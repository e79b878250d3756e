"""What is known of each idea for finding similar ones."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base


class SimilarText(Base):
    """The analysis of one idea: units of title and text as [surface, meanings, weight], and sentence vectors.

    `version` is the thesaurus's; a row of another version is renewed by the job.
    """

    __tablename__ = "suggestions_similar"

    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(index=True)
    title_units: Mapped[list[Any]] = mapped_column(JSON)
    text_units: Mapped[list[Any]] = mapped_column(JSON)
    title_vector: Mapped[bytes] = mapped_column(LargeBinary)
    text_vector: Mapped[bytes] = mapped_column(LargeBinary)
