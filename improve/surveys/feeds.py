"""Scores of surveys as metrics: NPS in points and CES as a mean are values, CSAT is a share of counted answers.

A period is a gap where a reading would tell about fewer people than may be shown: by itself, or as what is left
between two readings, of this metric or of one with other periods or another segment (`segments.lines`). What a
reading was before an answer was corrected or withdrawn is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from improve.core.db import LARGEST_ID, db
from improve.core.messages import LazyText, _l
from improve.core.periods import PeriodKind
from improve.core.policy import Actor
from improve.metrics.models import MetricKind
from improve.metrics.ports import MetricSource, Offer, SourceReading
from improve.stats.suppression import SMALLEST_GROUP
from improve.surveys.languages import own_name
from improve.surveys.models import Status, Survey
from improve.surveys.policy import may_read_results
from improve.surveys.queries import score_questions, score_questions_of, visible_to
from improve.surveys.rules.scores import Score
from improve.surveys.segments.queries import Part, shared_names, split, values_of_surveys
from improve.surveys.segments.rules import LANGUAGE, saved_number
from improve.surveys.values.kinds import Group, Kind
from improve.surveys.values.questions import Spec

MOST_OFFERED = 100
# Of one survey so many segments, those with most answers.
MOST_PARTS = 30
LABELS: dict[Kind, LazyText] = {Kind.NPS: _l("NPS"), Kind.CSAT: _l("CSAT"), Kind.CES: _l("CES")}


def offers(actor: Actor) -> list[Offer]:
    """The score questions of the surveys that the actor may see, the newest surveys first."""
    found = db.session.scalars(
        visible_to(actor).where(Survey.status != Status.DRAFT).order_by(Survey.id.desc()).limit(MOST_OFFERED)
    ).all()
    asked = score_questions_of([survey.id for survey in found])
    read = [survey.id for survey in found if may_read_results(actor, survey)]
    parts, names = values_of_surveys(read), shared_names(read)
    return [
        one
        for survey in found
        for spec in asked.get(survey.id, ())
        for one in (
            _offer(survey, spec),
            *(_offer(survey, spec, part, names) for part in parts.get(survey.id, ())[:MOST_PARTS]),
        )
    ]


def offer(actor: Actor, key: str) -> Offer | None:
    """One of them; None when the actor may not see the survey, it asks this no more, or the segment is too small."""
    survey_id, code, segment = _read_key(key)
    survey = db.session.scalar(visible_to(actor).where(Survey.id == survey_id))
    if survey is None:
        return None
    if segment is not None:
        shown = values_of_surveys([survey.id]).get(survey.id, ()) if may_read_results(actor, survey) else ()
        if segment not in shown:
            return None
    names = shared_names([survey.id])
    return next(
        (_offer(survey, spec, segment, names) for spec in score_questions(survey.id) if spec.code == code),
        None,
    )


def read(key: str, by: PeriodKind) -> Sequence[SourceReading]:
    """The score of each period with enough answers; of a segment only where nothing follows about the few others."""
    survey_id, code, segment = _read_key(key)
    spec = next((spec for spec in score_questions(survey_id) if spec.code == code), None)
    if spec is None or (segment is not None and _is_gone(survey_id, segment)):
        return []
    segment_code, value = segment or (None, None)
    series = split(survey_id, segment_code, spec, by).series(value)
    return list(_readings([(start, score) for start, score in series if score is not None]))


def _is_gone(survey_id: int, segment: Part) -> bool:
    """Was this saved segment deleted, or made private again?"""
    return saved_number(segment[0]) is not None and segment[0] not in shared_names([survey_id])


def _readings(series: Sequence[tuple[date, Score]]) -> Iterator[SourceReading]:
    for start, score in series:
        if score.n < SMALLEST_GROUP or score.value is None:
            continue
        if score.kind is Kind.CSAT:
            yield SourceReading(start, numerator=float(score.of(Group.HIGH)), denominator=float(score.n))
        else:
            yield SourceReading(start, value=round(score.value, 6))


def _offer(
    survey: Survey, spec: Spec, segment: Part | None = None, names: Mapping[str, str] | None = None
) -> Offer:
    key, of = f"{survey.id}:{spec.code}", {"score": LABELS[spec.kind], "title": survey.title}
    values: dict[str, object] = {"survey_id": survey.id}
    label = _l("%(score)s of the survey “%(title)s”", **of)
    if segment is not None:
        key = f"{key}:{segment[0]}:{segment[1]}"
        values["segment"] = f"{segment[0]}:{segment[1]}"
        label = _l(
            "%(score)s of the survey “%(title)s”, only %(part)s", part=_part_name(segment, names or {}), **of
        )
    return Offer(
        key=key,
        label=label,
        kind=MetricKind.PROPORTION if spec.kind is Kind.CSAT else MetricKind.VALUE,
        endpoint="surveys.results",
        values=values,
    )


def _part_name(segment: Part, names: Mapping[str, str]) -> str:
    """A segment as a list of many surveys names it: without reading its questions, by its code."""
    if segment[0] in names:
        return f"“{names[segment[0]]}”"
    return own_name(segment[1]) if segment[0] == LANGUAGE else f"{segment[0]} = {segment[1]}"


def _read_key(key: str) -> tuple[int, str, Part | None]:
    # A value may hold colons.
    number, *rest = key.split(":", 3)
    known = number.isascii() and number.isdigit() and len(number) < 11 and int(number) <= LARGEST_ID
    survey_id = int(number) if known else 0
    if len(rest) == 3:
        return survey_id, rest[0], (rest[1], rest[2])
    return survey_id, rest[0] if len(rest) == 1 else "", None


# Who may correct an answer changes a period that was read: the old reading beside the new would tell what it was.
SOURCE = MetricSource("surveys", offers, offer, read, keeps_replaced=False)
