"""What the owner of a survey hears of it."""

from __future__ import annotations

from collections.abc import Iterator

from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.notices import Notice, NoticeGroup, NoticeKind
from improve.surveys.events import SurveyClosed, SurveyPublished
from improve.surveys.models import Survey

OWN = NoticeKind(
    "surveys.own", NoticeGroup("surveys", _l("Surveys"), 50), _l("A survey of mine is published or closed")
)
KINDS = (OWN,)


def published(event: SurveyPublished) -> Iterator[Notice]:
    """Somebody else published it."""
    yield from _owner(event.subject_id, "surveys.show", _l("Your survey “%(title)s” is published."))


def closed(event: SurveyClosed) -> Iterator[Notice]:
    """Somebody else closed it."""
    yield from _owner(event.subject_id, "surveys.results", _l("Your survey “%(title)s” is closed."))


def _owner(survey_id: int, endpoint: str, text: LazyText) -> Iterator[Notice]:
    survey = db.session.get(Survey, survey_id)
    if survey is not None and survey.owner_id is not None:
        yield Notice(
            kind=OWN,
            person_ids=(survey.owner_id,),
            text=text % {"title": survey.title},
            endpoint=endpoint,
            values={"survey_id": survey_id},
        )
