"""The table of photos and files at ideas."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core.db import Model
from improve.core.uploads.columns import StoredFile, kind_check
from improve.core.values import Line
from improve.suggestions.models import Suggestion

REMOVAL_REASON = Line(500)


class Attachment(StoredFile, Model):
    """A photo or file at an idea. `added_by_id` is None where nobody is recorded (anonymous, a kiosk).

    One that was removed by a handler keeps its place and the reason; its file is given up.
    """

    __tablename__ = "suggestions_attachment"
    __table_args__ = (
        kind_check(),
        CheckConstraint("(removed_at IS NULL) = (removal_reason IS NULL)", name="removed"),
        Index(None, "suggestion_id", "id"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    added_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="SET NULL"), index=True
    )
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id", ondelete="SET NULL"))
    removal_reason: Mapped[str | None] = mapped_column(String(REMOVAL_REASON.longest))

    suggestion: Mapped[Suggestion] = relationship()
