"""Surveys for tests, made through the service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor
from improve.surveys import service
from improve.surveys.models import Answer, Question, Response, Rollup, Survey
from improve.surveys.segments.models import SavedSegment, SegmentRollup
from improve.surveys.segments.rules import span_of
from improve.surveys.values.kinds import RESPONSES
from improve.surveys.values.settings import NewSurvey
from improve.surveys.values.texts import ChoiceTexts, NewQuestion

TITLE = Localized(en="Repair visit", zh_Hans="上门维修")
SPLITTING = ("hidden", "choice", "yes_no")
Count = tuple[int, str, Any, str]


def make_survey(
    starter: str = "relationship",
    *,
    by: Actor = SYSTEM,
    title: Localized = TITLE,
    languages: str = "all",
    unit_id: int | None = None,
    published: bool = True,
    choices: bool = False,
    **fields: Any,
) -> Survey:
    """A survey, stored; `choices` adds a question with two answers, `fields` are set on the row."""
    with transaction():
        survey = service.create(NewSurvey(starter, title, languages, unit_id), by=by)
        if choices:
            asked = Localized(en="What brought you here?", zh_Hans="您办理什么业务？")
            row = service.add_question(survey, NewQuestion("choice", asked), by=by)
            lines = Localized(en="Repair\nAdvice", zh_Hans="维修\n咨询")
            service.rewrite_question(survey, row.code, ChoiceTexts(asked, lines), by=by)
        if published:
            service.publish_survey(survey, by=by)
        for name, value in fields.items():
            setattr(survey, name, value)
    return survey


def answer(survey: Survey, raw: Mapping[str, Any], language: str = "en") -> str:
    """One answer, stored."""
    with transaction():
        return service.answer(db.session.get_one(Survey, survey.id), raw, language).key


def answer_many(survey: Survey, numbers: Mapping[Any, int], code: str = "nps", **others: Any) -> None:
    """So many answers of each number, stored."""
    with transaction():
        kept = db.session.get_one(Survey, survey.id)
        for number, count in numbers.items():
            for _ in range(count):
                service.answer(kept, {code: number, **others}, "en")


def stored() -> int:
    """How many filled-in forms there are."""
    return db.session.scalar(select(func.count()).select_from(Response)) or 0


def rollup() -> Counter[Count]:
    """The roll-up as it is kept."""
    return Counter(
        {(r.version_id, r.question_code, r.day, r.value): r.count for r in db.session.scalars(select(Rollup))}
    )


def by_segment() -> Counter[tuple[Any, ...]]:
    """The roll-up by segment as it is kept."""
    return Counter(
        {
            (r.survey_id, r.segment_code, r.segment_value, r.question_code, r.span, r.value): r.count
            for r in db.session.scalars(select(SegmentRollup))
        }
    )


def recount_by_segment() -> Counter[tuple[Any, ...]]:
    """The same as it must be, counted from the single answers of one survey's forms."""
    out: Counter[tuple[Any, ...]] = Counter()
    for response in db.session.scalars(select(Response)):
        rows = db.session.scalars(select(Answer).where(Answer.response_id == response.id))
        given = {row.question_code: row.value for row in rows}
        asked = db.session.scalars(select(Question).where(Question.version_id == response.version_id)).all()
        kinds = {question.code: question.kind for question in asked}
        mine = {
            code: value for code, value in given.items() if kinds.get(code) in SPLITTING or code[0] == "@"
        }
        mine["_language"] = response.language
        for saved in db.session.scalars(select(SavedSegment)):
            if all(mine.get(code) in values for code, values in saved.conditions.items()):
                mine = {**mine, f"_s{saved.id}": "y"}
        free = {code for code, kind in kinds.items() if kind in ("hidden", "consent", "date", "number")}
        counted = {code: value for code, value in given.items() if code not in free and code[0] != "@"}
        for segment in mine.items():
            for one in ({RESPONSES: response.language} | counted).items():
                out[response.survey_id, *segment, one[0], span_of(response.day), one[1]] += 1
    return out


def recount() -> Counter[Count]:
    """The roll-up as it must be, counted from the single answers."""
    out: Counter[Count] = Counter()
    versions = {}
    for response in db.session.scalars(select(Response)):
        versions[response.id] = response.version_id
        out[response.version_id, RESPONSES, response.day, response.language] += 1
    for one in db.session.scalars(select(Answer)):
        out[versions[one.response_id], one.question_code, one.day, one.value] += 1
    return out
