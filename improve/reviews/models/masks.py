"""Table of what people decided about names in the texts of blind ideas."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from improve.core.db import Model, one_of
from improve.reviews.values import PASSAGE, MaskKind, Part


class Mask(Model):
    """What somebody who looks after rounds hides in an idea, or leaves as it is, in every blind round.

    `passage`: the words; of a picture the number of its attachment. `part`: where the words stood, so that a text that
    was changed since shows nothing there until somebody has looked again.
    """

    __tablename__ = "reviews_mask"
    __table_args__ = (
        UniqueConstraint("suggestion_id", "kind", "passage"),
        CheckConstraint(one_of("kind", MaskKind), name="kind"),
        CheckConstraint(one_of("part", Part), name="part"),
        CheckConstraint("passage <> ''", name="passage"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions_suggestion.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    part: Mapped[str] = mapped_column(String(20))
    passage: Mapped[str] = mapped_column(String(PASSAGE.longest))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
