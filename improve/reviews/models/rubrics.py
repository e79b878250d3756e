"""Tables of rubrics. A version is never changed once a round has opened with it; a change makes a new one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core.db import Model
from improve.core.localized import Localized
from improve.reviews import values


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
        """The sum of the weights."""
        return sum(criterion.weight for criterion in self.criteria)


class Criterion(Model):
    """A question, its weight and its scale."""

    __tablename__ = "reviews_criterion"
    __table_args__ = (
        UniqueConstraint("version_id", "position"),
        CheckConstraint(f"weight BETWEEN 1 AND {values.LARGEST_WEIGHT}", name="weight"),
        CheckConstraint("lowest < highest", name="scale"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("reviews_rubric_version.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[Localized]
    question: Mapped[Localized]
    weight: Mapped[int]
    lowest: Mapped[int] = mapped_column(server_default="1", default=values.LOWEST)
    highest: Mapped[int] = mapped_column(server_default="5", default=values.HIGHEST)

    anchors: Mapped[list[Anchor]] = relationship(
        order_by="Anchor.value", cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )

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
