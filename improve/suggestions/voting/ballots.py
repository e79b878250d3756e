"""How the vote buttons of ideas look for the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from improve.core import clock
from improve.core.policy import Actor
from improve.suggestions.calendar import company_day
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import Row, authors_of, votes_of
from improve.suggestions.rules import VOTABLE
from improve.suggestions.values import AGAINST, FOR, SUPPORT_ONLY, Voting, VotingData
from improve.suggestions.voting import rules
from improve.suggestions.voting.queries import Count, shown_counts, votes_left, voting_rules


@dataclass(frozen=True)
class Ballot:
    """The vote button of one idea.

    `count` is None where counts are hidden, `left` where votes are not rationed, `opens_on` once voting is open.
    """

    suggestion: Suggestion | Row
    value: int
    is_open: bool
    is_own: bool
    count: Count | None
    rule: VotingData
    left: int | None = None
    opens_on: date | None = None

    @property
    def is_mine(self) -> bool:
        """Does the reader back it?"""
        return self.value == FOR

    @property
    def is_against(self) -> bool:
        """Has the reader voted against it?"""
        return self.value == AGAINST

    @property
    def takes_against(self) -> bool:
        """Can one vote against it?"""
        return self.rule.kind == Voting.BOTH

    @property
    def may_press(self) -> bool:
        """Would pressing the button do something?"""
        return self.is_open and not self.is_own and (self.is_mine or self.left != 0)

    @property
    def hidden_until(self) -> date | None:
        """The last day on which nobody sees the count."""
        return self.suggestion.counts_hidden_until

    @property
    def others(self) -> int:
        """How many others support it, as far as it may be said."""
        if self.count is None:
            return 0
        return self.count.votes - (1 if self.is_mine else 0)


@dataclass(frozen=True)
class Button:
    """What the button in a list shows. `count` is None where it is hidden."""

    suggestion_id: int
    title: str
    count: int | None
    is_mine: bool
    is_against: bool
    can_press: bool


def button_of(ballot: Ballot, *, may_vote: bool) -> Button:
    """The button of a list for one who may vote at all, or not."""
    return Button(
        ballot.suggestion.id,
        ballot.suggestion.title,
        ballot.count.votes if ballot.count is not None else None,
        is_mine=ballot.is_mine,
        is_against=ballot.is_against,
        can_press=ballot.may_press and not ballot.is_against and may_vote,
    )


def button_of_cast(actor: Actor, suggestion: Suggestion, value: int) -> Button:
    """The button for whoever has just cast this ballot: asked within the transaction, it needs no statement."""
    count = shown_counts(actor, [suggestion])[suggestion.id]
    return Button(
        suggestion.id,
        suggestion.title,
        count.votes if count is not None else None,
        is_mine=value == FOR,
        is_against=value == AGAINST,
        can_press=value == FOR,
    )


def ballot_for(actor: Actor, suggestion: Suggestion) -> Ballot:
    """The vote button of one idea."""
    return ballots_for(actor, [suggestion])[suggestion.id]


def ballots_for(actor: Actor, suggestions: Sequence[Suggestion] | Sequence[Row]) -> dict[int, Ballot]:
    """The vote buttons of a page, in a handful of statements whatever its length."""
    mine = votes_of(actor.actor_id, (s.id for s in suggestions))
    authors = authors_of(s.id for s in suggestions)
    counts = shown_counts(actor, suggestions)
    known = voting_rules()
    today = company_day(clock.now())
    rationed = {s.category_id for s in suggestions if s.category_id is not None and s.category_id in known}
    left = votes_left(actor.actor_id, rationed, today) if rationed else {}

    def ballot(s: Suggestion | Row) -> Ballot:
        rule = known.get(s.category_id, SUPPORT_ONLY)
        awaited = s.state in VOTABLE and rule.opens_on is not None and today < rule.opens_on
        return Ballot(
            suggestion=s,
            value=mine.get(s.id, 0),
            is_open=s.state in VOTABLE and rules.is_open(rule, today),
            is_own=actor.actor_id in authors[s.id],
            count=counts[s.id],
            rule=rule,
            left=left.get(s.category_id) if s.category_id is not None else None,
            opens_on=rule.opens_on if awaited else None,
        )

    return {s.id: ballot(s) for s in suggestions}
