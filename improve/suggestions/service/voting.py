"""Backing an idea, voting against it, and taking it back."""

from __future__ import annotations

from improve.core import clock
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.suggestions import rules, store
from improve.suggestions.calendar import company_day
from improve.suggestions.events import AboutSuggestion, SuggestionBacked, SuggestionOpposed, VoteTakenBack
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import is_author
from improve.suggestions.values import AGAINST, FOR
from improve.suggestions.voting import rules as voting
from improve.suggestions.voting import store as budgets
from improve.suggestions.voting.events import HiddenBallotChanged
from improve.suggestions.voting.queries import rule_of


def back(suggestion: Suggestion, *, by: Actor) -> None:
    """Vote for it. A second vote changes nothing and is no news."""
    if _cast(suggestion, FOR, by):
        _tell(suggestion, SuggestionBacked)


def oppose(suggestion: Suggestion, *, by: Actor) -> None:
    """Vote against it, where the category takes that."""
    if _cast(suggestion, AGAINST, by):
        _tell(suggestion, SuggestionOpposed)


def take_back(suggestion: Suggestion, *, by: Actor) -> None:
    """Take a vote back. Without one nothing happens."""
    authorize(by, Permission.VOTE, suggestion)
    store.lock_for_ballot(suggestion)
    rules.check_vote(suggestion.state, is_own=False)
    voting.check_window(rule_of(suggestion.category_id), company_day(clock.now()))
    if store.remove_vote(suggestion, by.person_id):
        _tell(suggestion, VoteTakenBack)


def _cast(suggestion: Suggestion, value: int, by: Actor) -> bool:
    authorize(by, Permission.VOTE, suggestion)
    store.lock_for_ballot(suggestion)
    rules.check_vote(suggestion.state, is_own=is_author(suggestion, by.person_id))
    now = clock.now()
    rule, today = rule_of(suggestion.category_id), company_day(now)
    voting.check_ballot(rule, value, today)
    if not store.cast_vote(suggestion, by.person_id, value, now):
        return False
    if rule.votes_per_quarter is not None and suggestion.category_id is not None:
        quarter = voting.quarter_of(today)
        budgets.give_back(suggestion.id, by.person_id)  # of a ballot that was turned
        if not budgets.spend(
            suggestion.id, by.person_id, suggestion.category_id, quarter, rule.votes_per_quarter
        ):
            store.remove_vote(suggestion, by.person_id)  # also for a caller who goes on after the refusal
            raise voting.budget_used_up(rule)
    return True


def _tell(suggestion: Suggestion, fact: type[AboutSuggestion]) -> None:
    """Ballots carry no actor; where counts are hidden not even the idea, for facts can be counted."""
    if suggestion.counts_hidden_until is not None and suggestion.category_id is not None:
        publish(HiddenBallotChanged(actor_id=None, subject_id=suggestion.category_id))
    else:
        publish(fact(actor_id=None, subject_id=suggestion.id))
