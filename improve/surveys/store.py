"""Statements that the ORM cannot say: a nonce is spent once, counts are raised in one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.surveys.models import Rollup, SpentForm

CountKey = tuple[str, str]
"""Question's code and value."""


def _insert(table: Any) -> Any:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def spend(nonce_hash: str, expires_on: date) -> bool:
    """Take note that a form was sent in; False when it was before."""
    statement = _insert(SpentForm).values(nonce_hash=nonce_hash, expires_on=expires_on)
    taken = statement.on_conflict_do_nothing().returning(SpentForm.nonce_hash)
    return db.session.scalar(taken) is not None


def add_to_rollup(survey_id: int, version_id: int, day: date, keys: Sequence[CountKey]) -> None:
    """Count one more of each (question's code, value).

    In a fixed order: two transactions that raise the same rows otherwise wait for each other forever.
    """
    rows = [
        {
            "survey_id": survey_id,
            "question_code": code,
            "day": day,
            "version_id": version_id,
            "value": value,
            "count": 1,
        }
        for code, value in sorted(keys)
    ]
    statement = _insert(Rollup).values(rows)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=list(Rollup.__table__.primary_key.columns),  # type: ignore[attr-defined]
            set_={"count": Rollup.count + 1},
        )
    )


def forget_spent(before: date) -> int:
    """Delete the notes of forms whose nonces have expired; answers how many."""
    result: Any = db.session.execute(delete(SpentForm).where(SpentForm.expires_on < before))
    return int(result.rowcount)
