"""Listing the sites that may show a survey in a frame."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from improve.core.db import db
from improve.core.errors import Forbidden
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, Role, authorize
from improve.surveys.events import SurveyChanged
from improve.surveys.framing.models import FrameSite
from improve.surveys.framing.rules import origins_of
from improve.surveys.models import Survey
from improve.surveys.policy import Permission, may_manage


def sites_of(survey_id: int) -> Sequence[str]:
    """The origins that may show it, in order."""
    statement = select(FrameSite.origin).where(FrameSite.survey_id == survey_id).order_by(FrameSite.origin)
    return db.session.scalars(statement).all()


def may_list(actor: Actor, survey: Survey) -> bool:
    """Only its owner and administrators decide which sites show it."""
    is_administrator = any(one.role is Role.ADMINISTRATOR for one in actor.assignments)
    mine = survey.owner_id is not None and survey.owner_id == actor.actor_id
    return actor.is_system or (may_manage(actor, survey) and (mine or is_administrator))


def list_sites(survey: Survey, text: str, *, by: Actor) -> None:
    """Put these sites, one a line, in the place of those before. Raises `Invalid` at "sites"."""
    authorize(by, Permission.MANAGE, survey)
    if not may_list(by, survey):
        raise Forbidden(_l("Only the owner of the survey and administrators list sites."))
    found = origins_of(text)
    if found == list(sites_of(survey.id)):
        return
    db.session.execute(delete(FrameSite).where(FrameSite.survey_id == survey.id))
    db.session.add_all(FrameSite(survey_id=survey.id, origin=origin) for origin in found)
    db.session.flush()
    publish(SurveyChanged(actor_id=by.actor_id, subject_id=survey.id, changed=("frame_sites",)))
