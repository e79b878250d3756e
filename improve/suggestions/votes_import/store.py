"""Writing ballots in bulk, and counting them anew.

Order matters under concurrency: first the ballots, then the locks on the ideas, then the count. Whoever casts
a single vote inserts it before touching the idea, so nobody waits for somebody who waits for them, and each
ballot is in the count once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import case, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.suggestions.models import Suggestion, Vote
from improve.suggestions.rules import best
from improve.suggestions.values import AGAINST, FOR
from improve.suggestions.votes_import.models import ImportedBallot

AT_ONCE = 500
T = TypeVar("T")


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
        changed = {"value": statement.excluded.value, "at": statement.excluded.at}
        db.session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


def remove_ballots(keys: Sequence[tuple[int, str]]) -> None:
    """Take out ballots of names: (idea, voter)."""
    for part in _parts(sorted(keys)):
        found = tuple_(ImportedBallot.suggestion_id, ImportedBallot.voter).in_(part)
        db.session.execute(delete(ImportedBallot).where(found).execution_options(synchronize_session=False))


def remove_votes(keys: Sequence[tuple[int, int]]) -> None:
    """Take out ballots of people: (idea, person)."""
    for part in _parts(sorted(keys)):
        found = tuple_(Vote.suggestion_id, Vote.person_id).in_(part)
        db.session.execute(delete(Vote).where(found).execution_options(synchronize_session=False))


def count_anew(suggestion_ids: Sequence[int]) -> None:
    """Set the counters of these ideas to the ballots that there are."""
    for ids in _parts(sorted(suggestion_ids)):
        locked = db.session.execute(
            select(Suggestion.id, Suggestion.imported_for, Suggestion.imported_against)
            .where(Suggestion.id.in_(ids))
            .order_by(Suggestion.id)
            .with_for_update(of=Suggestion)
        ).all()
        ups, downs = _counts(ids)
        changed = [
            {
                "id": row.id,
                "votes_for": ups[row.id],
                "votes_against": downs[row.id],
                "votes": ups[row.id] + row.imported_for,
                "best": best(ups[row.id] + row.imported_for, downs[row.id] + row.imported_against),
            }
            for row in locked
        ]
        if changed:
            db.session.execute(update(Suggestion), changed)
    db.session.expire_all()


def _counts(ids: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """How many ballots are for and against each idea."""
    ups, downs = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    for model in (Vote, ImportedBallot):
        rows = db.session.execute(
            select(
                model.suggestion_id,
                func.sum(case((model.value == FOR, 1), else_=0)),
                func.sum(case((model.value == AGAINST, 1), else_=0)),
            )
            .where(model.suggestion_id.in_(ids))
            .group_by(model.suggestion_id)
        )
        for suggestion_id, up, down in rows:
            ups[suggestion_id] += up
            downs[suggestion_id] += down
    return ups, downs


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
