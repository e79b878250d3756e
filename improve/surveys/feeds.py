"""Scores of surveys as metrics: NPS in points and CES as a mean are values, CSAT is a share of counted answers.

A period with fewer answers than the smallest group that may be shown is a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from improve.core.db import LARGEST_ID, db
from improve.core.messages import LazyText, _l
from improve.core.periods import PeriodKind
from improve.core.policy import Actor
from improve.metrics.models import MetricKind
from improve.metrics.ports import MetricSource, Offer, SourceReading
from improve.stats.suppression import SMALLEST_GROUP
from improve.surveys.models import Status, Survey
from improve.surveys.queries import score_questions, score_questions_of, score_series, visible_to
from improve.surveys.rules.scores import Score
from improve.surveys.values.kinds import Group, Kind
from improve.surveys.values.questions import Spec

MOST_OFFERED = 100
LABELS: dict[Kind, LazyText] = {Kind.NPS: _l("NPS"), Kind.CSAT: _l("CSAT"), Kind.CES: _l("CES")}


def offers(actor: Actor) -> list[Offer]:
    """The score questions of the surveys that the actor may see, the newest surveys first."""
    found = db.session.scalars(
        visible_to(actor).where(Survey.status != Status.DRAFT).order_by(Survey.id.desc()).limit(MOST_OFFERED)
    ).all()
    asked = score_questions_of([survey.id for survey in found])
    return [_offer(survey, spec) for survey in found for spec in asked.get(survey.id, ())]


def offer(actor: Actor, key: str) -> Offer | None:
    """One of them; None when the actor may not see the survey or it asks this no more."""
    survey_id, code = _read_key(key)
    survey = db.session.scalar(visible_to(actor).where(Survey.id == survey_id))
    if survey is None:
        return None
    return next((_offer(survey, spec) for spec in score_questions(survey.id) if spec.code == code), None)


def read(key: str, by: PeriodKind) -> Sequence[SourceReading]:
    """The score of each period with enough answers."""
    survey_id, code = _read_key(key)
    return list(_readings(score_series(survey_id, code, by)))


def _readings(series: Sequence[tuple[date, Score]]) -> Iterator[SourceReading]:
    for start, score in series:
        if score.n < SMALLEST_GROUP or score.value is None:
            continue
        if score.kind is Kind.CSAT:
            yield SourceReading(start, numerator=float(score.of(Group.HIGH)), denominator=float(score.n))
        else:
            yield SourceReading(start, value=round(score.value, 6))


def _offer(survey: Survey, spec: Spec) -> Offer:
    return Offer(
        key=f"{survey.id}:{spec.code}",
        label=_l("%(score)s of the survey “%(title)s”", score=LABELS[spec.kind], title=survey.title),
        kind=MetricKind.PROPORTION if spec.kind is Kind.CSAT else MetricKind.VALUE,
        endpoint="surveys.results",
        values={"survey_id": survey.id},
    )


def _read_key(key: str) -> tuple[int, str]:
    number, _colon, code = key.partition(":")
    known = number.isascii() and number.isdigit() and len(number) < 11 and int(number) <= LARGEST_ID
    return int(number) if known else 0, code


SOURCE = MetricSource("surveys", offers, offer, read)
