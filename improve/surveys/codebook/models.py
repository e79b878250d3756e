"""Tables of manual coding. They know who read a comment, never who wrote it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base, Model
from improve.core.localized import Localized
from improve.surveys.models import CODE_LENGTH


class Code(Model):
    """Something that comments can be about; without a survey it is in every survey's codebook.

    `words` are those that point to it, one a line. A retired code stays where it was given and is offered no more.
    """

    __tablename__ = "surveys_code"
    __table_args__ = (CheckConstraint("position > 0", name="position"),)

    survey_id: Mapped[int | None] = mapped_column(
        ForeignKey("surveys_survey.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[Localized]
    description: Mapped[Localized | None]
    words: Mapped[str] = mapped_column(Text, server_default="", default="")
    position: Mapped[int]
    is_retired: Mapped[bool] = mapped_column(server_default=false(), default=False)

    @property
    def word_list(self) -> tuple[str, ...]:
        return tuple(line for line in self.words.split("\n") if line)


_RESPONSE = BigInteger().with_variant(Integer, "sqlite")


class Coded(Base):
    """One person has read a comment and said which codes it has, perhaps none. It goes with its comment."""

    __tablename__ = "surveys_coded"
    __table_args__ = (
        ForeignKeyConstraint(
            ["response_id", "question_code"],
            ["surveys_answer.response_id", "surveys_answer.question_code"],
            ondelete="CASCADE",
        ),
        Index(None, "survey_id", "question_code", "coder_id"),
        {"sqlite_with_rowid": False},
    )

    response_id: Mapped[int] = mapped_column(_RESPONSE, primary_key=True, autoincrement=False)
    question_code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    coder_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_person.id"), primary_key=True, autoincrement=False, index=True
    )
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    at: Mapped[datetime]


class GivenCode(Base):
    """A code that a person gave to a comment."""

    __tablename__ = "surveys_given_code"
    __table_args__ = (
        ForeignKeyConstraint(
            ["response_id", "question_code", "coder_id"],
            ["surveys_coded.response_id", "surveys_coded.question_code", "surveys_coded.coder_id"],
            ondelete="CASCADE",
        ),
        {"sqlite_with_rowid": False},
    )

    response_id: Mapped[int] = mapped_column(_RESPONSE, primary_key=True, autoincrement=False)
    question_code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    coder_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_code.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
