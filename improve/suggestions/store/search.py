"""Writing the search terms of ideas.

SQLite: an FTS5 table with the tokenizer `ascii`, which separates at ASCII signs and nothing else, so our
terms stay whole (`unicode61` would split and unaccent them by the character tables of Unicode 6.1).
PostgreSQL: a tsvector per field, built as a literal with positions; a field has at most 10,000 characters,
so positions stay below the 16,383 that a tsvector can hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from sqlalchemy import text

from improve.core.db import db
from improve.core.text import terms
from improve.suggestions.similar import indexing

LAST_POSITION = 16_383
AT_ONCE = 500

_SQLITE = text(
    "INSERT OR REPLACE INTO suggestions_fts (rowid, title, problem, idea, expected_result)"
    " VALUES (:id, :title, :problem, :idea, :expected_result)"
)
_POSTGRESQL = text(
    "INSERT INTO suggestions_fts (suggestion_id, title, problem, idea, expected_result)"
    " VALUES (:id, CAST(:title AS tsvector), CAST(:problem AS tsvector), CAST(:idea AS tsvector),"
    " CAST(:expected_result AS tsvector)) ON CONFLICT (suggestion_id) DO UPDATE SET title = excluded.title,"
    " problem = excluded.problem, idea = excluded.idea, expected_result = excluded.expected_result"
)


@dataclass(frozen=True)
class Entry:
    """The searchable texts of one idea."""

    suggestion_id: int
    title: str
    problem: str
    idea: str
    expected_result: str


def index(entries: Iterable[Entry]) -> None:
    """Store the terms of ideas, and what similar ones are found by, in place of earlier ones."""
    entries = list(entries)
    sqlite = db.engine.dialect.name == "sqlite"
    stored = words if sqlite else tsvector
    rows = []
    for entry in entries:
        suggestion_id, *texts = astuple(entry)
        names = ("title", "problem", "idea", "expected_result")
        rows.append({"id": suggestion_id, **dict(zip(names, map(stored, texts), strict=True))})
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(_SQLITE if sqlite else _POSTGRESQL, rows[start : start + AT_ONCE])
    indexing.index(
        [
            indexing.Texts(
                entry.suggestion_id,
                entry.title,
                indexing.body_of(entry.problem, entry.idea, entry.expected_result),
            )
            for entry in entries
        ]
    )


def forget(suggestion_ids: Iterable[int]) -> None:
    """Remove ideas that are deleted from the search."""
    key = "rowid" if db.engine.dialect.name == "sqlite" else "suggestion_id"
    rows = [{"id": suggestion_id} for suggestion_id in suggestion_ids]
    indexing.forget(row["id"] for row in rows)
    if rows:
        db.session.execute(text(f"DELETE FROM suggestions_fts WHERE {key} = :id"), rows)  # noqa: S608


def words(content: str) -> str:
    """The terms, separated by spaces."""
    return " ".join(terms(content))


def tsvector(content: str) -> str:
    """The terms with their positions as PostgreSQL writes them: `'投诉':1 '诉':2`."""
    positions: dict[str, list[str]] = {}
    for position, term in enumerate(terms(content), start=1):
        positions.setdefault(term, []).append(str(min(position, LAST_POSITION)))
    return " ".join(f"'{term}':{','.join(places)}" for term, places in positions.items())
