"""Counts and scores out of the roll-up: exact, and independent of the number of answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, ScalarResult, cast, func, select
from sqlalchemy.orm import selectinload

from improve.core.db import db
from improve.core.periods import PeriodKind, between, start_of
from improve.surveys.models import Rollup, Survey, Version
from improve.surveys.rules.scores import Score, score
from improve.surveys.values.kinds import NOT_SURE, RESPONSES, Kind
from improve.surveys.values.questions import Spec, leading_score, spec_of

Counts = Mapping[str, int]
"""How often each value was answered."""
Series = list[tuple[date, Score]]
"""The first day of each period with its score, without holes."""


def counts_of(survey_id: int) -> dict[str, Counter[str]]:
    """Question's code -> how often each value was answered, over all time and wordings."""
    return counts_of_surveys([survey_id]).get(survey_id, {})


def counts_of_surveys(survey_ids: Sequence[int]) -> dict[int, dict[str, Counter[str]]]:
    """The same for several surveys, in one statement."""
    rows = db.session.execute(
        select(Rollup.survey_id, Rollup.question_code, Rollup.value, func.sum(Rollup.count))
        .where(Rollup.survey_id.in_(survey_ids))
        .group_by(Rollup.survey_id, Rollup.question_code, Rollup.value)
    )
    out: defaultdict[int, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for survey_id, code, value, count in rows:
        out[survey_id][code][value] = int(count)
    return {survey_id: dict(found) for survey_id, found in out.items()}


def on_scale(counts: Counts) -> dict[int, int]:
    """The counts by number; "cannot say" is no answer on the scale."""
    return {int(value): count for value, count in counts.items() if value != NOT_SURE}


def response_count(counts: Mapping[str, Counts]) -> int:
    """How many filled-in forms there are."""
    return sum(counts.get(RESPONSES, {}).values())


def period_of(kind: PeriodKind, day: Any) -> Any:
    """The first day of a column's week (from Monday) or month, as the database computes it."""
    if kind is PeriodKind.DAY:
        return day
    if db.engine.dialect.name == "postgresql":
        return cast(func.date_trunc(str(kind), day), Date)
    modifiers = ("-6 days", "weekday 1") if kind is PeriodKind.WEEK else ("start of month",)
    return func.date(day, *modifiers, type_=Date)


def span_start(day: Any) -> Any:
    """The first day of a column's span: its week, cut where a month begins (`segments.rules.span_of`)."""
    week, month = period_of(PeriodKind.WEEK, day), period_of(PeriodKind.MONTH, day)
    if db.engine.dialect.name == "postgresql":
        return func.greatest(week, month, type_=Date)
    return func.max(week, month, type_=Date)


def counts_by_period(survey_id: int, code: str, by: PeriodKind) -> dict[date, Counter[str]]:
    """First day of the period -> how often each value was answered, in order; periods without answers are left
    out."""
    # Longer periods are made of months, so that the database needs to know two only.
    asked = by if by in (PeriodKind.DAY, PeriodKind.WEEK) else PeriodKind.MONTH
    period = period_of(asked, Rollup.day).label("period")
    rows = db.session.execute(
        select(period, Rollup.value, func.sum(Rollup.count))
        .where(Rollup.survey_id == survey_id, Rollup.question_code == code)
        .group_by("period", Rollup.value)
        .order_by("period")
    )
    out: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for start, value, count in rows:
        out[start_of(by, start)][value] += int(count)
    return dict(out)


def series(
    survey_id: int, code: str, kind: Kind, by: PeriodKind, found: Mapping[date, Counts] | None = None
) -> Series:
    """The score of a question by period, from the first to the last with an answer; empty periods have n = 0. `found`
    is what `counts_by_period` says where it was asked already."""
    found = counts_by_period(survey_id, code, by) if found is None else found
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
