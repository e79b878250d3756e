"""No more answers than wanted: counters that are raised with each answer and never pass their limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, update

from improve.core.db import db
from improve.core.errors import Refused
from improve.core.messages import _l
from improve.surveys.invitations.models import Quota
from improve.surveys.rules.answers import Given

ALL, ANSWER, CONTACT = "all", "answer", "contact"


class Full(Refused):
    """Enough people have answered, or enough of those like this one."""

    def __init__(self) -> None:
        super().__init__(_l("We have enough answers already. Nothing was saved."))


def of_survey(survey_id: int) -> Sequence[Quota]:
    """The quotas of a survey."""
    return db.session.scalars(
        select(Quota).where(Quota.survey_id == survey_id).order_by(Quota.source, Quota.code, Quota.value)
    ).all()


def is_full(survey_id: int, contact: Mapping[str, str]) -> bool:
    """Is it closed for this visitor before the first question? `contact`: attributes, empty for anybody."""
    return any(
        quota.taken >= quota.most
        for quota in of_survey(survey_id)
        if quota.source == ALL or (quota.source == CONTACT and contact.get(quota.code) == quota.value)
    )


def take(survey_id: int, given: Iterable[Given], contact: Mapping[str, str]) -> None:
    """Count one more in every quota that this answer falls into; `Full` when one has no place left.

    One statement each, in the order of their ids: what was read before decides nothing, and two answers that fall
    into the same quotas do not wait for each other in a circle.
    """
    answers = {(one.code, one.value) for one in given}
    for quota in sorted(of_survey(survey_id), key=lambda quota: quota.id):
        if quota.source == ANSWER and (quota.code, quota.value) not in answers:
            continue
        if quota.source == CONTACT and contact.get(quota.code) != quota.value:
            continue
        raised = db.session.execute(
            update(Quota)
            .where(Quota.id == quota.id, Quota.taken < Quota.most)
            .values(taken=Quota.taken + 1)
            .returning(Quota.id)
            .execution_options(synchronize_session=False)
        ).first()
        if raised is None:
            raise Full()
