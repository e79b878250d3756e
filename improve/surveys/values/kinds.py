"""Kinds of questions, their scales, and the groups that a score falls into."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a question asks for."""

    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    CHOICE = "choice"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"


class Group(StrEnum):
    """Where a score stands on its scale: promoters, the satisfied, the ones with little effort are `HIGH`."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from `low` to `high`; up to `low_max` they are low, from `high_min` on high."""

    low: int
    high: int
    low_max: int
    high_min: int

    def group(self, number: int) -> Group:
        """The group of an answer on the scale."""
        if number >= self.high_min:
            return Group.HIGH
        return Group.LOW if number <= self.low_max else Group.MIDDLE

    @property
    def numbers(self) -> range:
        return range(self.low, self.high + 1)

    def of_group(self, group: Group) -> tuple[int, ...]:
        """The numbers of a group, ascending."""
        return tuple(number for number in self.numbers if self.group(number) is group)


# NPS after Reichheld 2003; CSAT counts its two best boxes; CES 2.0 counts agreement above the middle.
SCALES: dict[Kind, Scale] = {
    Kind.NPS: Scale(low=0, high=10, low_max=6, high_min=9),
    Kind.CSAT: Scale(low=1, high=5, low_max=2, high_min=4),
    Kind.CES: Scale(low=1, high=7, low_max=3, high_min=5),
}
TEXT_KINDS = frozenset((Kind.SHORT_TEXT, Kind.LONG_TEXT))
LONGEST_TEXT = {Kind.SHORT_TEXT: 200, Kind.LONG_TEXT: 5_000}

# What is stored as the value of an answer that is neither a number of the scale nor the code of a choice.
NOT_SURE = "na"
NO_GROUP = "none"
# The pseudo-question under which the roll-up counts whole responses, by language; no code begins so.
RESPONSES = "_response"


def is_score(kind: str) -> bool:
    """Is it answered with a number on a scale?"""
    return kind in SCALES
