"""What answers are watched for, and why one is to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from improve.core.values import Line, Prose

MOST_KEYWORDS, LONGEST_KEYWORD = 60, 40


class Why(StrEnum):
    """What an answer fits."""

    LOW_SCORE = "low_score"
    KEYWORD = "keyword"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that an answer fits: the question's code and, for a keyword, which."""

    why: Why
    code: str
    keyword: str = ""

    def stored(self) -> dict[str, Any]:
        """As it stands in the row."""
        return {
            "why": str(self.why),
            "code": self.code,
            **({"keyword": self.keyword} if self.keyword else {}),
        }


def reasons_of(stored: list[dict[str, Any]]) -> tuple[Reason, ...]:
    """The reasons of a row."""
    return tuple(Reason(Why(one["why"]), one["code"], one.get("keyword", "")) for one in stored)


@dataclass(frozen=True, slots=True)
class Watch:
    """What a survey's answers are watched for.

    `low_scores`: question's code -> the highest number that is low; None watches every standard scale for its
    low group (NPS up to 6, CSAT up to 2, CES up to 3), as long as nobody chose.
    """

    low_scores: Mapping[str, int] | None = None
    keywords: tuple[str, ...] = ()
    contact_code: str | None = None


STANDARD = Watch()


@dataclass(frozen=True)
class WatchTexts:
    """What is typed: keywords one a line (commas part them, too), and the question that asks for a call."""

    keywords: Annotated[str, Prose(MOST_KEYWORDS * (LONGEST_KEYWORD + 1))] = ""
    contact_code: Annotated[str | None, Line(40)] = None
