"""Hearing what becomes of an idea."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.suggestions.events import FollowingBegun, FollowingEnded
from improve.suggestions.models import Follower, Suggestion
from improve.suggestions.policy import Permission


def follow(suggestion: Suggestion, *, by: Actor) -> None:
    """Be told of the decision and of what it led to."""
    authorize(by, Permission.READ, suggestion)
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    added = db.session.scalar(
        insert(Follower)
        .values(suggestion_id=suggestion.id, person_id=by.person_id)
        .on_conflict_do_nothing()
        .returning(Follower.id)
    )
    if added is not None:
        publish(FollowingBegun(actor_id=by.actor_id, subject_id=suggestion.id))


def unfollow(suggestion: Suggestion, *, by: Actor) -> None:
    """No longer be told."""
    authorize(by, Permission.READ, suggestion)
    removed = db.session.scalar(
        delete(Follower)
        .where(Follower.suggestion_id == suggestion.id, Follower.person_id == by.person_id)
        .returning(Follower.id)
    )
    if removed is not None:
        publish(FollowingEnded(actor_id=by.actor_id, subject_id=suggestion.id))
