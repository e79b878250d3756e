"""Hearing what becomes of an idea."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.suggestions import rules, store
from improve.suggestions.events import FollowingBegun, FollowingEnded
from improve.suggestions.hearing.audience import relation_of
from improve.suggestions.models import Follower, Suggestion
from improve.suggestions.policy import Permission


def follow(suggestion: Suggestion, *, by: Actor) -> None:
    """Be told of each step. Who is told anyway (its author) only takes back that they wanted to hear no more."""
    authorize(by, Permission.READ, suggestion)
    rules.check_following(suggestion.state)
    if _choose(suggestion, by, is_muted=False):
        publish(FollowingBegun(actor_id=by.actor_id, subject_id=suggestion.id))


def unfollow(suggestion: Suggestion, *, by: Actor) -> None:
    """No longer be told: also an author, and who backs the idea or wrote a comment."""
    authorize(by, Permission.READ, suggestion)
    rules.check_following(suggestion.state)
    removed = db.session.scalar(
        delete(Follower)
        .where(
            Follower.suggestion_id == suggestion.id,
            Follower.person_id == by.person_id,
            Follower.is_muted.is_(False),
        )
        .returning(Follower.id)
    )
    store.lent.forget_follower(suggestion.id, by.person_id)
    concerned = relation_of(suggestion.id, by.person_id) is not None
    muted = _choose(suggestion, by, is_muted=True) if concerned else False
    if removed is not None or muted:
        publish(FollowingEnded(actor_id=by.actor_id, subject_id=suggestion.id))


def _choose(suggestion: Suggestion, by: Actor, *, is_muted: bool) -> bool:
    """Note the choice; whether it was another one before."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    written = insert(Follower).values(suggestion_id=suggestion.id, person_id=by.person_id, is_muted=is_muted)
    changed = db.session.scalar(
        written.on_conflict_do_update(
            index_elements=[Follower.suggestion_id, Follower.person_id],
            set_={"is_muted": is_muted, "merge_id": None},
            where=Follower.is_muted != is_muted,
        ).returning(Follower.id)
    )
    return changed is not None
