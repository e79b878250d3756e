"""Tables of saved views."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person, Unit
from improve.core.db import Base, Model
from improve.suggestions.saved.values import VIEW_NAME


class SavedView(Model):
    """A list under a name. `asked` holds the filters as they stand in an address. With a unit it is shared with
    the people of that unit and below it.
    """

    __tablename__ = "suggestions_view"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    owner_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts_unit.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(VIEW_NAME.longest))
    asked: Mapped[dict[str, str]] = mapped_column(JSON)
    created_at: Mapped[datetime]

    owner: Mapped[Person] = relationship()
    unit: Mapped[Unit | None] = relationship()


class DefaultView(Base):
    """The view with which somebody begins."""

    __tablename__ = "suggestions_default_view"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    view_id: Mapped[int] = mapped_column(ForeignKey("suggestions_view.id", ondelete="CASCADE"), index=True)
