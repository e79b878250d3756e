"""Votes inside a committee: their kinds, and what is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from improve.core.messages import LazyText, _l, _pl
from improve.core.values import Line, OneOf, Whole

QUESTION = Line(160)
FEWEST_VOTED, MOST_VOTED = 2, 30  # ideas in one vote
LARGEST_SUM = 1_000
USUAL_SUM = 10


class VoteKind(StrEnum):
    """How members vote."""

    RANKING = "ranking"
    APPROVAL = "approval"
    ALLOTMENT = "allotment"

    @property
    def word(self) -> LazyText:
        """How lists name it."""
        return VOTE_KIND_WORDS[self]

    @property
    def fewest(self) -> int:
        """How many ideas a ballot must have to say anything: who meets fewer of them has none."""
        return 1 if self is VoteKind.APPROVAL else 2


VOTE_KIND_WORDS: dict[VoteKind, LazyText] = {
    VoteKind.RANKING: _pl("vote", "Ranking"),
    VoteKind.APPROVAL: _pl("vote", "Approval"),
    VoteKind.ALLOTMENT: _pl("vote", "Points to divide"),
}
VOTE_KIND_LINES: dict[VoteKind, LazyText] = {
    VoteKind.RANKING: _l("Ranking: members put the ideas in order; equal places are allowed (Schulze)"),
    VoteKind.APPROVAL: _l("Approval: members tick every idea that they would accept"),
    VoteKind.ALLOTMENT: _l("Points: members divide points among the ideas"),
}


@dataclass(frozen=True)
class VoteData:
    """A vote to be opened. `points`: what each member may divide, of an allotment. `further`: numbers of ideas that
    stand in no list to tick.
    """

    kind: Annotated[str, OneOf(tuple(VoteKind))]
    question: Annotated[str, QUESTION] = ""
    points: Annotated[int | None, Whole(1, LARGEST_SUM)] = None
    further: Annotated[str, Line(400)] = ""
