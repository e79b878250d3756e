"""Statements that the ORM cannot say: one row each, right under any concurrency."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.suggestions.discussion.models import CommentReport, Reaction
from improve.suggestions.discussion.values import ReactionKind


def add_reaction(comment_id: int, person_id: int, kind: ReactionKind, at: datetime) -> bool:
    """False when it stood there already."""
    return _added(Reaction, comment_id=comment_id, person_id=person_id, kind=kind, at=at)


def remove_reaction(comment_id: int, person_id: int, kind: ReactionKind) -> bool:
    """False when there was none."""
    removed = db.session.scalar(
        delete(Reaction)
        .where(Reaction.comment_id == comment_id, Reaction.person_id == person_id, Reaction.kind == kind)
        .returning(Reaction.id)
    )
    return removed is not None


def add_report(comment_id: int, reporter_id: int, reason: str, at: datetime) -> bool:
    """False when an open one of this person stands already."""
    return _added(CommentReport, comment_id=comment_id, reporter_id=reporter_id, reason=reason, at=at)


def _added(model: type[Reaction] | type[CommentReport], **values: Any) -> bool:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    added = db.session.scalar(insert(model).values(**values).on_conflict_do_nothing().returning(model.id))
    return added is not None
