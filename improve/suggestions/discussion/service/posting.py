"""Saying something: comments, replies, notes among handlers."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.suggestions import rules as ideas
from improve.suggestions import store
from improve.suggestions.discussion import mentions, rules
from improve.suggestions.discussion.events import NotePosted
from improve.suggestions.events import CommentPosted
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import is_author, visible_comments
from improve.suggestions.values import COMMENT, CommentKind, CommentText


def comment(suggestion: Suggestion, data: CommentText, *, by: Actor) -> Comment:
    """Post a comment or a reply; a reply to a note is one."""
    authorize(by, Permission.COMMENT, suggestion)
    parent = _parent(suggestion, data.reply_to, by)
    if parent is not None and parent.is_note:
        return note(suggestion, data, by=by)
    posted = add_comment(
        suggestion, data.body, kind=CommentKind.COMMENT, author_id=by.person_id, parent=parent
    )
    publish(CommentPosted(actor_id=by.actor_id, subject_id=suggestion.id, comment_id=posted.id))
    return posted


def note(suggestion: Suggestion, data: CommentText, *, by: Actor) -> Comment:
    """Write a note for the others who handle the idea. Nobody else ever learns of it."""
    authorize(by, Permission.NOTE, suggestion)
    rules.check_note(is_own=is_author(suggestion, by.person_id))
    parent = _parent(suggestion, data.reply_to, by)
    posted = add_comment(suggestion, data.body, kind=CommentKind.NOTE, author_id=by.person_id, parent=parent)
    publish(NotePosted(actor_id=by.actor_id, subject_id=suggestion.id, comment_id=posted.id))
    return posted


def add_comment(
    suggestion: Suggestion,
    body: str,
    *,
    kind: CommentKind,
    author_id: int | None,
    parent: Comment | None = None,
) -> Comment:
    """Store a comment and count it; the caller has authorized it and publishes.

    Without `author_id` it is of an author who gave no name. The lock makes it wait for whoever closes the idea.
    """
    db.session.refresh(suggestion, ["status"], with_for_update=True)
    ideas.check_comment(suggestion.state)
    if parent is not None:
        rules.check_reply(is_hidden=parent.hidden_at is not None)
    posted = Comment(
        suggestion_id=suggestion.id,
        parent_id=parent.id if parent is not None else None,
        kind=kind,
        author_id=author_id,
        body=body_of(body),
        created_at=clock.now(),
    )
    db.session.add(posted)
    db.session.flush()
    if posted.is_counted:
        store.count_comment(suggestion, 1)
    return posted


def body_of(text: str) -> str:
    """A text as it is stored; names are longer than logins, so that its length is judged again."""
    body = mentions.stored(text)
    if len(body) > COMMENT.longest:
        raise Invalid.field(
            "body",
            _l(
                "With the names of those it mentions this is %(length)s characters long; %(longest)s fit.",
                length=len(body),
                longest=COMMENT.longest,
            ),
        )
    return body


def _parent(suggestion: Suggestion, comment_id: int | None, by: Actor) -> Comment | None:
    """The comment at the beginning of the thread that a reply belongs to: threads have one level."""
    if comment_id is None:
        return None
    own = visible_comments(by).where(Comment.suggestion_id == suggestion.id)
    found = db.session.scalar(own.where(Comment.id == comment_id))
    if found is not None and found.parent_id is not None:
        found = db.session.scalar(own.where(Comment.id == found.parent_id))
    if found is None:
        raise Invalid.field("reply_to", _l("The comment you reply to is not here any more."))
    return found
