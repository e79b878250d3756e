"""What the owner of a survey hears of answers to look at."""

from __future__ import annotations

from collections.abc import Iterator

from improve.core.db import db
from improve.core.messages import _l, _ln
from improve.core.notices import Notice, NoticeGroup, NoticeKind
from improve.surveys.events import AlertsRaised
from improve.surveys.models import Survey

TO_LOOK_AT = NoticeKind(
    "surveys.alerts",
    NoticeGroup("surveys", _l("Surveys"), 50),
    _l("An answer to a survey of mine is to be looked at"),
)


def raised(event: AlertsRaised) -> Iterator[Notice]:
    """How many, and of which survey; what they say stands on the page only."""
    survey = db.session.get(Survey, event.subject_id)
    if survey is not None and survey.owner_id is not None:
        text = _ln(
            "%(n)s answer to “%(title)s” is to be looked at.",
            "%(n)s answers to “%(title)s” are to be looked at.",
            len(event.alerts),
            title=survey.title,
        )
        yield Notice(
            kind=TO_LOOK_AT,
            person_ids=(survey.owner_id,),
            text=text,
            endpoint="surveys.alerts",
            values={"survey_id": survey.id},
        )
