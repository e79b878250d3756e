"""Changing a comment and taking it back."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from improve.core import clock, markdown
from improve.core.db import db
from improve.core.errors import Forbidden
from improve.core.events import publish
from improve.core.policy import Actor, allows, authorize
from improve.suggestions import rules as ideas
from improve.suggestions import store
from improve.suggestions.discussion import rules
from improve.suggestions.discussion.events import CommentEdited, NoteEdited, NoteRemoved
from improve.suggestions.discussion.models import CommentReport, CommentVersion, Reaction
from improve.suggestions.discussion.service.posting import body_of
from improve.suggestions.events import CommentRemoved
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.values import CommentText

LOCKED = ["body", "edited_at", "removed_at", "hidden_at"]


def edit_comment(suggestion: Suggestion, edited: Comment, data: CommentText, *, by: Actor) -> None:
    """Change one's own words, for a day. What they were stays readable; nothing new is no news."""
    authorize(by, Permission.COMMENT, suggestion)
    if edited.author_id is None or edited.author_id != by.actor_id:
        raise Forbidden()
    db.session.refresh(suggestion, ["status"], with_for_update=True)
    ideas.check_comment(suggestion.state)
    db.session.refresh(edited, LOCKED, with_for_update=True)
    now = clock.now()
    standing = edited.removed_at is None and edited.hidden_at is None
    rules.check_edit(edited.created_at, now, standing=standing)
    body = body_of(data.body)
    if body == edited.body:
        return
    before = markdown.mentioned(edited.body)
    _keep_version(edited)
    edited.body = body
    edited.edited_at = now
    event = NoteEdited if edited.is_note else CommentEdited
    publish(
        event(
            actor_id=by.actor_id,
            subject_id=suggestion.id,
            comment_id=edited.id,
            changed=("body",),
            mentioned=tuple(person for person in markdown.mentioned(body) if person not in before),
        )
    )


def remove_comment(suggestion: Suggestion, removed: Comment, *, by: Actor) -> None:
    """Blank a comment: one's own within a day, anybody's for those who moderate. Its place stays.

    Everything that tells what it said goes with it.
    """
    if not allows(by, Permission.MODERATE, suggestion):
        if removed.author_id is None or removed.author_id != by.actor_id:
            authorize(by, Permission.MODERATE, suggestion)
        rules.check_removal(removed.created_at, clock.now())
    db.session.refresh(suggestion, ["status"], with_for_update=True)
    db.session.refresh(removed, LOCKED, with_for_update=True)
    if removed.removed_at is not None:
        return
    for model in (CommentVersion, Reaction, CommentReport):
        db.session.execute(delete(model).where(model.comment_id == removed.id))
    if removed.is_counted:
        store.count_comment(suggestion, -1)
    removed.body = ""
    removed.removed_at = clock.now()
    removed.removed_by_id = by.actor_id
    event = NoteRemoved if removed.is_note else CommentRemoved
    publish(event(actor_id=by.actor_id, subject_id=suggestion.id, comment_id=removed.id))


def _keep_version(edited: Comment) -> None:
    known = db.session.scalar(
        select(func.max(CommentVersion.number)).where(CommentVersion.comment_id == edited.id)
    )
    db.session.add(
        CommentVersion(
            comment_id=edited.id,
            number=(known or 0) + 1,
            body=edited.body,
            written_at=edited.edited_at or edited.created_at,
        )
    )
