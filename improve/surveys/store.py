"""Statements that the ORM cannot say: a nonce is spent once, counts are raised in one step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Date, Integer, String, bindparam, delete, insert, select, text, update

from improve.core.db import db
from improve.surveys.invitations import quotas
from improve.surveys.models import Answer, Response, Rollup, SpentForm
from improve.surveys.segments import store as segments
from improve.surveys.segments.rules import SegmentKey, Splitting, crossed

CountKey = tuple[str, str]
"""Question's code and value."""


_ANSWERS: Any = Answer.__table__
_RESPONSES: Any = Response.__table__
_INSERT_ANSWER, _INSERT_RESPONSE = insert(_ANSWERS), insert(_RESPONSES)


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


# As text, the same for both databases: what is made of `ON CONFLICT` is never kept, and making it took longer than the
# statement itself.
_SPEND = text(
    "INSERT INTO surveys_spent_form (nonce_hash, expires_on) VALUES (:nonce_hash, :expires_on)"
    " ON CONFLICT DO NOTHING RETURNING 1"
).bindparams(bindparam("expires_on", type_=Date))
_COUNT = text(
    "INSERT INTO surveys_rollup (survey_id, version_id, day, question_code, value, count)"
    " VALUES (:survey_id, :version_id, :day, :question_code, :value, :count)"
    " ON CONFLICT (survey_id, question_code, day, version_id, value)"
    " DO UPDATE SET count = surveys_rollup.count + excluded.count"
).bindparams(
    *(bindparam(name, type_=Integer) for name in ("survey_id", "version_id", "count")),
    *(bindparam(name, type_=String) for name in ("question_code", "value")),
    bindparam("day", type_=Date),
)


def spend(nonce_hash: str, expires_on: date) -> bool:
    """Take note that a form was sent in; False when it was before."""
    return _do(_SPEND, {"nonce_hash": nonce_hash, "expires_on": expires_on}).first() is not None


@dataclass
class _Gathered:
    """What the forms of one transaction raise: (survey, version, day, code, value) and (survey, day, segment's key)."""

    counts: Counter[tuple[int, int, date, str, str]] = field(default_factory=Counter)
    by_segment: dict[int, Counter[tuple[date, SegmentKey]]] = field(default_factory=dict)


_gathered: ContextVar[_Gathered | None] = ContextVar("surveys_gathered", default=None)


@contextmanager
def counted_together() -> Iterator[None]:
    """Raise and lower the roll-ups once for all forms that are stored, changed or deleted within, at its end. In the
    order of one form: two transactions that count the same rows otherwise wait for each other forever."""
    if _gathered.get() is not None:
        yield
        return
    gathered = _Gathered()
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    _count(gathered.counts)
    for survey_id, found in sorted(gathered.by_segment.items()):
        segments.add(survey_id, found)


@contextmanager
def _counting() -> Iterator[_Gathered]:
    with counted_together():
        gathered = _gathered.get()
        assert gathered is not None  # noqa: S101  (entered just now)
        yield gathered


def add_to_rollup(
    survey_id: int, version_id: int, day: date, keys: Sequence[CountKey], split: Splitting
) -> None:
    """Count one more of each (question's code, value) of a form, and the same in each of its segments."""
    with _counting() as gathered:
        gathered.counts.update((survey_id, version_id, day, code, value) for code, value in keys)
        mine = gathered.by_segment.setdefault(survey_id, Counter())
        mine.update((day, key) for key in crossed(split, keys))


def _count(counts: Mapping[tuple[int, int, date, str, str], int]) -> None:
    """Count so many more or less, in a fixed order, whoever does it."""
    names = ("survey_id", "version_id", "day", "question_code", "value")
    rows: list[dict[str, Any]] = [
        {**dict(zip(names, key, strict=True)), "count": count}
        for key, count in sorted(counts.items())
        if count
    ]
    for is_more, found in groupby(rows, key=lambda row: row["count"] > 0):
        if is_more:
            _do(_COUNT, list(found))
        else:
            for row in found:
                _take_from_rollup(row)


def add_counts(
    survey_id: int,
    version_id: int,
    counts: Mapping[tuple[date, str, str], int],
    by_segment: Mapping[tuple[date, SegmentKey], int],
) -> None:
    """Raise the roll-ups by many answers at once: (day, question's code, value) -> how many more, and the same for
    what `crossed` says of each form."""
    if counts:
        brought: Counter[CountKey] = Counter()
        for (_day, *key), count in counts.items():
            brought[key[0], key[1]] += count
        quotas.bring(survey_id, brought)
        with _counting() as gathered:
            gathered.counts.update({(survey_id, version_id, *key): count for key, count in counts.items()})
            gathered.by_segment.setdefault(survey_id, Counter()).update(by_segment)


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
    whole forms, because what one answers decides in which segments the others count. `quotas.Full` when what has come
    has no place. Quotas come first, as when a form is stored. Whoever changes several forms in one transaction does it
    within `counted_together`."""
    quotas.change(survey_id, gone=gone, come=come)
    with _counting() as gathered:
        gathered.counts.update((survey_id, version_id, day, *key) for key in come - gone)
        gathered.counts.subtract((survey_id, version_id, day, *key) for key in gone - come)
        mine = gathered.by_segment.setdefault(survey_id, Counter())
        mine.update((day, key) for key in crossed(split, come))
        mine.subtract((day, key) for key in crossed(split, gone))


def _take_from_rollup(row: Mapping[str, Any]) -> None:
    """Count less, `count` being below zero; what nobody answered has no row."""
    mine = [Rollup.__table__.c[name] == value for name, value in row.items() if name != "count"]
    # Locked before it is looked at: a count that others are lowering at the moment would seem to have one left.
    count = db.session.scalar(select(Rollup.count).where(*mine).with_for_update())
    if count == -row["count"]:
        db.session.execute(delete(Rollup).where(*mine))
    else:
        db.session.execute(update(Rollup).where(*mine).values(count=Rollup.count + row["count"]))


def forget_spent(before: date) -> int:
    """Delete the notes of forms whose nonces have expired; answers how many."""
    result: Any = db.session.execute(delete(SpentForm).where(SpentForm.expires_on < before))
    return int(result.rowcount)
