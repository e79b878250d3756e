"""Reacting to a comment with a word."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.suggestions import rules as ideas
from improve.suggestions.discussion import rules, store
from improve.suggestions.discussion.events import ReactionGiven, ReactionTakenBack
from improve.suggestions.discussion.values import ReactionKind
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.policy import Permission


def react(suggestion: Suggestion, to: Comment, kind: ReactionKind, *, by: Actor) -> None:
    """Say one word about a comment. The same word again is no news."""
    _check(suggestion, to, by)
    if store.add_reaction(to.id, by.person_id, kind, clock.now()):
        publish(ReactionGiven(actor_id=by.actor_id, subject_id=suggestion.id, comment_id=to.id))


def take_reaction_back(suggestion: Suggestion, to: Comment, kind: ReactionKind, *, by: Actor) -> None:
    """Take the word back. Without it nothing happens."""
    _check(suggestion, to, by)
    if store.remove_reaction(to.id, by.person_id, kind):
        publish(ReactionTakenBack(actor_id=by.actor_id, subject_id=suggestion.id, comment_id=to.id))


def _check(suggestion: Suggestion, to: Comment, by: Actor) -> None:
    """A lock on the comment for the moment, so that nobody reacts to what is being removed."""
    authorize(by, Permission.COMMENT, suggestion)
    ideas.check_comment(suggestion.state)
    db.session.refresh(to, ["removed_at", "hidden_at"], with_for_update={"key_share": True, "read": True})
    standing = to.removed_at is None and to.hidden_at is None
    rules.check_reaction(is_own=to.author_id == by.person_id, standing=standing)
