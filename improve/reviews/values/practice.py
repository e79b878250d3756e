"""Practice ideas: what is written for them, and how far the members are from each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from improve.core.messages import LazyText, _l
from improve.core.values import Line, Prose, Whole

MOST_PRACTICE = 2
PRACTICE_TITLE = Line(200)
PRACTICE_TEXT = Prose(10_000)


@dataclass(frozen=True)
class PracticeText:
    """An idea that is written to practice on."""

    title: Annotated[str, PRACTICE_TITLE]
    problem: Annotated[str, PRACTICE_TEXT]
    idea: Annotated[str, PRACTICE_TEXT]
    expected_result: Annotated[str, PRACTICE_TEXT] = ""


@dataclass(frozen=True)
class PracticeChoice:
    """An idea that was decided earlier, by its number."""

    suggestion_id: Annotated[int, Whole(1)]


class Distance(StrEnum):
    """How far the answers to one criterion are from each other."""

    ALONE = "alone"
    ALIKE = "alike"
    APART = "apart"
    FAR = "far"

    @property
    def word(self) -> LazyText:
        """The word beside the answers."""
        return DISTANCE_WORDS[self]


DISTANCE_WORDS: dict[Distance, LazyText] = {
    Distance.ALONE: _l("nothing to compare yet"),
    Distance.ALIKE: _l("alike"),
    Distance.APART: _l("some way apart"),
    Distance.FAR: _l("far apart: talk about it"),
}
