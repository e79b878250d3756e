"""Backing an idea and taking it back."""

from __future__ import annotations

from improve.core import clock
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.suggestions import rules, store
from improve.suggestions.events import SuggestionBacked, SuggestionOpposed, VoteTakenBack
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import is_author
from improve.suggestions.values import AGAINST, FOR


def back(suggestion: Suggestion, *, by: Actor) -> None:
    """Vote for it. A second vote changes nothing and is no news."""
    if _cast(suggestion, FOR, by):
        publish(SuggestionBacked(actor_id=None, subject_id=suggestion.id))


def oppose(suggestion: Suggestion, *, by: Actor) -> None:
    """Vote against it."""
    if _cast(suggestion, AGAINST, by):
        publish(SuggestionOpposed(actor_id=None, subject_id=suggestion.id))


def take_back(suggestion: Suggestion, *, by: Actor) -> None:
    """Take a vote back. Without one nothing happens."""
    authorize(by, Permission.VOTE, suggestion)
    rules.check_vote(suggestion.state, is_own=False)
    if store.remove_vote(suggestion, by.person_id):
        publish(VoteTakenBack(actor_id=None, subject_id=suggestion.id))


def _cast(suggestion: Suggestion, value: int, by: Actor) -> bool:
    authorize(by, Permission.VOTE, suggestion)
    rules.check_vote(suggestion.state, is_own=is_author(suggestion, by.person_id))
    return store.cast_vote(suggestion, by.person_id, value, clock.now())
