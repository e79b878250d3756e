"""Tables of extra fields and their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core.db import Model
from improve.core.localized import Localized
from improve.suggestions.fields.values import CHOICE_ANSWER, CODE, UNIT, FieldText, Option
from improve.suggestions.models import Category


class Field(Model):
    """An extra field of a category. Its words are in its versions; the newest is the one that is asked."""

    __tablename__ = "suggestions_field"
    __table_args__ = (UniqueConstraint("category_id", "code"),)

    category_id: Mapped[int] = mapped_column(ForeignKey("suggestions_category.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(CODE.longest))
    kind: Mapped[str] = mapped_column(String(40))
    order: Mapped[int] = mapped_column(server_default="0", default=0)
    is_required: Mapped[bool] = mapped_column(server_default=false(), default=False)
    is_closed: Mapped[bool] = mapped_column(server_default=false(), default=False)

    category: Mapped[Category] = relationship()
    versions: Mapped[list[FieldVersion]] = relationship(
        order_by="FieldVersion.number",
        back_populates="field",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    @property
    def newest(self) -> FieldVersion:
        return self.versions[-1]


class FieldVersion(Model):
    """What a field said for a while. Never changed once it is stored."""

    __tablename__ = "suggestions_field_version"
    __table_args__ = (UniqueConstraint("field_id", "number"), CheckConstraint("number > 0", name="number"))

    field_id: Mapped[int] = mapped_column(ForeignKey("suggestions_field.id", ondelete="CASCADE"))
    number: Mapped[int]
    label: Mapped[Localized]
    help: Mapped[Localized]
    unit: Mapped[str] = mapped_column(String(UNIT.longest), server_default="", default="")
    low: Mapped[float | None]
    high: Mapped[float | None]
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_at: Mapped[datetime]

    field: Mapped[Field] = relationship(back_populates="versions")

    @property
    def text(self) -> FieldText:
        """The same as a value."""
        options = tuple(Option(option["code"], Localized(option["text"])) for option in self.options)
        return FieldText(self.label, self.help, self.unit, self.low, self.high, options)


class FieldAnswer(Model):
    """An answer: a text, a number or the code of an entry, to a version of a field."""

    __tablename__ = "suggestions_field_answer"
    __table_args__ = (
        UniqueConstraint("suggestion_id", "field_id"),
        CheckConstraint(
            "(CASE WHEN text IS NULL THEN 0 ELSE 1 END) + (CASE WHEN number IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN choice IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_value",
        ),
        Index(None, "field_id"),
        Index(None, "version_id"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    field_id: Mapped[int] = mapped_column(ForeignKey("suggestions_field.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("suggestions_field_version.id", ondelete="CASCADE"))
    text: Mapped[str | None] = mapped_column(Text)
    number: Mapped[float | None]
    choice: Mapped[str | None] = mapped_column(String(CHOICE_ANSWER.longest))

    field: Mapped[Field] = relationship()
    version: Mapped[FieldVersion] = relationship()

    @property
    def value(self) -> str | float:
        for value in (self.text, self.number, self.choice):
            if value is not None:
                return value
        raise ValueError("an answer without a value")
