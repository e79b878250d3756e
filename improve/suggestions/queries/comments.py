"""Which comments somebody may meet. Everything that shows or counts comments starts here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.policy import Actor, allows
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries.ideas import authored_by, handled_by, visible_to
from improve.suggestions.values import CommentKind


def visible_comments(actor: Actor) -> Select[tuple[Comment]]:
    """The comments of visible ideas, with the places of removed and hidden ones.

    A note is visible to those who handle the idea or are responsible for it, and never to who wrote it. Of a
    hidden comment only its author and the handlers read the text: see `readable_comments` for everything but
    the idea's own page.
    """
    statement: Select[tuple[Comment]] = (
        visible_to(actor)
        .join(Comment, Comment.suggestion_id == Suggestion.id)
        .with_only_columns(Comment, maintain_column_froms=True)
    )
    notes = notes_for(actor)
    return statement if notes is None else statement.where(or_(Comment.kind != CommentKind.NOTE, notes))


def readable_comments(actor: Actor) -> Select[tuple[Comment]]:
    """The comments whose text may stand in a search, a feed, a mail or a file: none that is hidden or removed."""
    return visible_comments(actor).where(Comment.removed_at.is_(None), Comment.hidden_at.is_(None))


def readable_comment_ids(actor: Actor) -> Select[tuple[int]]:
    """Their ids: for lists of things that repeat a comment."""
    return readable_comments(actor).with_only_columns(Comment.id)


def notes_for(actor: Actor) -> ColumnElement[bool] | None:
    """The condition that an actor reads the notes of an idea; None: of every idea."""
    if actor.is_system:
        return None
    if actor.actor_id is None or not allows(actor, Permission.NOTE):
        return Suggestion.id.is_(None)
    others: ColumnElement[bool] = Suggestion.id.not_in(authored_by(actor.actor_id))
    handled = handled_by(actor)
    if handled is None:
        return others
    return and_(others, or_(handled, Suggestion.assignee_id == actor.actor_id))


def reads_notes(actor: Actor, suggestion: Suggestion) -> bool:
    """May the actor read and write notes on this idea?"""
    notes = notes_for(actor)
    if notes is None:
        return True
    if actor.actor_id is None or not allows(actor, Permission.NOTE, suggestion):
        return False
    return db.session.scalar(select(Suggestion.id).where(Suggestion.id == suggestion.id, notes)) is not None


def comments_of(actor: Actor, suggestion_id: int) -> Sequence[Comment]:
    """The comments of an idea that an actor meets, with their authors, oldest first."""
    return db.session.scalars(
        visible_comments(actor)
        .options(joinedload(Comment.author))
        .where(Comment.suggestion_id == suggestion_id)
        .order_by(Comment.id)
    ).all()
