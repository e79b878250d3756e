"""A rubric as plain values, which can be kept between requests; it reads like the rows that it was made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from improve.core.localized import Localized
from improve.reviews.values.kinds import Kind


@dataclass(frozen=True)
class AskedCriterion:
    """See `models.Criterion`."""

    id: int
    name: Localized
    question: Localized
    weight: int
    kind: str
    in_total: bool
    category_id: int | None
    examples: Localized | None
    lowest: int
    highest: int
    labels: Mapping[int, Localized]

    @property
    def is_text(self) -> bool:
        """Is the answer written?"""
        return self.kind == Kind.TEXT

    @property
    def scale(self) -> range:
        """The values that can be chosen."""
        return range(self.lowest, self.highest + 1)


@dataclass(frozen=True)
class AskedRubric:
    """See `models.RubricVersion`."""

    criteria: tuple[AskedCriterion, ...]

    def asked_of(self, category_id: int | None) -> list[AskedCriterion]:
        """The criteria by which an idea of this category is judged."""
        return [one for one in self.criteria if one.category_id in (None, category_id)]
