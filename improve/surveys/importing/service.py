"""Making a draft of a survey that was read from a file."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.surveys.events import SurveyCreated
from improve.surveys.importing.found import FoundSurvey
from improve.surveys.languages import MOST_LANGUAGES
from improve.surveys.logic.paths import laid_out
from improve.surveys.models import Status, Survey, Version
from improve.surveys.policy import WHOLE, Permission
from improve.surveys.queries.surveys import draft_version, published_version
from improve.surveys.service.settings import new_public_id, row_of

MOST_IMPORTED = 300


def make_draft(found: FoundSurvey, *, by: Actor) -> Survey:
    """A draft of the whole company with what the file holds; it is looked through and published like any other."""
    authorize(by, Permission.MANAGE, WHOLE)
    if len(found.questions) > MOST_IMPORTED:
        raise Refused(
            _l(
                "The file has %(n)s questions; at most %(most)s fit.",
                n=len(found.questions),
                most=MOST_IMPORTED,
            )
        )
    survey = Survey(
        public_id=new_public_id(), title=found.title, owner_id=by.actor_id, created_at=clock.now()
    )
    version = Version(
        survey=survey,
        number=1,
        languages=found.languages[:MOST_LANGUAGES],
        intro=found.intro,
        thanks=found.thanks,
    )
    db.session.add_all((survey, version))
    for position, spec in enumerate(laid_out(found.questions), 1):
        version.questions.append(row_of(spec, position))
    db.session.flush()
    publish(SurveyCreated(actor_id=by.actor_id, subject_id=survey.id))
    return survey


def wording_for_answers(survey: Survey) -> Version:
    """The wording that answers from a file belong to. A draft is fixed by them: it is published, and closed, since
    what it asks was asked elsewhere."""
    version = published_version(survey)
    if version is not None:
        return version
    version = draft_version(survey)
    if version is None:
        raise Refused(_l("There is no question yet."))
    version.published_at = survey.published_at = survey.closed_at = clock.now()
    survey.status = Status.CLOSED
    return version
