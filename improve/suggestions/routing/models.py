"""Tables of routes and of who was responsible for an idea when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person, Unit
from improve.core.db import Model, one_of
from improve.suggestions.models import Category
from improve.suggestions.routing.values import Handler, Kind


class Route(Model):
    """Who triages: the ideas of a category (None: any) in a unit and below it (None: anywhere).

    `scope` says the same in one text, so that there is one rule for each: NULLs are distinct in a constraint.
    """

    __tablename__ = "suggestions_route"
    __table_args__ = (
        CheckConstraint(one_of("handler", Handler), name="handler"),
        CheckConstraint("(handler = 'person') = (person_id IS NOT NULL)", name="person"),
    )

    scope: Mapped[str] = mapped_column(String(30), unique=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions_category.id", ondelete="CASCADE"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id", ondelete="CASCADE"))
    handler: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)

    category: Mapped[Category | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    person: Mapped[Person | None] = relationship()


class Assignment(Model):
    """From `at` on `person_id` was responsible. `by_id` is None for the system.

    `level` counts the steps up the line, each taken once: the constraint is the claim by which two workers do
    not both take it.
    """

    __tablename__ = "suggestions_assignment"
    __table_args__ = (
        UniqueConstraint("suggestion_id", "level"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint("(kind IN ('breach', 'raised')) = (level IS NOT NULL)", name="level"),
        Index(None, "suggestion_id", "id"),
        Index(None, "person_id", "suggestion_id"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    level: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, server_default="", default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
