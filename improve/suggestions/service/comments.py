"""Commenting and removing a comment."""

from __future__ import annotations

from sqlalchemy import delete

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import Actor, allows, authorize
from improve.suggestions import rules, store
from improve.suggestions.discussion.models import CommentVersion
from improve.suggestions.events import CommentPosted, CommentRemoved
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.values import CommentText


def comment(suggestion: Suggestion, data: CommentText, *, by: Actor) -> Comment:
    """Post a comment."""
    authorize(by, Permission.COMMENT, suggestion)
    rules.check_comment(suggestion.state)
    posted = Comment(
        suggestion_id=suggestion.id, author_id=by.person_id, body=data.body, created_at=clock.now()
    )
    db.session.add(posted)
    db.session.flush()
    store.count_comment(suggestion, 1)
    publish(CommentPosted(actor_id=by.actor_id, subject_id=suggestion.id, comment_id=posted.id))
    return posted


def remove_comment(suggestion: Suggestion, removed: Comment, *, by: Actor) -> None:
    """Blank a comment: one's own within a day, anybody's for those who moderate. Its place stays."""
    if not allows(by, Permission.MODERATE, suggestion):
        if removed.author_id != by.actor_id:
            authorize(by, Permission.MODERATE, suggestion)
        rules.check_comment_removal(removed.created_at, clock.now())
    db.session.refresh(removed, ["removed_at"], with_for_update=True)
    if removed.removed_at is not None:
        return
    db.session.execute(delete(CommentVersion).where(CommentVersion.comment_id == removed.id))
    was_counted = removed.is_counted
    removed.body = ""
    removed.removed_at = clock.now()
    removed.removed_by_id = by.actor_id
    if was_counted:
        store.count_comment(suggestion, -1)
    publish(CommentRemoved(actor_id=by.actor_id, subject_id=suggestion.id, comment_id=removed.id))
