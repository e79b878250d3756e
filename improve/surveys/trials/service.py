"""Keeping and deleting test answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from improve.core import clock
from improve.core.db import db
from improve.core.policy import Actor, authorize
from improve.surveys.models import Survey, Version
from improve.surveys.policy import Permission
from improve.surveys.rules.answers import check_answers
from improve.surveys.trials.models import Trial
from improve.surveys.values.questions import specs_of

MOST_KEPT = 200


def keep(survey: Survey, version: Version, answers: Mapping[str, Any], language: str, *, by: Actor) -> None:
    """Keep a form that was filled in to try the survey out; beyond 200 the oldest goes. Raises `Invalid`."""
    authorize(by, Permission.MANAGE, survey)
    given = check_answers(specs_of(version.questions), answers)
    kept = {one.code: one.value if one.text is None else one.text for one in given}
    db.session.add(Trial(survey_id=survey.id, at=clock.now(), language=language, answers=kept))
    db.session.flush()
    newest = select(Trial.id).where(Trial.survey_id == survey.id).order_by(Trial.id.desc()).limit(MOST_KEPT)
    db.session.execute(
        delete(Trial).where(Trial.survey_id == survey.id, Trial.id.not_in(newest.scalar_subquery()))
    )


def forget(survey: Survey, *, by: Actor) -> int:
    """Delete all of them; answers how many."""
    authorize(by, Permission.MANAGE, survey)
    result: Any = db.session.execute(delete(Trial).where(Trial.survey_id == survey.id))
    return int(result.rowcount)


def count(survey_id: int) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).where(Trial.survey_id == survey_id)) or 0


def newest_first(survey_id: int) -> Sequence[Trial]:
    """All of them."""
    return db.session.scalars(
        select(Trial).where(Trial.survey_id == survey_id).order_by(Trial.id.desc())
    ).all()
