"""Raising and lowering the counts by segment, in the transaction of the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Date, Integer, String, bindparam, delete, select, text, update

from improve.core.db import db
from improve.surveys.segments.models import SegmentRollup
from improve.surveys.segments.rules import SegmentKey, span_of

_NAMES = ("segment_code", "segment_value", "question_code", "value")
_COUNT = text(
    "INSERT INTO surveys_segment_rollup"
    " (survey_id, question_code, segment_code, segment_value, span, value, count)"
    " VALUES (:survey_id, :question_code, :segment_code, :segment_value, :span, :value, :count)"
    " ON CONFLICT (survey_id, question_code, segment_code, segment_value, span, value)"
    " DO UPDATE SET count = surveys_segment_rollup.count + excluded.count"
).bindparams(
    *(bindparam(name, type_=Integer) for name in ("survey_id", "count")),
    *(bindparam(name, type_=String) for name in _NAMES),
    bindparam("span", type_=Date),
)


def add(survey_id: int, counts: Mapping[tuple[date, SegmentKey], int]) -> None:
    """Count so many more or less of each, in a fixed order: see `surveys.store.counted_together`."""
    spans: Counter[tuple[date, SegmentKey]] = Counter()
    for (day, key), count in counts.items():
        spans[span_of(day), key] += count
    rows: list[dict[str, Any]] = [
        {"survey_id": survey_id, "span": span, "count": count, **dict(zip(_NAMES, key, strict=True))}
        for (span, key), count in sorted(spans.items())
        if count
    ]
    for is_more, found in groupby(rows, key=lambda row: row["count"] > 0):
        if is_more:
            # On the connection, and as text: see `surveys.store`.
            db.session.connection().execute(_COUNT, list(found))
        else:
            for row in found:
                _take(row)


def _take(row: Mapping[str, Any]) -> None:
    mine = [SegmentRollup.__table__.c[name] == value for name, value in row.items() if name != "count"]
    # Locked before it is looked at: see `surveys.store`.
    count = db.session.scalar(select(SegmentRollup.count).where(*mine).with_for_update())
    if count == -row["count"]:
        db.session.execute(delete(SegmentRollup).where(*mine))
    else:
        db.session.execute(
            update(SegmentRollup).where(*mine).values(count=SegmentRollup.count + row["count"])
        )
