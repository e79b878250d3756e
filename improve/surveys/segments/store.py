"""Raising and lowering the counts by segment, in the transaction of the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.surveys.segments.models import SegmentRollup
from improve.surveys.segments.rules import SegmentKey, span_of


def add(survey_id: int, counts: Mapping[tuple[date, SegmentKey], int]) -> None:
    """Count so many more of each, in a fixed order: see `surveys.store.add_to_rollup`."""
    if not counts:
        return
    spans: Counter[tuple[date, SegmentKey]] = Counter()
    for (day, key), count in counts.items():
        spans[span_of(day), key] += count
    rows = [
        {"survey_id": survey_id, "segment_code": segment, "segment_value": segment_value, "span": span}
        | {"question_code": code, "value": value, "count": count}
        for (span, (segment, segment_value, code, value)), count in sorted(spans.items())
    ]
    # On the connection: see `surveys.store`.
    db.session.connection().execute(_counting(db.engine.dialect.name), rows)


@cache
def _counting(dialect: str) -> Any:
    table: Any = SegmentRollup.__table__
    new = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    return new.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_={"count": table.c.count + new.excluded.count}
    )


def change(survey_id: int, day: date, *, gone: Set[SegmentKey], come: Set[SegmentKey]) -> None:
    """Count one less of what is gone and one more of what has come, in the order of `add`."""
    for key in sorted(gone ^ come):
        if key in come:
            add(survey_id, {(day, key): 1})
        else:
            _take(survey_id, day, key)


def _take(survey_id: int, day: date, key: SegmentKey) -> None:
    mine = (
        SegmentRollup.survey_id == survey_id,
        SegmentRollup.span == span_of(day),
        SegmentRollup.segment_code == key[0],
        SegmentRollup.segment_value == key[1],
        SegmentRollup.question_code == key[2],
        SegmentRollup.value == key[3],
    )
    # Locked before it is looked at: see `surveys.store`.
    count = db.session.scalar(select(SegmentRollup.count).where(*mine).with_for_update())
    if count == 1:
        db.session.execute(delete(SegmentRollup).where(*mine))
    else:
        db.session.execute(update(SegmentRollup).where(*mine).values(count=SegmentRollup.count - 1))
