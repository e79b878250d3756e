"""Tables of recorders and of co-authors without an account."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person, Unit
from improve.core.db import Base, Model
from improve.suggestions.values import NAME


class Recording(Base):
    """That an idea was written down for somebody without an account, by whom, and of which unit the author is."""

    __tablename__ = "suggestions_recording"

    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_unit.id"))

    recorder: Mapped[Person | None] = relationship()
    unit: Mapped[Unit | None] = relationship()


class NamedCoAuthor(Model):
    """Somebody without an account who thought of it together with the author."""

    __tablename__ = "suggestions_named_co_author"
    __table_args__ = (UniqueConstraint("suggestion_id", "name"),)

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME.longest))
    merge_id: Mapped[int | None]
