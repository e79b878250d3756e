"""From the draft to the closed survey."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.surveys.events import (
    SurveyClosed,
    SurveyDiscarded,
    SurveyPublished,
    SurveyReopened,
    SurveyRevised,
)
from improve.surveys.models import Status, Survey, Version
from improve.surveys.policy import Permission
from improve.surveys.queries.surveys import company_today, draft_version, missing_texts, published_version
from improve.surveys.rules import publishing, standing
from improve.surveys.service.settings import row_of
from improve.surveys.turns import take_turn
from improve.surveys.values.questions import specs_of


def publish_survey(survey: Survey, *, by: Actor) -> None:
    """Let people answer the wording that is being written; it never changes from now on."""
    authorize(by, Permission.MANAGE, survey)
    version = draft_version(survey)
    standing.check_being_written(version is not None)
    assert version is not None  # noqa: S101  (checked by the rule above)
    publishing.check_publishable(
        publishing.problems(
            specs_of(version.questions), missing_texts(survey, version), survey.closes_on, company_today()
        )
    )
    version.published_at = clock.now()
    survey.published_at = survey.published_at or clock.now()
    survey.status = Status.PUBLISHED
    survey.closed_at = None
    publish(SurveyPublished(actor_id=by.actor_id, subject_id=survey.id))


def close(survey: Survey, *, by: Actor) -> None:
    """Take no more answers."""
    authorize(by, Permission.MANAGE, survey)
    standing.check_can_close(survey.status)
    survey.status = Status.CLOSED
    survey.closed_at = clock.now()
    publish(SurveyClosed(actor_id=by.actor_id, subject_id=survey.id))


def reopen(survey: Survey, *, by: Actor) -> None:
    """Take answers again, until the closing day if it has not passed, else without one."""
    authorize(by, Permission.MANAGE, survey)
    standing.check_can_reopen(survey.status)
    survey.status = Status.PUBLISHED
    survey.closed_at = None
    if survey.closes_on is not None and survey.closes_on < company_today():
        survey.closes_on = None
    publish(SurveyReopened(actor_id=by.actor_id, subject_id=survey.id))


def discard(survey: Survey, *, by: Actor) -> None:
    """Delete what nobody has been asked: a draft survey, or the new wording of a running one."""
    authorize(by, Permission.MANAGE, survey)
    version = draft_version(survey)
    standing.check_being_written(version is not None)
    event = SurveyDiscarded(actor_id=by.actor_id, subject_id=survey.id)
    db.session.delete(version)
    if survey.status == Status.DRAFT:
        db.session.flush()
        db.session.delete(survey)
    publish(event)


def revise(survey: Survey, *, by: Actor) -> Version:
    """Begin a new wording as a copy of the published one, which people are asked until the new one is published."""
    authorize(by, Permission.MANAGE, survey)
    take_turn(survey.id)
    current = published_version(survey)
    if current is None or draft_version(survey) is not None:
        raise Refused(_l("A new wording is being written already."))
    version = Version(
        survey=survey,
        number=current.number + 1,
        languages=list(current.languages),
        intro=current.intro,
        privacy=current.privacy,
        thanks=current.thanks,
        thanks_by_group=dict(current.thanks_by_group),
    )
    for position, spec in enumerate(specs_of(current.questions), 1):
        version.questions.append(row_of(spec, position))
    db.session.add(version)
    publish(SurveyRevised(actor_id=by.actor_id, subject_id=survey.id))
    return version
