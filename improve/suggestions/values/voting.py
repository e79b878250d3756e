"""What a ballot can be, and the rule of a category."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from improve.core.messages import LazyText, _l, _ln
from improve.core.values import (
    Day,
    OneOf,
    Truth,
    Whole,
)

MOST_VOTES = 1_000_000_000  # so that ballots added to it still fit a column
FOR = 1
AGAINST = -1
MOST_PER_QUARTER = 100


class Voting(StrEnum):
    """What a ballot can be."""

    SUPPORT = "support"
    BOTH = "both"
    BUDGET = "budget"

    @property
    def word(self) -> LazyText:
        """The rule in a few words."""
        return VOTING_WORDS[self]


VOTING_WORDS: dict[Voting, LazyText] = {
    Voting.SUPPORT: _l("Support only"),
    Voting.BOTH: _l("For and against"),
    Voting.BUDGET: _l("A number of votes per quarter"),
}


@dataclass(frozen=True)
class VotingData:
    """The voting rule of a category.

    Days are the company's, both included. `counts_hidden`: nobody sees a count until the last day is over, but
    for handlers where `handlers_see_counts`.
    """

    kind: Annotated[str, OneOf(tuple(Voting))] = Voting.SUPPORT
    votes_per_quarter: Annotated[int | None, Whole(1, MOST_PER_QUARTER)] = None
    opens_on: Annotated[date | None, Day()] = None
    closes_on: Annotated[date | None, Day()] = None
    counts_hidden: Annotated[bool, Truth()] = False
    handlers_see_counts: Annotated[bool, Truth()] = False

    @property
    def word(self) -> LazyText:
        """The rule in a few words."""
        if self.kind == Voting.BUDGET:
            return _ln("%(n)s vote per quarter", "%(n)s votes per quarter", self.votes_per_quarter or 0)
        return Voting(self.kind).word


SUPPORT_ONLY = VotingData()
