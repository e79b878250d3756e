"""Writing the search terms of comments and of the reasons of decisions, whoever stores one.

They hang on the mapper, so that a comment cannot be edited, hidden with its text or removed and still be found by
what it said. Whether somebody reads a comment is asked when they search, not here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event, inspect, text

from improve.suggestions.models import Comment, StatusChange
from improve.suggestions.store.search import tsvector, words

LONGEST = 10_000  # characters: as many as a text of an idea has


def index(connection: Connection, table: str, row_id: int, content: str) -> None:
    """Store the terms of one text in place of earlier ones; nothing for an empty text."""
    is_sqlite = connection.dialect.name == "sqlite"
    key = "rowid" if is_sqlite else "id"
    connection.execute(text(f"DELETE FROM {table} WHERE {key} = :id"), {"id": row_id})  # noqa: S608
    if content.strip():
        value = ":terms" if is_sqlite else "CAST(:terms AS tsvector)"
        terms = (words if is_sqlite else tsvector)(content[:LONGEST])
        connection.execute(
            text(f"INSERT INTO {table} ({key}, terms) VALUES (:id, {value})"),  # noqa: S608
            {"id": row_id, "terms": terms},
        )


def _index_comment(_mapper: Any, connection: Connection, comment: Comment) -> None:
    index(connection, "suggestions_comment_fts", comment.id, comment.body)


def _index_changed_comment(_mapper: Any, connection: Connection, comment: Comment) -> None:
    if inspect(comment).attrs.body.history.has_changes():
        index(connection, "suggestions_comment_fts", comment.id, comment.body)


def _index_reason(_mapper: Any, connection: Connection, change: StatusChange) -> None:
    if change.reason:
        index(connection, "suggestions_reason_fts", change.id, change.reason)


def _index_changed_reason(_mapper: Any, connection: Connection, change: StatusChange) -> None:
    if inspect(change).attrs.reason.history.has_changes():
        index(connection, "suggestions_reason_fts", change.id, change.reason)


def listen() -> None:
    """Hang them on."""
    event.listen(Comment, "after_insert", _index_comment)
    event.listen(Comment, "after_update", _index_changed_comment)
    event.listen(StatusChange, "after_insert", _index_reason)
    event.listen(StatusChange, "after_update", _index_changed_reason)
