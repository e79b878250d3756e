"""The lines of a survey's results (`lines`), as its roll-ups count them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select

from improve.core.db import rows
from improve.core.rereading import read_once
from improve.surveys.queries.results import spans_of, told, told_counts
from improve.surveys.segments.chosen import chosen_for
from improve.surveys.segments.lines import Counts, Line, beside, line_of
from improve.surveys.segments.models import SegmentRollup
from improve.surveys.segments.rules import IN, Combination, span_of
from improve.surveys.segments.split import Lines
from improve.surveys.values.kinds import NOT_SURE, RESPONSES
from improve.surveys.values.questions import Spec

BySegment = Mapping[tuple[str, str], Counts]
"""Answers by span, for a segment's code and value."""


@dataclass(frozen=True)
class Lining:
    """Makes the lines of a split. For single days: everybody's answers by day, and those of each value."""

    survey_id: int
    segment_code: str | None
    spec: Spec | None
    days: Mapping[date, int] | None = None
    days_of: Mapping[str, Mapping[date, int]] | None = None

    def lines(self, values: Sequence[str]) -> Lines:
        """The lines of everybody and of these values."""
        everybody = everybodys_line(self.survey_id, self.spec)
        of = self._of(values, everybody)
        if self.days is None:
            return Lines(everybody, of)
        weekdays = _by_weekday(self.days, [everybody])
        by_weekday: dict[tuple[str | None, int], Line] = {(None, k): line for k, line in weekdays.items()}
        for value in values:
            for k, counts in _spans_by_weekday((self.days_of or {}).get(value, {})).items():
                wholes = [of[value], *([weekdays[k]] if k in weekdays else [])]
                by_weekday[value, k] = line_of(counts, wholes)
        return Lines(everybody, of, by_weekday)

    def _of(self, values: Sequence[str], everybody: Line) -> dict[str, Line]:
        code = self.segment_code
        if not values or code is None:
            return {}
        saved = {one.code: one for one in chosen_for(self.survey_id).combinations}
        if code in saved:
            return {IN: saved_lines(self.survey_id, self.spec, saved[code], everybody)}
        asked = self.spec.code if self.spec else RESPONSES
        found = spans_by_value(self.survey_id, code, asked)
        of_question = self.spec is not None
        return {
            value: line_of(on_the_line(found.get(value, {}), of_question), [everybody]) for value in values
        }


def everybodys_line(survey_id: int, spec: Spec | None) -> Line:
    """The line of all answers to a question, or of all forms."""
    return _everybodys(survey_id, spec.code if spec else RESPONSES, spec is not None)


@read_once
def _everybodys(survey_id: int, code: str, is_question: bool) -> Line:
    return line_of(on_the_line(spans_of(survey_id, code), is_question))


def on_the_line(spans: Mapping[date, Mapping[str, int]], is_question: bool) -> Counts:
    """How many answers of each span count for a line: to a question without "cannot say"."""
    out = {}
    for span, counts in spans.items():
        n = sum(counts.values()) - (counts.get(NOT_SURE, 0) if is_question else 0)
        if n:
            out[span] = n
    return out


_BY_VALUE = (
    select(SegmentRollup.segment_value, SegmentRollup.span, told(SegmentRollup.count, SegmentRollup.value))
    .where(
        SegmentRollup.survey_id == bindparam("survey_id"),
        SegmentRollup.question_code == bindparam("code"),
        SegmentRollup.segment_code == bindparam("segment_code"),
    )
    .group_by(SegmentRollup.segment_value, SegmentRollup.span)
)


@read_once
def spans_by_value(
    survey_id: int, segment_code: str, code: str
) -> Mapping[str, Mapping[date, Mapping[str, int]]]:
    """Segment's value -> span -> how often each value of a score question was answered, or the forms by language."""
    asked = {"survey_id": survey_id, "segment_code": segment_code, "code": code}
    out: defaultdict[str, dict[date, Mapping[str, int]]] = defaultdict(dict)
    for segment_value, span, text in rows(_BY_VALUE, asked).all():
        out[segment_value][span] = told_counts(text)
    return out


def counts_by_span(survey_id: int, spec: Spec | None, codes: Iterable[str]) -> BySegment:
    """The answers to a question, or the forms, in segments of these codes."""
    mine = [
        SegmentRollup.survey_id == survey_id,
        SegmentRollup.question_code == (spec.code if spec else RESPONSES),
        SegmentRollup.segment_code.in_(tuple(codes)),
    ]
    if spec is not None:
        mine.append(SegmentRollup.value != NOT_SURE)
    columns = (SegmentRollup.segment_code, SegmentRollup.segment_value, SegmentRollup.span)
    found = rows(select(*columns, func.sum(SegmentRollup.count)).where(*mine).group_by(*columns))
    out: defaultdict[tuple[str, str], dict[date, int]] = defaultdict(dict)
    for code, value, start, n in found:
        out[code, value][start] = int(n)
    return out


def saved_lines(survey_id: int, spec: Spec | None, wanted: Combination, everybody: Line) -> Line:
    """The line of a saved segment: beside everybody, the segments that it is made of, and all that were saved before
    it, deleted ones too, whoever they belong to."""
    every = chosen_for(survey_id).combinations
    older = every[: every.index(wanted) + 1]
    codes = {code for one in older for code, _values in one.conditions} | {one.code for one in older}
    found = counts_by_span(survey_id, spec, codes)
    plain = {
        Combination("", ((code, frozenset((value,))),)): line_of(counts, [everybody])
        for (code, value), counts in found.items()
        if code not in {one.code for one in older}
    }
    shown: dict[Combination, Line] = dict(plain)
    for one in older:
        wholes = [line for other, line in shown.items() if one.is_within(other)]
        parts = [line for other, line in shown.items() if other.is_within(one)]
        line = line_of(found.get((one.code, IN), {}), [everybody, *wholes])
        shown[one] = beside(line, parts)
    return shown[wanted]


def weekday_lines(days: Mapping[date, int]) -> tuple[dict[int, Line], Line]:
    """The lines of the days of the week, 0 is Monday, and that of all days, from the answers by day."""
    spans: Counter[date] = Counter()
    for day, n in days.items():
        spans[span_of(day)] += n
    everybody = line_of(spans)
    found = _by_weekday(days, [everybody])
    return found, everybody


def _by_weekday(days: Mapping[date, int], wholes: Sequence[Line]) -> dict[int, Line]:
    return {k: line_of(counts, wholes) for k, counts in _spans_by_weekday(days).items()}


def _spans_by_weekday(days: Mapping[date, int]) -> dict[int, dict[date, int]]:
    out: defaultdict[int, dict[date, int]] = defaultdict(dict)
    for day, n in days.items():
        out[day.weekday()][span_of(day)] = n
    return out
