"""Tables of unnamed authors: no person, no address, no instant, no running number stands in any of them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Base, one_of

HASH = 64
KEY = 32


class AnonymitySettings(Base):
    """Where the company takes ideas without a name: one row; without it, nowhere.

    `link_number` is in every link for a place; raising it ends them all.
    """

    __tablename__ = "suggestions_anonymity"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    for_members: Mapped[bool] = mapped_column(server_default=false(), default=False)
    at_places: Mapped[bool] = mapped_column(server_default=false(), default=False)
    link_number: Mapped[int] = mapped_column(server_default="1", default=1)


class NamedCategory(Base):
    """A category that takes ideas with a name only."""

    __tablename__ = "suggestions_named_category"

    category_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_category.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class Claim(Base):
    """Whoever has the code with this hash is the author of the idea.

    `notes`: what became of letters that could not be delivered, as messages (see `core.messages`).
    """

    __tablename__ = "suggestions_claim"

    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    code_hash: Mapped[str] = mapped_column(String(HASH), unique=True)
    notes: Mapped[list[Any]] = mapped_column(JSON, server_default="[]", default=list)


class LetterKind(StrEnum):
    """What an unnamed author put into the box."""

    IDEA = "idea"
    EDIT = "edit"
    WORDS = "words"
    WITHDRAWAL = "withdrawal"


class Answering(StrEnum):
    """What an author's words answer."""

    QUESTION = "question"
    DECLINE = "decline"
    ELSEWHERE = "elsewhere"
    NOTHING = "nothing"


class Letter(Base):
    """Something in the box, until it is emptied. `day` is the company's day it was put in, and all it knows of time.

    The key is random and the table sorted by it, so that the rows' order tells nothing either.
    """

    __tablename__ = "suggestions_letter"
    __table_args__ = (
        CheckConstraint(one_of("kind", LetterKind), name="kind"),
        CheckConstraint("(kind = 'idea') = (suggestion_id IS NULL)", name="suggestion"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    code_hash: Mapped[str] = mapped_column(String(HASH), index=True)
    suggestion_id: Mapped[int | None] = mapped_column(
        ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[date] = mapped_column(index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class LetterPhoto(Base):
    """A photo of an idea in the box, drawn anew and under no name of its own.

    It lies in the row and not in the folder of uploads: a file's time would tell when it came.
    """

    __tablename__ = "suggestions_letter_photo"
    __table_args__ = ({"sqlite_with_rowid": False},)

    letter_key: Mapped[str] = mapped_column(
        ForeignKey("suggestions_letter.key", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    thumbnail: Mapped[bytes | None] = mapped_column(LargeBinary)
