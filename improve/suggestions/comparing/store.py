"""Answers as single statements: right under any concurrency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.suggestions.comparing.models import Comparison


def keep(category_id: int, person_id: int, pair: tuple[int, int], said: int, at: datetime) -> bool:
    """Store what somebody says of two ideas, the lower id first, in place of what they said before. Is it news?"""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    first, second = pair
    statement = insert(Comparison).values(
        category_id=category_id, person_id=person_id, first_id=first, second_id=second, said=said, at=at
    )
    statement = statement.on_conflict_do_update(
        index_elements=["person_id", "first_id", "second_id"],
        set_={"said": statement.excluded.said, "at": statement.excluded.at, "category_id": category_id},
        where=(Comparison.said != statement.excluded.said)
        | (Comparison.category_id != statement.excluded.category_id),
    )
    return db.session.scalar(statement.returning(Comparison.id)) is not None
