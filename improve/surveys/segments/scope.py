"""A part of the answers: those of a segment, of a run of periods, or of both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.periods import PeriodKind, last_day
from improve.surveys.models import Rollup
from improve.surveys.queries.results import period_of
from improve.surveys.rules.runs import Run
from improve.surveys.segments.models import SegmentRollup
from improve.surveys.segments.split import Span

ByName = dict[str, Counter[str]]


@dataclass(frozen=True)
class Scope:
    """Which answers: those with this value of a segment (None: of all), and within this span (None: of all time)."""

    by: PeriodKind
    segment: tuple[str, str] | None = None
    span: Span | None = None

    @property
    def days(self) -> tuple[date, date] | None:
        return None if self.span is None else (self.span[0], last_day(self.by, self.span[1]))


@dataclass(frozen=True)
class Within:
    """The counts of a scope by name, and those of everybody else, in parts that are shown beside it."""

    counts: ByName
    others: Sequence[ByName]


def counts_within(survey_id: int, scope: Scope, everything: Mapping[str, Counter[str]]) -> Within:
    """The counts of a scope; `everything` are those of the whole survey."""
    if scope.segment is None:
        mine = _in_time(survey_id, scope)
        return Within(mine, [_less(everything, mine)])
    if scope.span is None:
        by_value = _by_value(survey_id, scope.segment[0])
        mine = by_value.pop(scope.segment[1], {})
        rest = _less(_known(everything, mine), mine, *by_value.values())
        return Within(mine, [*by_value.values(), rest])
    mine = _in_both(survey_id, scope)
    of_segment = _by_value(survey_id, scope.segment[0]).get(scope.segment[1], {})
    in_time = _known(_in_time(survey_id, scope), mine)
    return Within(mine, [_less(in_time, mine), _less(of_segment, mine)])


def run_within(survey_id: int, scope: Scope, by: PeriodKind) -> Run | None:
    """The run of a scope among the answers by week or month; None for all time. One statement, two for a segment."""
    if scope.days is None:
        return None
    day, code, value, count = Rollup.day, Rollup.question_code, Rollup.value, Rollup.count
    everybody = _by_period(by, day, code, value, count, Rollup.survey_id == survey_id)
    if scope.segment is None:
        return Run(scope.days, by, [everybody])
    mine = _by_period(
        by,
        SegmentRollup.span,
        SegmentRollup.question_code,
        SegmentRollup.value,
        SegmentRollup.count,
        SegmentRollup.survey_id == survey_id,
        SegmentRollup.segment_code == scope.segment[0],
        SegmentRollup.segment_value == scope.segment[1],
    )
    others = {start: _less(found, mine.get(start, {})) for start, found in everybody.items()}
    return Run(scope.days, by, [mine, others])


def _by_period(
    by: PeriodKind, day: Any, code: Any, value: Any, count: Any, *which: Any
) -> dict[date, ByName]:
    period = period_of(by, day).label("period")
    rows = db.session.execute(
        select(period, code, value, func.sum(count)).where(*which).group_by("period", code, value)
    )
    out: defaultdict[date, ByName] = defaultdict(lambda: defaultdict(Counter))
    for start, name, said, n in rows:
        out[start][name][said] = int(n)
    return dict(out)


def _by_name(rows: Any) -> ByName:
    out: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for code, value, count in rows:
        out[code][value] = int(count)
    return dict(out)


def _in_time(survey_id: int, scope: Scope) -> ByName:
    first, last = scope.days or (date.min, date.max)
    return _by_name(
        db.session.execute(
            select(Rollup.question_code, Rollup.value, func.sum(Rollup.count))
            .where(Rollup.survey_id == survey_id, Rollup.day >= first, Rollup.day <= last)
            .group_by(Rollup.question_code, Rollup.value)
        )
    )


def _in_both(survey_id: int, scope: Scope) -> ByName:
    first, last = scope.days or (date.min, date.max)
    segment = scope.segment or ("", "")
    return _by_name(
        db.session.execute(
            select(SegmentRollup.question_code, SegmentRollup.value, func.sum(SegmentRollup.count))
            .where(
                SegmentRollup.survey_id == survey_id,
                SegmentRollup.segment_code == segment[0],
                SegmentRollup.segment_value == segment[1],
                SegmentRollup.span >= first,
                SegmentRollup.span <= last,
            )
            .group_by(SegmentRollup.question_code, SegmentRollup.value)
        )
    )


def _by_value(survey_id: int, segment_code: str) -> dict[str, ByName]:
    rows = db.session.execute(
        select(
            SegmentRollup.segment_value,
            SegmentRollup.question_code,
            SegmentRollup.value,
            func.sum(SegmentRollup.count),
        )
        .where(SegmentRollup.survey_id == survey_id, SegmentRollup.segment_code == segment_code)
        .group_by(SegmentRollup.segment_value, SegmentRollup.question_code, SegmentRollup.value)
    )
    out: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for segment_value, code, value, count in rows:
        out[segment_value][code][value] = int(count)
    return {value: dict(found) for value, found in out.items()}


def _known(whole: Mapping[str, Counter[str]], mine: ByName) -> ByName:
    """Without the questions that are not counted by segment."""
    return {name: counts for name, counts in whole.items() if name in mine}


def _less(whole: Mapping[str, Counter[str]], *parts: ByName) -> ByName:
    out = {}
    for name, counts in whole.items():
        left = Counter(counts)
        for found in parts:
            left.subtract(found.get(name, {}))
        out[name] = +left
    return out
