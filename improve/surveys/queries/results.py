"""Counts and scores out of the roll-up: exact, and independent of the number of answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarResult, Text, bindparam, cast, func, select
from sqlalchemy.orm import selectinload

from improve.core.db import db, rows
from improve.core.periods import PeriodKind, between, start_of
from improve.core.rereading import read_once
from improve.surveys.models import Rollup, Survey, Version
from improve.surveys.rules.scores import Score, score
from improve.surveys.segments.rules import span_of
from improve.surveys.values.kinds import NOT_SURE, RESPONSES, Kind
from improve.surveys.values.questions import Spec, leading_score, spec_of

Counts = Mapping[str, int]
"""How often each value was answered."""
ByDay = Mapping[date, Counts]
Series = list[tuple[date, Score]]
"""The first day of each period with its score, without holes."""


def counts_of(survey_id: int) -> dict[str, Counter[str]]:
    """Question's code -> how often each value was answered, over all time and wordings."""
    return counts_of_surveys([survey_id]).get(survey_id, {})


_COUNTS = (
    select(Rollup.survey_id, Rollup.question_code, Rollup.value, func.sum(Rollup.count))
    .where(Rollup.survey_id.in_(bindparam("survey_ids", expanding=True)))
    .group_by(Rollup.survey_id, Rollup.question_code, Rollup.value)
)


def counts_of_surveys(survey_ids: Sequence[int]) -> dict[int, dict[str, Counter[str]]]:
    """The same for several surveys, in one statement."""
    out: defaultdict[int, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for survey_id, code, value, count in rows(_COUNTS, {"survey_ids": tuple(survey_ids)}).all():
        out[survey_id][code][value] = int(count)
    return {survey_id: dict(found) for survey_id, found in out.items()}


def on_scale(counts: Counts) -> dict[int, int]:
    """The counts by number; "cannot say" is no answer on the scale."""
    return {int(value): count for value, count in counts.items() if value != NOT_SURE}


def response_count(counts: Mapping[str, Counts]) -> int:
    """How many filled-in forms there are."""
    return sum(counts.get(RESPONSES, {}).values())


def counts_by_period(survey_id: int, code: str, by: PeriodKind) -> dict[date, Counter[str]]:
    """First day of the period -> how often each value was answered, in order; periods without answers are left
    out."""
    found = days_of(survey_id, code) if by is PeriodKind.DAY else spans_of(survey_id, code)
    out: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for day in sorted(found):
        out[start_of(by, day)].update(found[day])
    return dict(out)


@read_once
def spans_of(survey_id: int, code: str) -> ByDay:
    """The same by span (`segments.rules.span_of`): weeks, months and all longer periods are made of whole ones."""
    out: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for day, counts in days_of(survey_id, code).items():
        out[span_of(day)].update(counts)
    return out


@read_once
def days_of(survey_id: int, code: str) -> ByDay:
    """Day -> how often each value was answered, over all wordings."""
    asked = {"survey_id": survey_id, "code": code}
    return {day: told_counts(told) for day, told in rows(_BY_DAY, asked).all()}


def told(count: Any, value: Any) -> Any:
    """The counts of a group of rows as one text, a line for each: as rows they take longer than what counts them."""
    return func.aggregate_strings(cast(count, Text).concat(" ").concat(value), "\n")


def told_counts(text: str) -> dict[str, int]:
    """What `told` says. A value that is there twice, of two wordings, is counted together."""
    out: dict[str, int] = {}
    for line in text.split("\n"):
        count, _space, value = line.partition(" ")
        out[value] = out.get(value, 0) + int(count)
    return out


_BY_DAY = (
    select(Rollup.day, told(Rollup.count, Rollup.value))
    .where(Rollup.survey_id == bindparam("survey_id"), Rollup.question_code == bindparam("code"))
    .group_by(Rollup.day)
)


def series(survey_id: int, code: str, kind: Kind, by: PeriodKind) -> Series:
    """The score of a question by period, from the first to the last with an answer; empty periods have n = 0."""
    found = counts_by_period(survey_id, code, by)
    if not found:
        return []
    starts = sorted(found)
    return [
        (start, score(kind, on_scale(found.get(start, {})))) for start in between(by, starts[0], starts[-1])
    ]


def score_series(survey_id: int, question_code: str, by: PeriodKind) -> Series:
    """The score of a question by period; empty for a question that is not a score. Nothing is suppressed: who
    shows it does that."""
    spec = next((s for s in score_questions(survey_id) if s.code == question_code), None)
    return [] if spec is None else series(survey_id, spec.code, spec.kind, by)


def score_questions(survey_id: int) -> list[Spec]:
    """The score questions of all published wordings, each code once, newest wording first."""
    return score_questions_of([survey_id]).get(survey_id, [])


def score_questions_of(survey_ids: Sequence[int]) -> dict[int, list[Spec]]:
    """The same for several surveys, in two statements."""
    versions = db.session.scalars(
        select(Version)
        .where(Version.survey_id.in_(survey_ids), Version.published_at.is_not(None))
        .options(selectinload(Version.questions))
        .order_by(Version.number.desc())
    )
    out: defaultdict[int, dict[str, Spec]] = defaultdict(dict)
    for version in versions:
        for row in version.questions:
            spec = spec_of(row)
            if spec.is_score:
                out[version.survey_id].setdefault(spec.code, spec)
    return {survey_id: list(found.values()) for survey_id, found in out.items()}


@dataclass(frozen=True, slots=True)
class Headline:
    """What a list says of a survey: its leading score, if it has one, and how many answered."""

    responses: int
    score: Score | None


def headlines(surveys: Sequence[Survey]) -> dict[int, Headline]:
    """The headline of each survey, in three statements however many there are."""
    ids = [survey.id for survey in surveys]
    counts = counts_of_surveys(ids)
    leading: dict[int, Spec | None] = {}
    for version in _newest_versions(ids):
        leading[version.survey_id] = leading_score(tuple(spec_of(row) for row in version.questions))
    out = {}
    for survey_id in ids:
        found, spec = counts.get(survey_id, {}), leading.get(survey_id)
        shown = score(spec.kind, on_scale(found.get(spec.code, {}))) if spec is not None else None
        out[survey_id] = Headline(response_count(found), shown)
    return out


def _newest_versions(survey_ids: Sequence[int]) -> ScalarResult[Version]:
    """The published wording of each survey, or its draft; later ones come last."""
    return db.session.scalars(
        select(Version)
        .where(Version.survey_id.in_(survey_ids))
        .options(selectinload(Version.questions))
        .order_by(Version.published_at.is_not(None), Version.number)
    )
