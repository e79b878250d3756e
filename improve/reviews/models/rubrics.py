"""Tables of rubrics. A version is never changed once a round has opened with it; a change makes a new one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core.db import Model, one_of
from improve.core.localized import Localized
from improve.reviews import values
from improve.reviews.values import Kind


class Rubric(Model):
    """What a committee asks of every idea."""

    __tablename__ = "reviews_rubric"

    name: Mapped[Localized]
    is_closed: Mapped[bool] = mapped_column(server_default=false(), default=False)

    versions: Mapped[list[RubricVersion]] = relationship(
        back_populates="rubric", order_by="RubricVersion.number", viewonly=True
    )


class RubricVersion(Model):
    """The criteria of a rubric as they were from one moment on."""

    __tablename__ = "reviews_rubric_version"
    __table_args__ = (UniqueConstraint("rubric_id", "number"),)

    rubric_id: Mapped[int] = mapped_column(ForeignKey("reviews_rubric.id", ondelete="CASCADE"))
    number: Mapped[int]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))

    rubric: Mapped[Rubric] = relationship(back_populates="versions")
    criteria: Mapped[list[Criterion]] = relationship(
        order_by="Criterion.position", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def total_weight(self) -> int:
        """The sum of the weights of all that count."""
        return sum(criterion.weight for criterion in self.criteria if criterion.in_total)

    def asked_of(self, category_id: int | None) -> list[Criterion]:
        """The criteria by which an idea of this category is judged."""
        return [criterion for criterion in self.criteria if criterion.is_asked_of(category_id)]


class Criterion(Model):
    """A question, its weight and its scale. A yes is 1 and a no 0; a text has no number and counts nowhere."""

    __tablename__ = "reviews_criterion"
    __table_args__ = (
        UniqueConstraint("version_id", "position"),
        CheckConstraint(f"weight BETWEEN 1 AND {values.LARGEST_WEIGHT}", name="weight"),
        CheckConstraint("lowest < highest", name="scale"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint("kind <> 'text' OR NOT in_total", name="text_has_no_number"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("reviews_rubric_version.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[Localized]
    question: Mapped[Localized]
    # Of the total; where the criterion is not in it, it says nothing.
    weight: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10), server_default=Kind.SCALE, default=Kind.SCALE)
    in_total: Mapped[bool] = mapped_column(server_default=true(), default=True)
    # Asked of ideas of this category only.
    category_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions_category.id"), index=True)
    examples: Mapped[Localized | None]
    lowest: Mapped[int] = mapped_column(server_default="1", default=values.LOWEST)
    highest: Mapped[int] = mapped_column(server_default="5", default=values.HIGHEST)

    anchors: Mapped[list[Anchor]] = relationship(
        order_by="Anchor.value", cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )

    @property
    def is_text(self) -> bool:
        """Is the answer written?"""
        return self.kind == Kind.TEXT

    def is_asked_of(self, category_id: int | None) -> bool:
        """Is an idea of this category judged by it?"""
        return self.category_id is None or self.category_id == category_id

    @property
    def scale(self) -> range:
        """The values that can be chosen."""
        return range(self.lowest, self.highest + 1)

    @property
    def labels(self) -> dict[int, Localized]:
        """What the labeled values mean."""
        return {anchor.value: anchor.label for anchor in self.anchors}


class Anchor(Model):
    """What one value of a criterion means."""

    __tablename__ = "reviews_anchor"
    __table_args__ = (UniqueConstraint("criterion_id", "value"),)

    criterion_id: Mapped[int] = mapped_column(ForeignKey("reviews_criterion.id", ondelete="CASCADE"))
    value: Mapped[int]
    label: Mapped[Localized]
