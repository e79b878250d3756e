"""Raising and lowering the counts by segment, in the transaction of the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from datetime import date

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
    """Count so many more of each, in a fixed order: see `surveys.store.add_to_rollup`."""
    if not counts:
        return
    spans: Counter[tuple[date, SegmentKey]] = Counter()
    for (day, key), count in counts.items():
        spans[span_of(day), key] += count
    rows = [
        {"survey_id": survey_id, "span": span, "count": count, **dict(zip(_NAMES, key, strict=True))}
        for (span, key), count in sorted(spans.items())
    ]
    # On the connection, and as text: see `surveys.store`.
    db.session.connection().execute(_COUNT, rows)


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
