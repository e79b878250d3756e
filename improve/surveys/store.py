"""Statements that the ORM cannot say: a nonce is spent once, counts are raised in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.surveys.models import Answer, Response, Rollup, SpentForm
from improve.surveys.segments import store as segments
from improve.surveys.segments.rules import SegmentKey, Splitting, crossed

CountKey = tuple[str, str]
"""Question's code and value."""


_ANSWERS: Any = Answer.__table__
_RESPONSES: Any = Response.__table__
_INSERT_ANSWER, _INSERT_RESPONSE = insert(_ANSWERS), insert(_RESPONSES)


def _dialect() -> str:
    return db.engine.dialect.name


def _insert(dialect: str, table: Any) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def _do(statement: Any, values: Any) -> Any:
    """On the connection: the session's machinery for objects takes longer than what the database does."""
    return db.session.connection().execute(statement, values)


def insert_answers(answers: Sequence[Mapping[str, Any]]) -> None:
    """Store single answers of a form that is there already."""
    if answers:
        _do(_INSERT_ANSWER, answers)


def insert_responses(responses: Sequence[Mapping[str, Any]]) -> None:
    """Store forms without their answers."""
    if responses:
        _do(_INSERT_RESPONSE, responses)


def insert_response(response: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]) -> None:
    """Store a filled-in form. Plain tables, because no object is needed and this is the busiest door."""
    _do(_INSERT_RESPONSE, response)
    insert_answers(answers)


def spend(nonce_hash: str, expires_on: date) -> bool:
    """Take note that a form was sent in; False when it was before."""
    return (
        _do(_spending(_dialect()), {"nonce_hash": nonce_hash, "expires_on": expires_on}).first() is not None
    )


@cache
def _spending(dialect: str) -> Any:
    return _insert(dialect, SpentForm.__table__).on_conflict_do_nothing().returning(SpentForm.nonce_hash)


def add_to_rollup(
    survey_id: int, version_id: int, day: date, keys: Sequence[CountKey], split: Splitting
) -> None:
    """Count one more of each (question's code, value) of a form, and the same in each of its segments."""
    _add(survey_id, version_id, day, keys)
    segments.add(survey_id, {(day, key): 1 for key in crossed(split, keys)})


def _add(survey_id: int, version_id: int, day: date, keys: Sequence[CountKey]) -> None:
    """In a fixed order: two transactions that raise the same rows otherwise wait for each other forever."""
    if not keys:
        return
    common = {"survey_id": survey_id, "version_id": version_id, "day": day, "count": 1}
    _do(
        _counting(_dialect()),
        [{**common, "question_code": code, "value": value} for code, value in sorted(keys)],
    )


@cache
def _counting(dialect: str) -> Any:
    table: Any = Rollup.__table__
    return _insert(dialect, table).on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_={"count": table.c.count + 1}
    )


def add_counts(
    survey_id: int,
    version_id: int,
    counts: Mapping[tuple[date, str, str], int],
    by_segment: Mapping[tuple[date, SegmentKey], int],
) -> None:
    """Raise the roll-ups by many answers at once: (day, question's code, value) -> how many more, and the same for
    what `crossed` says of each form."""
    if not counts:
        return
    table: Any = Rollup.__table__
    new = _insert(_dialect(), table)
    statement = new.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_={"count": table.c.count + new.excluded.count}
    )
    common = {"survey_id": survey_id, "version_id": version_id}
    rows = [
        {**common, "day": day, "question_code": code, "value": value, "count": count}
        for (day, code, value), count in sorted(counts.items())
    ]
    db.session.execute(statement, rows)
    segments.add(survey_id, by_segment)


def change_in_rollup(
    survey_id: int,
    version_id: int,
    day: date,
    split: Splitting,
    *,
    gone: Set[CountKey],
    come: Set[CountKey],
) -> None:
    """Count one less of what is gone and one more of what has come, all in the order of `add_to_rollup`. Both are
    whole forms, because what one answers decides in which segments the others count."""
    for key in sorted(gone ^ come):
        if key in come:
            _add(survey_id, version_id, day, [key])
        else:
            _take_from_rollup(survey_id, version_id, day, key)
    segments.change(survey_id, day, gone=crossed(split, gone), come=crossed(split, come))


def _take_from_rollup(survey_id: int, version_id: int, day: date, key: CountKey) -> None:
    """Count one less; what nobody answered has no row."""
    mine = (
        Rollup.survey_id == survey_id,
        Rollup.version_id == version_id,
        Rollup.day == day,
        Rollup.question_code == key[0],
        Rollup.value == key[1],
    )
    # Locked before it is looked at: a count that others are lowering at the moment would seem to have one left.
    count = db.session.scalar(select(Rollup.count).where(*mine).with_for_update())
    if count == 1:
        db.session.execute(delete(Rollup).where(*mine))
    else:
        db.session.execute(update(Rollup).where(*mine).values(count=Rollup.count - 1))


def forget_spent(before: date) -> int:
    """Delete the notes of forms whose nonces have expired; answers how many."""
    result: Any = db.session.execute(delete(SpentForm).where(SpentForm.expires_on < before))
    return int(result.rowcount)
