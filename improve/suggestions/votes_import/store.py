"""Writing ballots in bulk.

Order matters under concurrency: first the locks on the ideas, then the ballots, then the count
(`voting.store.count_anew`), as whoever casts a single vote does it. So nobody waits for somebody who waits for
them, and each ballot is in the count once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.suggestions.models import Suggestion, Vote
from improve.suggestions.store import lent
from improve.suggestions.votes_import.models import ImportedBallot

AT_ONCE = 500
T = TypeVar("T")


def lock_ideas(suggestion_ids: Iterable[int]) -> None:
    """Hold these ideas until the end of the transaction, in the order of their ids."""
    for part in _parts(sorted(suggestion_ids)):
        db.session.execute(
            select(Suggestion.id)
            .where(Suggestion.id.in_(part))
            .order_by(Suggestion.id)
            .with_for_update(key_share=True)
        ).all()


def write_ballots(rows: Sequence[tuple[int, str, int, datetime | None]]) -> None:
    """Store ballots of names: (idea, voter, value, at), in place of earlier ones."""
    keys = ("suggestion_id", "voter", "value", "at")
    _upsert(ImportedBallot, ("suggestion_id", "voter"), [dict(zip(keys, row, strict=True)) for row in rows])


def write_votes(rows: Sequence[tuple[int, int, int, datetime]]) -> None:
    """Store ballots of people: (idea, person, value, at), in place of earlier ones."""
    keys = ("suggestion_id", "person_id", "value", "at")
    _upsert(Vote, ("suggestion_id", "person_id"), [dict(zip(keys, row, strict=True)) for row in rows])


def _upsert(
    model: type[Vote] | type[ImportedBallot], key: tuple[str, str], rows: list[dict[str, Any]]
) -> None:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    rows.sort(key=lambda row: (row[key[0]], row[key[1]]))
    for part in _parts(rows):
        statement = insert(model).values(part)
        changed = {"value": statement.excluded.value, "at": statement.excluded.at, "merge_id": None}
        db.session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


def remove_ballots(keys: Sequence[tuple[int, str]]) -> None:
    """Take out ballots of names: (idea, voter)."""
    lent.forget_ballots(keys)
    for part in _parts(sorted(keys)):
        found = tuple_(ImportedBallot.suggestion_id, ImportedBallot.voter).in_(part)
        db.session.execute(delete(ImportedBallot).where(found).execution_options(synchronize_session=False))


def remove_votes(keys: Sequence[tuple[int, int]]) -> None:
    """Take out ballots of people: (idea, person)."""
    lent.forget_votes(keys)
    for part in _parts(sorted(keys)):
        found = tuple_(Vote.suggestion_id, Vote.person_id).in_(part)
        db.session.execute(delete(Vote).where(found).execution_options(synchronize_session=False))


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
