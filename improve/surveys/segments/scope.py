"""A part of the answers: those of a segment, of a run of periods, or of both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select

from improve.core.db import rows
from improve.core.periods import PeriodKind, last_day, start_of
from improve.core.rereading import read_once
from improve.surveys.models import Rollup
from improve.surveys.queries.results import told, told_counts
from improve.surveys.rules.runs import Run
from improve.surveys.segments.models import SegmentRollup
from improve.surveys.segments.split import Span

ByName = dict[str, Counter[str]]
NamedByDay = Mapping[date, Mapping[str, Mapping[str, int]]]


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
        mine = _within(_by_day(survey_id), scope)
        return Within(mine, [_less(everything, mine)])
    if scope.span is None:
        by_value = _by_value(survey_id, scope.segment[0])
        mine = by_value.pop(scope.segment[1], {})
        rest = _less(_known(everything, mine), mine, *by_value.values())
        return Within(mine, [*by_value.values(), rest])
    spans = _by_span(survey_id, *scope.segment)
    mine = _within(spans, scope)
    in_time = _known(_within(_by_day(survey_id), scope), mine)
    return Within(mine, [_less(in_time, mine), _less(_summed(spans.values()), mine)])


def run_within(survey_id: int, scope: Scope, by: PeriodKind) -> Run | None:
    """The run of a scope among the answers by week or month; None for all time. From what `counts_within` has read."""
    if scope.days is None:
        return None
    everybody = _by_period(by, _by_day(survey_id))
    if scope.segment is None:
        return Run(scope.days, by, [everybody])
    mine = _by_period(by, _by_span(survey_id, *scope.segment))
    others = {start: _less(found, mine.get(start, {})) for start, found in everybody.items()}
    return Run(scope.days, by, [mine, others])


_DAYS = (
    select(Rollup.day, Rollup.question_code, told(Rollup.count, Rollup.value))
    .where(Rollup.survey_id == bindparam("survey_id"))
    .group_by(Rollup.day, Rollup.question_code)
)
_SPANS = (
    select(SegmentRollup.span, SegmentRollup.question_code, told(SegmentRollup.count, SegmentRollup.value))
    .where(
        SegmentRollup.survey_id == bindparam("survey_id"),
        SegmentRollup.segment_code == bindparam("code"),
        SegmentRollup.segment_value == bindparam("value"),
    )
    .group_by(SegmentRollup.span, SegmentRollup.question_code)
)


@read_once
def _by_day(survey_id: int) -> NamedByDay:
    """Day -> question's code -> how often each value was answered."""
    return _named(rows(_DAYS, {"survey_id": survey_id}).all())


@read_once
def _by_span(survey_id: int, code: str, value: str) -> NamedByDay:
    """The same by span, of those in a segment."""
    return _named(rows(_SPANS, {"survey_id": survey_id, "code": code, "value": value}).all())


def _named(found: Iterable[Any]) -> NamedByDay:
    out: defaultdict[date, dict[str, Mapping[str, int]]] = defaultdict(dict)
    for day, name, text in found:
        out[day][name] = told_counts(text)
    return out


def _within(days: NamedByDay, scope: Scope) -> ByName:
    first, last = scope.days or (date.min, date.max)
    return _summed(found for day, found in days.items() if first <= day <= last)


def _by_period(by: PeriodKind, days: NamedByDay) -> dict[date, ByName]:
    of: defaultdict[date, list[Mapping[str, Mapping[str, int]]]] = defaultdict(list)
    for day, found in days.items():
        of[start_of(by, day)].append(found)
    return {start: _summed(parts) for start, parts in of.items()}


def _summed(parts: Iterable[Mapping[str, Mapping[str, int]]]) -> ByName:
    out: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for found in parts:
        for name, counts in found.items():
            out[name].update(counts)
    return dict(out)


def _by_value(survey_id: int, segment_code: str) -> dict[str, ByName]:
    found = rows(
        select(
            SegmentRollup.segment_value,
            SegmentRollup.question_code,
            SegmentRollup.value,
            func.sum(SegmentRollup.count),
        )
        .where(SegmentRollup.survey_id == survey_id, SegmentRollup.segment_code == segment_code)
        .group_by(SegmentRollup.segment_value, SegmentRollup.question_code, SegmentRollup.value)
    ).all()
    out: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for segment_value, code, value, count in found:
        out[segment_value][code][value] = int(count)
    return {value: dict(named) for value, named in out.items()}


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
