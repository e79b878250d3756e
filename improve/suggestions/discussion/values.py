"""What a discussion is made of, with its limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from improve.core.localized import Localized
from improve.core.messages import LazyText, _l, _pl
from improve.core.values import Line, Prose, Translated, Whole

REASON = Prose(1_000)
CANNED_TITLE = Line(100)
CANNED_BODY = Prose(3_000)
MOST_MENTIONS = 20


class ReactionKind(StrEnum):
    """The words people have about a comment without writing one."""

    AGREE = "agree"
    THANKS = "thanks"
    INSIGHT = "insight"
    SAME = "same"

    @property
    def word(self) -> LazyText:
        """What the button says."""
        return REACTION_WORDS[self]

    @property
    def icon(self) -> str:
        """The picture beside the word."""
        return REACTION_ICONS[self]


REACTION_WORDS: dict[ReactionKind, LazyText] = {
    ReactionKind.AGREE: _l("I agree"),
    ReactionKind.THANKS: _pl("reaction", "Thank you"),
    ReactionKind.INSIGHT: _l("Good point"),
    ReactionKind.SAME: _l("Same here"),
}
REACTION_ICONS = {
    ReactionKind.AGREE: "hand-thumbs-up",
    ReactionKind.THANKS: "heart",
    ReactionKind.INSIGHT: "lightbulb",
    ReactionKind.SAME: "people",
}


class Verdict(StrEnum):
    """What became of a report."""

    HIDDEN = "hidden"
    KEPT = "kept"


@dataclass(frozen=True)
class Report:
    """Why a comment should not stand there."""

    reason: Annotated[str, REASON]


@dataclass(frozen=True)
class Hiding:
    """Why a comment is hidden; its author reads it."""

    reason: Annotated[str, REASON]


@dataclass(frozen=True)
class CannedData:
    """A ready answer."""

    title: Annotated[Localized, Translated(CANNED_TITLE)]
    body: Annotated[Localized, Translated(CANNED_BODY)]
    order: Annotated[int, Whole(0, 9_999)] = 0
