"""Tables of drafts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core.db import Base, Model
from improve.core.text import excerpt
from improve.core.uploads.columns import StoredFile, kind_check
from improve.suggestions.drafts.values import BY_MAIL, WRITER_LENGTH, Typed, first

EXCERPT = 160


class Draft(Model):
    """An idea being written. `typed`: field -> texts as the form sent them; `writer`: the page that wrote last."""

    __tablename__ = "suggestions_draft"
    __table_args__ = (Index(None, "person_id", "changed_at"), CheckConstraint("version > 0", name="version"))

    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    writer: Mapped[str] = mapped_column(String(WRITER_LENGTH))
    version: Mapped[int]
    typed: Mapped[Typed] = mapped_column(JSON)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)

    files: Mapped[list[DraftFile]] = relationship(
        order_by="DraftFile.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def title(self) -> str:
        """The title as far as it is written; may be empty."""
        return excerpt(first(self.typed, "title"), EXCERPT)

    @property
    def came_by_mail(self) -> bool:
        """Has nobody changed it since it came by mail?"""
        return BY_MAIL in self.typed

    @property
    def beginning(self) -> str:
        """The first words of the texts."""
        texts = (first(self.typed, name) for name in ("problem", "idea", "expected_result"))
        return excerpt(" ".join(text for text in texts if text), EXCERPT)


class DraftFile(StoredFile, Model):
    """A photo or file at a draft; it moves to the idea with the same key."""

    __tablename__ = "suggestions_draft_file"
    __table_args__ = (kind_check(),)

    draft_id: Mapped[int] = mapped_column(ForeignKey("suggestions_draft.id", ondelete="CASCADE"), index=True)


class ClosedPage(Base):
    """A page whose text was handed in or discarded: what it still sends, late, is not saved again.

    `suggestion_id`: the idea that its text became; no foreign key, for it is looked up through what the reader may see.
    """

    __tablename__ = "suggestions_closed_page"

    writer: Mapped[str] = mapped_column(String(WRITER_LENGTH), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    suggestion_id: Mapped[int | None]
