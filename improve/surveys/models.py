"""Tables of surveys. A response knows no person, no address and no device; of its time only the day."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person, Unit
from improve.core.db import Base, Model, one_of
from improve.core.localized import Localized
from improve.core.policy import WHOLE_COMPANY
from improve.surveys.values.kinds import Kind

CODE_LENGTH = 40


class Status(StrEnum):
    """What somebody did with a survey; whether it takes answers today depends on its dates, too."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class Anonymity(StrEnum):
    """What is kept about who answered; chosen before the first answer and never changed afterwards."""

    ANONYMOUS = "anonymous"
    PSEUDONYMOUS = "pseudonymous"
    IDENTIFIED = "identified"


class Survey(Model):
    """A questionnaire under one public link. The days are those of the company's time zone, both included."""

    __tablename__ = "surveys_survey"
    __table_args__ = (
        CheckConstraint(one_of("status", Status), name="status"),
        CheckConstraint(one_of("anonymity", Anonymity), name="anonymity"),
        CheckConstraint("closes_on IS NULL OR opens_on IS NULL OR closes_on >= opens_on", name="days"),
    )

    # At least 64 bits from `secrets`: the link is the only key to the questionnaire.
    public_id: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[Localized]
    status: Mapped[str] = mapped_column(String(20), server_default="draft", default="draft", index=True)
    anonymity: Mapped[str] = mapped_column(String(20), server_default="anonymous", default="anonymous")
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    # Whether everybody in the company may see the score; comments and exports never follow from it.
    is_shared: Mapped[bool] = mapped_column(server_default=true(), default=True)
    # Whether quotas are asked before an answer is stored; see `invitations.models.Quota`.
    has_quotas: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # Whether the results also say what the score would be with the clicks in mails; see `intents`.
    counts_clicks: Mapped[bool] = mapped_column(server_default=false(), default=False)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"), index=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])

    @property
    def unit_path(self) -> str:
        return self.unit.path if self.unit is not None else WHOLE_COMPANY


class Version(Model):
    """One wording of a survey. Once published it never changes; its answers keep it."""

    __tablename__ = "surveys_version"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("number > 0", name="number"),
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    # The languages in which it can be answered, first choice first.
    languages: Mapped[list[str]] = mapped_column(JSON)
    intro: Mapped[Localized | None]
    privacy: Mapped[Localized | None]
    thanks: Mapped[Localized | None]
    # Thanks in other words after a high, middling or low leading score: group -> text by language.
    thanks_by_group: Mapped[dict[str, Any]] = mapped_column(JSON, server_default=text("'{}'"), default=dict)
    published_at: Mapped[datetime | None]

    survey: Mapped[Survey] = relationship()
    questions: Mapped[list[Question]] = relationship(
        order_by="Question.position", back_populates="version", cascade="all, delete-orphan"
    )


class Question(Model):
    """A question of a version. `options` holds what only its kind has: see `values.questions.Spec`."""

    __tablename__ = "surveys_question"
    __table_args__ = (
        UniqueConstraint("version_id", "code"),
        Index(None, "version_id", "position"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint("position > 0", name="position"),
        CheckConstraint("page > 0", name="page"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("surveys_version.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(CODE_LENGTH))
    kind: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    page: Mapped[int] = mapped_column(server_default="1", default=1)
    text: Mapped[Localized]
    hint: Mapped[Localized | None]
    is_required: Mapped[bool]
    options: Mapped[dict[str, Any]] = mapped_column(JSON)

    version: Mapped[Version] = relationship(back_populates="questions")


class Response(Base):
    """One filled-in form. The key is random, so that neither it nor the order of rows says who came when."""

    __tablename__ = "surveys_response"
    __table_args__ = (
        Index(None, "survey_id", "day", "id"),
        Index(None, "receipt_hash", unique=True),
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("surveys_version.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    # The instant is kept only where people are told so; for an anonymous survey it is empty.
    answered_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(10))
    # The hash of what only the person who answered was given, to change the answer until the survey closes.
    receipt_hash: Mapped[str | None] = mapped_column(String(64))


class Answer(Base):
    """What was answered to one question.

    `value` is the number on the scale, the code of the choice, "y" or "n", or "na" for "cannot say"; for a text it
    is the group of the score that was given with it ("none" without one). A row of a matrix, a ticked choice and a
    place in an order each have their own row under `code.part`; for several choices the row under the code itself
    says how many were ticked. Survey and day are those of the response,
    repeated for the list of comments.
    """

    __tablename__ = "surveys_answer"
    __table_args__ = (
        Index(
            "ix_surveys_answer_comments",
            "survey_id",
            "question_code",
            "day",
            "response_id",
            sqlite_where=text("text IS NOT NULL"),
            postgresql_where=text("text IS NOT NULL"),
        ),
        Index(
            "ix_surveys_answer_comments_by_group",
            "survey_id",
            "question_code",
            "value",
            "day",
            "response_id",
            sqlite_where=text("text IS NOT NULL"),
            postgresql_where=text("text IS NOT NULL"),
        ),
        # The rows lie in the order of the random key, not in the order of arrival.
        {"sqlite_with_rowid": False},
    )

    response_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_response.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    question_code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys_survey.id", ondelete="CASCADE"))
    day: Mapped[date]
    value: Mapped[str] = mapped_column(String(CODE_LENGTH))
    text: Mapped[str | None] = mapped_column(Text)


class Rollup(Base):
    """How often a value was answered on a day: kept in the transaction of each answer, so it is always exact.

    The code "_response" counts whole responses by language.
    """

    __tablename__ = "surveys_rollup"
    __table_args__ = (CheckConstraint("count > 0", name="count"), {"sqlite_with_rowid": False})

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_survey.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    question_code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("surveys_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    value: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    count: Mapped[int]


class SpentForm(Base):
    """A form that was sent in: the hash of its nonce, so that it counts once. Nothing leads to its answer."""

    __tablename__ = "surveys_spent_form"
    __table_args__ = ({"sqlite_with_rowid": False},)

    nonce_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    # After this day the nonce itself has expired and the row is deleted.
    expires_on: Mapped[date] = mapped_column(index=True)
