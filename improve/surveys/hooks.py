"""What other systems can hear of surveys.

Of an anonymous survey no answer is told, not even that one came in: the moment would say whose it is. Answers to look at
are told when the page shows them, of an anonymous survey at full hours and with nothing but the day. Of the others an
answer holds what the downloads hold of it, and like them nothing before there are five.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.messages import _l
from improve.core.policy import SYSTEM
from improve.surveys import events
from improve.surveys.alerts.models import Alert, about_answer
from improve.surveys.alerts.queries import number_of
from improve.surveys.exporting.columns import cells, columns_of
from improve.surveys.invitations.naming import HEADS, named
from improve.surveys.models import Response, Survey
from improve.surveys.queries.responses import one_response
from improve.surveys.queries.surveys import specs_asked
from improve.surveys.rules import disclosure
from improve.web.features import Contribution
from improve.web.hooks import KIND, HookKind, Message, link

GROUP = _l("Surveys")
MOST_ALERTS = 100
SURVEY: Mapping[str, Any] = {
    "survey_id": 3,
    "public_id": "k3vq9m2x7d",
    "title": {"zh_Hans": "送货满意度", "en": "How was the delivery?"},
}
ANSWER: Mapping[str, Any] = {
    **SURVEY,
    "answer": "2f0c9a3b5d7e8144",
    "withheld": False,
    "day": "2026-11-22",
    "wording": 2,
    "language": "en",
    "answered_at": "2026-11-22T08:30:00+00:00",
    "contact": "Li Wei",
    "contact_email": "li.wei@example.com",
    "answers": {"nps": 4, "why": "It came two days late."},
    "url": "https://improve.example.org/surveys/3/results",
}


def _told(survey: Survey) -> dict[str, Any]:
    return {
        "survey_id": survey.id,
        "public_id": survey.public_id,
        "title": dict(survey.title.items()),
    }


def _survey(event: events.SurveyPublished | events.SurveyClosed) -> Message:
    survey = db.session.get_one(Survey, event.subject_id)
    return Message({**_told(survey), "url": link("surveys.results", survey_id=survey.id)})


def _answer(event: events.SurveyAnswered | events.SurveyCorrected) -> Message | None:
    survey, number = db.session.get_one(Survey, event.subject_id), number_of(event.answer)
    if number is None or event.is_anonymous:
        return None
    told = {
        **_told(survey),
        "answer": event.answer,
        "withheld": not _are_enough(survey.id),
        "url": link("surveys.results", survey_id=survey.id),
    }
    if not told["withheld"]:
        told |= _content(survey, number)
    return Message(told, about_answer(event.answer))


def _are_enough(survey_id: int) -> bool:
    some = select(Response.id).where(Response.survey_id == survey_id).limit(100).subquery()
    return disclosure.enough(db.session.scalar(select(func.count()).select_from(some)) or 0)


def _content(survey: Survey, number: int) -> dict[str, Any]:
    """What a download has of one answer."""
    found = one_response(number)
    if found is None:
        return {}
    filled, version_id = found
    _form, who = next(named(survey, [filled], SYSTEM))
    columns = columns_of([specs_asked(version_id)])
    given = zip(columns, cells(columns, filled.answers, in_words=False), strict=True)
    return {
        "day": filled.day.isoformat(),
        "wording": filled.version,
        "language": filled.language,
        **dict(zip(HEADS[survey.anonymity], who, strict=True)),
        "answers": {column.name: value for column, value in given if value != ""},
    }


def _withdrawn(event: events.SurveyAnswerWithdrawn) -> Message | None:
    if not event.answer or event.is_anonymous:
        return None
    return Message({**_told(db.session.get_one(Survey, event.subject_id)), "answer": event.answer})


def _alerts(event: events.AlertsRaised) -> Message:
    """Which answers, and why: which question was low, which keyword was found. What they say stands on the page."""
    survey = db.session.get_one(Survey, event.subject_id)
    numbers = [number for key in event.alerts[:MOST_ALERTS] if (number := number_of(key)) is not None]
    rows = db.session.scalars(
        select(Alert).where(Alert.response_id.in_(numbers)).order_by(Alert.day, Alert.response_id)
    )
    return Message(
        {
            **_told(survey),
            "count": len(event.alerts),
            "alerts": [
                {"answer": row.key, "day": row.day.isoformat(), "reasons": list(row.reasons)} for row in rows
            ],
            "url": link("surveys.alerts", survey_id=survey.id),
        }
    )


_URL = "https://improve.example.org/surveys/3/results"
CONTRIBUTIONS = (
    Contribution(
        KIND,
        HookKind(
            "survey.published",
            GROUP,
            _l("A survey was published"),
            (events.SurveyPublished,),
            _survey,
            {**SURVEY, "url": _URL},
            40,
        ),
    ),
    Contribution(
        KIND,
        HookKind(
            "survey.closed",
            GROUP,
            _l("A survey was closed"),
            (events.SurveyClosed,),
            _survey,
            {**SURVEY, "url": _URL},
            41,
        ),
    ),
    Contribution(
        KIND,
        HookKind(
            "survey.answered",
            GROUP,
            _l("Somebody answered a survey that is not anonymous"),
            (events.SurveyAnswered,),
            _answer,
            ANSWER,
            42,
        ),
    ),
    Contribution(
        KIND,
        HookKind(
            "survey.answer_changed",
            GROUP,
            _l("Somebody changed their answer to a survey that is not anonymous"),
            (events.SurveyCorrected,),
            _answer,
            ANSWER,
            43,
        ),
    ),
    Contribution(
        KIND,
        HookKind(
            "survey.answer_withdrawn",
            GROUP,
            _l("Somebody withdrew their answer to a survey that is not anonymous"),
            (events.SurveyAnswerWithdrawn,),
            _withdrawn,
            {**SURVEY, "answer": "2f0c9a3b5d7e8144"},
            44,
        ),
    ),
    Contribution(
        KIND,
        HookKind(
            "survey.alerts_raised",
            GROUP,
            _l("Answers to a survey are to be looked at"),
            (events.AlertsRaised,),
            _alerts,
            {
                **SURVEY,
                "count": 1,
                "alerts": [
                    {
                        "answer": "2f0c9a3b5d7e8144",
                        "day": "2026-11-22",
                        "reasons": [{"why": "low_score", "code": "nps"}],
                    }
                ],
                "url": "https://improve.example.org/surveys/3/alerts",
            },
            45,
        ),
    ),
)
