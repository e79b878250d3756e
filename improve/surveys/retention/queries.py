"""What is kept for how long, and what would have to go today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import Delete, Select, exists, func, or_, select

from improve.core.db import db, rows
from improve.core.settled import settled
from improve.surveys.alerts.models import Alert
from improve.surveys.importing.models import ImportedResponse
from improve.surveys.intents.models import Intent
from improve.surveys.invitations.models import Respondent
from improve.surveys.models import Answer, Response, Survey
from improve.surveys.queries.surveys import company_today, versions_of
from improve.surveys.retention import rules
from improve.surveys.retention.models import Retention
from improve.surveys.retention.values import End, Terms
from improve.surveys.sittings.models import Sitting
from improve.surveys.trials.models import Trial
from improve.surveys.values.questions import specs_of

_TERMS: Any = Retention.__table__
FOREVER = Terms()
_Statement = TypeVar("_Statement", Select[Any], Delete)


@dataclass(frozen=True, slots=True)
class Due:
    """How many have to go: forms, surveys that were begun, test answers, scores
    clicked in mails; `since` is the first day that stays."""

    since: date | None
    forms: int = 0
    begun: int = 0
    tests: int = 0
    clicks: int = 0

    def __bool__(self) -> bool:
        return bool(self.forms or self.begun or self.tests or self.clicks)


@settled(Retention)
def terms_of(survey_id: int) -> Terms:
    """How long a survey's answers are kept."""
    row = rows(select(_TERMS).where(_TERMS.c.survey_id == survey_id)).first()
    return FOREVER if row is None else Terms(row.amount, row.unit, row.end_with)


def due(survey: Survey, terms: Terms) -> Due:
    """What these terms would end today."""
    since = rules.kept_since(terms, company_today())
    if since is None:
        return Due(None)
    return Due(
        since,
        _count(forms_due(survey, terms, since)),
        _count(select(Sitting.key_hash).where(Sitting.survey_id == survey.id, Sitting.day < since)),
        _count(select(Trial.id).where(Trial.survey_id == survey.id, Trial.at < beginning(since))),
        _count(intents_due(select(Intent.score), survey, since)),
    )


def intents_due(statement: _Statement, survey: Survey, since: date) -> _Statement:
    """The statement for what was clicked in mails before that day, and not sent."""
    return statement.where(Intent.survey_id == survey.id, Intent.first_at < beginning(since))


def beginning(day: date) -> datetime:
    """The instant with which a day of the company begins."""
    return datetime.combine(day, time(), ZoneInfo(str(current_app.config["TIME_ZONE"])))


def _count(statement: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def forms_due(survey: Survey, terms: Terms, since: date) -> Select[tuple[int]]:
    """The forms that have to go, or that still hold what could lead to a person."""
    old = select(Response.id).where(Response.survey_id == survey.id, Response.day < since)
    if terms.end_with == End.DELETE:
        return old
    names = set().union(*(rules.personal_names(specs_of(v.questions)) for v in versions_of(survey)))
    personal = exists().where(Answer.response_id == Response.id, Answer.question_code.in_(names))
    noted = exists().where(Alert.response_id == Response.id)
    brought = exists().where(ImportedResponse.response_id == Response.id)
    known = exists().where(Respondent.response_id == Response.id)
    return old.where(
        or_(
            known,
            Response.receipt_hash.is_not(None),
            Response.answered_at.is_not(None),
            personal,
            noted,
            brought,
        )
    )
