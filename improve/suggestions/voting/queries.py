"""Questions about votes: the rule, the counts that may be shown, what is left of a budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from improve.core.db import db
from improve.core.policy import Actor, allows
from improve.core.settled import settled
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import Row
from improve.suggestions.values import SUPPORT_ONLY, Voting, VotingData
from improve.suggestions.voting import store
from improve.suggestions.voting.models import VoteBudget, VotingRule
from improve.suggestions.voting.rules import quarter_of


@dataclass(frozen=True)
class Count:
    """The votes of an idea: ballots cast here, and totals counted before it came here."""

    ballots_for: int
    ballots_against: int
    imported_for: int
    imported_against: int

    @property
    def votes(self) -> int:
        """All that support it."""
        return self.ballots_for + self.imported_for

    @property
    def against(self) -> int:
        """All that oppose it."""
        return self.ballots_against + self.imported_against


def rule_of(category_id: int | None) -> VotingData:
    """How one votes in a category; None: on an idea without one."""
    return voting_rules().get(category_id, SUPPORT_ONLY)


@settled(VotingRule)
def voting_rules() -> Mapping[int | None, VotingData]:
    """The rules that there are, by category; a category that is missing takes support only."""
    return {row.category_id: _data(row) for row in db.session.scalars(select(VotingRule))}


def _data(row: VotingRule) -> VotingData:
    return VotingData(
        kind=Voting(row.kind),
        votes_per_quarter=row.votes_per_quarter,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        counts_hidden=row.counts_hidden,
        handlers_see_counts=row.handlers_see_counts,
    )


def shown_counts(actor: Actor, suggestions: Sequence[Suggestion] | Sequence[Row]) -> dict[int, Count | None]:
    """The counts that the actor may see, by idea; None where they are hidden.

    While counts are hidden, the counters of an idea stand still: no order, filter or export can tell what was
    cast since. Handlers of a category that lets them are given the ballots themselves.
    """
    hidden = [s for s in suggestions if s.counts_hidden_until is not None]
    seen = _seen_by_handler(actor, hidden) if hidden else {}
    return {s.id: seen.get(s.id) if s.counts_hidden_until is not None else _stored(s) for s in suggestions}


def _stored(s: Suggestion | Row) -> Count:
    return Count(s.votes_for, s.votes_against, s.imported_for, s.imported_against)


def _seen_by_handler(actor: Actor, hidden: Sequence[Suggestion | Row]) -> dict[int, Count]:
    rules = voting_rules()
    mine = [
        s
        for s in hidden
        if rules.get(s.category_id, SUPPORT_ONLY).handlers_see_counts and allows(actor, Permission.ANSWER, s)
    ]
    counted = store.ballots_of(s.id for s in mine) if mine else {}
    return {s.id: Count(*counted[s.id], s.imported_for, s.imported_against) for s in mine}


def votes_left(person_id: int | None, category_ids: Iterable[int], day: date) -> dict[int, int]:
    """What is left of somebody's budgets in the quarter of `day`, by category; only those that ration."""
    rationed = {
        category_id: rule.votes_per_quarter
        for category_id in set(category_ids)
        if (rule := rule_of(category_id)).votes_per_quarter is not None
    }
    if person_id is None or not rationed:
        return {}
    spent = db.session.execute(
        select(VoteBudget.category_id, VoteBudget.spent).where(
            VoteBudget.person_id == person_id,
            VoteBudget.category_id.in_(rationed),
            VoteBudget.quarter == quarter_of(day),
        )
    )
    gone = {row.category_id: row.spent for row in spent}
    return {key: max(0, (most or 0) - gone.get(key, 0)) for key, most in rationed.items()}


def due_for_count(today: date) -> Select[tuple[int]]:
    """The ids of ideas whose hidden ballots are to be counted now."""
    return select(Suggestion.id).where(Suggestion.counts_hidden_until < today).order_by(Suggestion.id)
