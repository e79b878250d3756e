"""No more answers than wanted: counters that go with each answer, up and down, and never pass their limit.

What an answer says counts exactly as in the roll-ups. Who answered an anonymous survey is not known afterwards: a place
among those of contacts with an attribute stays taken there when the answer goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from sqlalchemy import delete, insert, select, update

from improve.core.db import db
from improve.core.errors import Refused
from improve.core.messages import _l
from improve.surveys.invitations.models import Quota, QuotaPlace
from improve.surveys.rules.answers import Given
from improve.surveys.values.kinds import RESPONSES

CountKey = tuple[str, str]
"""Question's code and value, as in `surveys.store`."""

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


def take(survey_id: int, given: Iterable[Given], contact: Mapping[str, str]) -> list[int]:
    """Count one more in every quota that this answer falls into; `Full` when one has no place left. Answers those that
    are about the contact.

    One statement each, in the order of their ids: what was read before decides nothing, and two answers that fall
    into the same quotas do not wait for each other in a circle.
    """
    answers = {(one.code, one.value) for one in given}
    taken = []
    for quota in _in_order(survey_id):
        if quota.source == ANSWER and (quota.code, quota.value) not in answers:
            continue
        if quota.source == CONTACT and contact.get(quota.code) != quota.value:
            continue
        if not _raise(quota.id):
            raise Full()
        if quota.source == CONTACT:
            taken.append(quota.id)
    return taken


def keep_places(response_id: int, quota_ids: Sequence[int]) -> None:
    """Note which quotas of contacts an answer takes a place of."""
    if quota_ids:
        db.session.execute(
            insert(QuotaPlace), [{"response_id": response_id, "quota_id": number} for number in quota_ids]
        )


def change(survey_id: int, *, gone: Set[CountKey], come: Set[CountKey]) -> None:
    """Count what a form said before and what it says now, (question's code, value) each with `RESPONSES` for the form
    itself; without it among `come` the form goes. `Full` when a quota that it was not in has no place left."""
    form_goes = _has_form(gone) and not _has_form(come)
    for quota in _in_order(survey_id):
        key = (quota.code, quota.value)
        if quota.source == ANSWER and key in come - gone and not _raise(quota.id):
            raise Full()
        if (quota.source == ANSWER and key in gone - come) or (quota.source == ALL and form_goes):
            _move(quota.id, -1)


def leave(response_id: int) -> None:
    """Free the places that an answer took among those of its contact; call it before the answer goes."""
    mine = delete(QuotaPlace).where(QuotaPlace.response_id == response_id).returning(QuotaPlace.quota_id)
    for quota_id in sorted(db.session.scalars(mine).all()):
        _move(quota_id, -1)


def bring(survey_id: int, counts: Mapping[CountKey, int]) -> None:
    """Count so many more that were brought in, also beyond what is wanted: they are there."""
    for quota in _in_order(survey_id):
        if quota.source == ALL:
            _move(quota.id, sum(count for (code, _value), count in counts.items() if code == RESPONSES))
        elif quota.source == ANSWER:
            _move(quota.id, counts.get((quota.code, quota.value), 0))


def hold(survey_ids: Iterable[int]) -> None:
    """Lock the quotas of these surveys, in the order of their ids: before several answers are changed that fall into
    them in any order."""
    locked = select(Quota.id).where(Quota.survey_id.in_(set(survey_ids))).order_by(Quota.id)
    db.session.execute(locked.with_for_update()).all()


def _in_order(survey_id: int) -> list[Quota]:
    return sorted(of_survey(survey_id), key=lambda quota: quota.id)


def _has_form(keys: Set[CountKey]) -> bool:
    return any(code == RESPONSES for code, _value in keys)


def _raise(quota_id: int) -> bool:
    """Count one more; False when there is no place left."""
    raised = db.session.execute(
        update(Quota)
        .where(Quota.id == quota_id, Quota.taken < Quota.most)
        .values(taken=Quota.taken + 1)
        .returning(Quota.id)
        .execution_options(synchronize_session=False)
    ).first()
    return raised is not None


def _move(quota_id: int, by: int) -> None:
    if by:
        db.session.execute(
            update(Quota)
            .where(Quota.id == quota_id)
            .values(taken=Quota.taken + by)
            .execution_options(synchronize_session=False)
        )
