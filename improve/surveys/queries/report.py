"""Everything a survey's results say, with the small groups hidden: the same for page, download and API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.periods import PeriodKind, last_day
from improve.core.settled import settled
from improve.surveys.models import Question, Rollup, Survey, Version
from improve.surveys.queries.results import (
    Counts,
    Series,
    counts_of,
    on_scale,
    response_count,
    series,
)
from improve.surveys.queries.surveys import company_today, versions_of
from improve.surveys.queries.tables import Figures, Places, Table, figures_of, places_of, tables_of
from improve.surveys.rules import disclosure
from improve.surveys.rules.disclosure import Distribution
from improve.surveys.rules.runs import Run
from improve.surveys.rules.scores import Score, ScoreChange, change, score
from improve.surveys.segments.lines import Line
from improve.surveys.segments.lining import everybodys_line
from improve.surveys.segments.queries import split
from improve.surveys.segments.scope import Scope, Within, counts_within, run_within
from improve.surveys.segments.split import Split
from improve.surveys.values.kinds import NO_GROUP, OTHER, RESPONSES, Group, Kind, part
from improve.surveys.values.questions import Spec, specs_of

# Beyond so many weeks, months are shown unless weeks are asked for.
MOST_WEEKS = 17


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period; a hidden one has neither n nor score. `is_finished`: no more answers can come."""

    start: date
    n: int | None
    score: Score | None
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The last two finished periods; without `change` at least one has too few answers to compare."""

    before: TrendPoint
    after: TrendPoint
    change: ScoreChange | None


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """A score question; `score` and `distribution` are None with fewer than five answers."""

    spec: Spec
    n: int | None
    score: Score | None
    distribution: Distribution | None
    trend: list[TrendPoint]
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class CommentCounts:
    """How many texts there are to a question, by group of the score; None is hidden."""

    spec: Spec
    n: int
    groups: Mapping[Group, int | None]


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a survey. `responses` is None where there are some but fewer than five."""

    responses: int | None
    first_day: date | None
    last_day: date | None
    by: PeriodKind
    scores: list[ScoreResult]
    tables: list[Table]
    figures: list[Figures]
    places: list[Places]
    comments: list[CommentCounts]
    # Were files sent with answers?
    has_files: bool = False

    @property
    def leading(self) -> ScoreResult | None:
        """The score that the survey is about."""
        return self.scores[0] if self.scores else None

    @property
    def is_shown(self) -> bool:
        """Are there enough answers to show anything?"""
        return bool(self.responses)


def results_of(
    survey: Survey,
    by: PeriodKind | None = None,
    scope: Scope | None = None,
    specs: list[Spec] | None = None,
    *,
    days: tuple[date | None, date | None] | None = None,
) -> Report:
    """The results over all wordings; a question belongs to the newest wording that asks it.

    `by` is week or month; without it the time between first and last answer decides. `scope` leaves a part of the
    answers. `specs` and `days` (first and last answer) are what was read already. The number of statements depends on
    the number of score questions only, the time not on the number of answers.
    """
    counts = counts_of(survey.id)
    responses = response_count(counts)
    first, last = days or field_time(survey.id)
    by = by or usual_period(first, last)
    asked = published_specs(survey) if specs is None else specs
    specs = asked if disclosure.enough(responses) else []
    if scope is not None and disclosure.enough(responses):
        return _report_within(survey, scope, specs, counts)
    return Report(
        responses=responses if responses == 0 or disclosure.enough(responses) else None,
        first_day=first,
        last_day=last,
        by=by,
        scores=[
            _score_result(survey, spec, counts.get(spec.code, {}), by) for spec in specs if spec.is_score
        ],
        tables=[table for spec in specs for table in tables_of(spec, counts)],
        figures=[found for spec in specs if (found := figures_of(spec, counts.get(spec.code, {})))],
        places=[order for spec in specs if (order := places_of(spec, counts))],
        comments=[_comment_counts(s, counts[s.code]) for s in _written(specs) if counts.get(s.code)],
        has_files=any(spec.kind is Kind.FILE and counts.get(spec.code) for spec in specs),
    )


def usual_period(first: date | None, last: date | None) -> PeriodKind:
    """By which periods the answers of so long a time are shown."""
    weeks = (last - first).days / 7 if first is not None and last is not None else 0
    return PeriodKind.MONTH if weeks > MOST_WEEKS else PeriodKind.WEEK


def _report_within(
    survey: Survey, scope: Scope, specs: list[Spec], everything: Mapping[str, Counter[str]]
) -> Report:
    """The results of a part of the answers; nothing where it, or everybody else, are too few."""
    within = counts_within(survey.id, scope, everything)
    counts, others = within.counts, within.others
    leading = next((spec for spec in specs if spec.is_score), None)
    segment_code, value = scope.segment or (None, None)
    gate = split(survey.id, segment_code, leading, scope.by)
    sizes = [response_count(found) for found in (counts, *others)]
    is_shown = gate.may_show(value, scope.span) and disclosure.tells_nothing_of_few(sizes)
    specs = specs if is_shown else []
    ever = field_time(survey.id)
    days = scope.days or ever
    run = run_within(survey.id, scope, usual_period(*ever)) if is_shown else None
    return Report(
        responses=sizes[0] if is_shown else None,
        first_day=days[0],
        last_day=days[1],
        by=scope.by,
        scores=[
            _score_within(
                gate if spec is leading else split(survey.id, segment_code, spec, scope.by),
                scope,
                within,
                run,
            )
            for spec in specs
            if spec.is_score
        ],
        tables=[table for spec in specs for table in tables_of(spec, counts, others, run)],
        figures=[],
        places=[],
        comments=[
            _comment_counts(s, counts[s.code], [found.get(s.code, {}) for found in others], run)
            for s in _written(specs)
            if counts.get(s.code)
        ],
    )


