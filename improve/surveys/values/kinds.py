"""Kinds of questions, their scales, and the groups that a score falls into."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a question asks for. A statement asks nothing; a hidden field is filled by the link."""

    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    RATING = "rating"
    CHOICE = "choice"
    MULTIPLE = "multiple"
    MATRIX = "matrix"
    RANKING = "ranking"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    CONSENT = "consent"
    STATEMENT = "statement"
    HIDDEN = "hidden"
    FILE = "file"


class Look(StrEnum):
    """How a scale is drawn; what is stored is the number all the same."""

    NUMBERS = "numbers"
    WORDS = "words"
    STARS = "stars"
    FACES = "faces"


class Format(StrEnum):
    """What a short text must look like."""

    FREE = ""
    EMAIL = "email"
    PATTERN = "pattern"


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
LOOKS: dict[Kind, tuple[Look, ...]] = {
    Kind.CSAT: (Look.NUMBERS, Look.WORDS, Look.STARS, Look.FACES),
    Kind.RATING: (Look.NUMBERS, Look.STARS),
}
TEXT_KINDS = frozenset((Kind.SHORT_TEXT, Kind.LONG_TEXT))
# Those that offer answers to choose from; the matrix asks for one of them in each row.
LIST_KINDS = frozenset((Kind.CHOICE, Kind.MULTIPLE, Kind.MATRIX, Kind.RANKING))
# Those whose answers can be compared as less or more.
ORDERED_KINDS = frozenset((*SCALES, Kind.RATING, Kind.NUMBER, Kind.DATE))
LONGEST_TEXT = {Kind.SHORT_TEXT: 200, Kind.LONG_TEXT: 5_000}
LONGEST_OTHER = 200
MOST_FILES = 5

# What is stored as the value of an answer that is neither a number of the scale nor the code of a choice.
NOT_SURE = "na"
NO_GROUP = "none"
YES, NO = "y", "n"
# The code of "another answer, in your own words": no choice of a list has it.
OTHER = "other"
# Between the code of a question and that of a choice or row in it: `fruit.c1`, `grid.r2`, `fruit.other`.
PART = "."
LONGEST_CODE, LONGEST_PART = 24, 15
CODE_PATTERN = r"[A-Za-z][A-Za-z0-9_]*"
# The pseudo-questions of the roll-up; no code begins so. The first counts whole responses by language, the
# second the pages that somebody who began has sent in.
RESPONSES = "_response"
REACHED = "_reached"


def is_score(kind: str) -> bool:
    """Is it answered with a number on a standard scale, of which a score with an interval is made?"""
    return kind in SCALES


def rating(low: int, high: int) -> Scale:
    """A scale of one's own: its lower and upper third are the groups."""
    third = (high - low + 1) // 3
    return Scale(low=low, high=high, low_max=low + third - 1, high_min=high - third + 1)


def part(code: str, of: str) -> str:
    """The name under which a choice or row of a question is answered."""
    return f"{code}{PART}{of}"
