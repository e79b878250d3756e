"""What is asked and answered about two ideas."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from improve.core.values import OneOf, Whole
from improve.stats.suppression import SMALLEST_GROUP

MOST_COMPARED = 200  # ideas of a category, the best supported first
MOST_ORDERED = 300  # by how often they were compared: the work grows with the cube
MOST_KEPT = 16  # computed orders, one for each category and set of readers who see the same ideas
FEWEST_PEOPLE = SMALLEST_GROUP
ENOUGH = 10  # answers of one person that help a lot


class Better(StrEnum):
    """Which of the two is better, for who was asked."""

    FIRST = "first"
    SECOND = "second"
    NEITHER = "neither"


# What is stored: 1 where the first is better, -1 the second, 0 where one cannot tell.
SAID = {Better.FIRST: 1, Better.SECOND: -1, Better.NEITHER: 0}


@dataclass(frozen=True)
class Judged:
    """An answer: `first` and `second` are ideas, in the order in which they were shown."""

    first: Annotated[int, Whole(1)]
    second: Annotated[int, Whole(1)]
    better: Annotated[str, OneOf(tuple(Better))]