def _score_within(found: Split, scope: Scope, within: Within, run: Run | None) -> ScoreResult:
    spec = found.spec
    assert spec is not None  # noqa: S101  (asked of score questions only)
    value = scope.segment[1] if scope.segment is not None else None
    shown = found.score(value, scope.span)
    if shown is None:
        return ScoreResult(spec, None, None, None, [], None)
    others = [on_scale(counts.get(spec.code, {})) for counts in within.others]
    spread = disclosure.distribution(shown, others, partial(_closed_numbers, run, spec.code))
    if value is None:
        scores = [(start, score(spec.kind, counts)) for start, counts in found.by_period()]
        points = _trend(scores, scope.by, found.lines.everybody)
    else:
        today = company_today()
        points = [
            TrendPoint(start, one.n if one else None, one, last_day(scope.by, start) < today)
            for start, one in found.series(value)
        ]
    if scope.span is not None:
        points = [point for point in points if scope.span[0] <= point.start <= scope.span[1]]
    return ScoreResult(spec, shown.n, shown, spread, points, _compared(points))


def _closed_numbers(run: Run | None, code: str, cells: Sequence[Sequence[int]]) -> frozenset[int] | None:
    """Which of these cells, each some numbers of a score, are not shown of a run of periods."""
    if run is None:
        return frozenset()
    place = {number: at for at, numbers in enumerate(cells) for number in numbers}

    def row(named: Mapping[str, Counts]) -> Counter[int]:
        out: Counter[int] = Counter()
        for number, count in on_scale(named.get(code, {})).items():
            if number in place:
                out[place[number]] += count
        return out

    return run.closed(row)


def field_time(survey_id: int) -> tuple[date | None, date | None]:
    row = db.session.execute(
        select(func.min(Rollup.day), func.max(Rollup.day)).where(
            Rollup.survey_id == survey_id, Rollup.question_code == RESPONSES
        )
    ).one()
    return row[0], row[1]


def published_specs(survey: Survey) -> list[Spec]:
    """The questions of all published wordings, each code once, as the newest asks it."""
    return list(_published(survey.id))


@settled(Version, Question)
def _published(survey_id: int) -> tuple[Spec, ...]:
    out: dict[str, Spec] = {}
    for version in versions_of(db.session.get_one(Survey, survey_id)):
        if version.published_at is not None:
            for spec in specs_of(version.questions):
                out.setdefault(spec.code, spec)
    return tuple(out.values())


def _score_result(survey: Survey, spec: Spec, counts: Counts, by: PeriodKind) -> ScoreResult:
    found = score(spec.kind, on_scale(counts))
    if not disclosure.enough(found.n):
        return ScoreResult(spec, None if found.n else 0, None, None, [], None)
    line = everybodys_line(survey.id, spec)
    trend = _trend(series(survey.id, spec.code, spec.kind, by), by, line)
    return ScoreResult(spec, found.n, found, disclosure.distribution(found), trend, _compared(trend))


def _trend(points: Series, by: PeriodKind, line: Line) -> list[TrendPoint]:
    today = company_today()
    shown = {
        start: found if disclosure.enough(found.n) and line.tells(start, last_day(by, start)) else None
        for start, found in points
    }
    return [
        TrendPoint(start, found.n if found else None, found, last_day(by, start) < today)
        for start, found in shown.items()
    ]


def _compared(trend: list[TrendPoint]) -> Comparison | None:
    finished = [point for point in trend if point.is_finished]
    if len(finished) < 2:
        return None
    before, after = finished[-2:]
    found = None
    if before.score is not None and after.score is not None:
        found = change(before.score, after.score)
    return Comparison(before, after, found)


def _written(specs: list[Spec]) -> Iterator[Spec]:
    """The questions answered in words, and what was written beside "other"."""
    for spec in specs:
        if spec.is_text:
            yield spec
        if spec.offers_other:
            yield Spec(part(spec.code, OTHER), Kind.SHORT_TEXT, spec.text)


def _comment_counts(
    spec: Spec, counts: Counts, others: Sequence[Counts] = (), run: Run | None = None
) -> CommentCounts:
    rows = [_by_group(found) for found in (counts, *others)]
    closed = run.closed(lambda named: _by_group(named.get(spec.code, {}))) if run else frozenset()
    shown = disclosure.without(
        disclosure.visible(rows[0]), rows[0].keys() if closed is None else disclosure.closed_in(rows) | closed
    )
    return CommentCounts(spec, sum(counts.values()), {group: shown[group] for group in Group})


def _by_group(counts: Counts) -> dict[str, int]:
    cells = {str(group): counts.get(group, 0) for group in Group}
    without = sum(counts.values()) - sum(cells.values())
    return {**cells, NO_GROUP: without} if without else cells
