"""Setting how many answers are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import func, select

from improve.contacts.models import Contact
from improve.contacts.queries import attribute_codes
from improve.core.db import db
from improve.core.errors import Invalid, Missing
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.core.values import Line, Whole
from improve.surveys.events import InvitationsChanged
from improve.surveys.invitations import quotas
from improve.surveys.invitations.models import Invitation, Quota, Respondent
from improve.surveys.invitations.pseudonyms import pseudonym_of
from improve.surveys.models import Anonymity, Rollup, Survey
from improve.surveys.policy import Permission
from improve.surveys.queries.surveys import versions_of
from improve.surveys.values.kinds import RESPONSES, Kind
from improve.surveys.values.questions import Spec, specs_of

PORTION = 500
COUNTED = (Kind.CHOICE, Kind.YES_NO, Kind.HIDDEN, Kind.NPS, Kind.CSAT, Kind.CES, Kind.RATING)


@dataclass(frozen=True)
class QuotaData:
    """`what`: "all", "answer:" and the code of a question, or "contact:" and an attribute."""

    what: Annotated[str, Line(90)]
    most: Annotated[int, Whole(1, 10_000_000)]
    given: Annotated[str, Line(200)] = ""


def choices(survey: Survey) -> list[tuple[str, str]]:
    """What can be counted, as (what, name)."""
    found = [
        (f"{quotas.ANSWER}:{spec.code}", str(spec.text)) for spec in _specs(survey) if spec.kind in COUNTED
    ]
    found += [(f"{quotas.CONTACT}:{code}", f"contact.{code}") for code in attribute_codes()]
    return [(quotas.ALL, str(_l("all answers"))), *found]


def _specs(survey: Survey) -> tuple[Spec, ...]:
    return specs_of(versions_of(survey)[0].questions)


def add(survey: Survey, data: QuotaData, *, by: Actor) -> Quota:
    """Want at most so many; those that are there already count. The same quota again changes its limit."""
    authorize(by, Permission.MANAGE, survey)
    source, _colon, code = data.what.partition(":")
    if data.what not in {what for what, _name in choices(survey)}:
        raise Invalid.field("what", _l("This is not one of the choices."))
    if (source == quotas.ALL) == bool(data.given):
        said = _l("For all answers there is no value.") if data.given else _l("Please say which value.")
        raise Invalid.field("given", said)
    value = _value(survey, code, data.given) if source == quotas.ANSWER else data.given
    row = db.session.scalar(
        select(Quota)
        .where(Quota.survey_id == survey.id, Quota.source == source, Quota.code == code, Quota.value == value)
        .with_for_update()
    )
    if row is None:
        there = _answers_of_contacts(survey, code, value) if source == quotas.CONTACT else None
        taken = _taken(survey.id, source, code, value) if there is None else len(there)
        row = Quota(survey_id=survey.id, source=source, code=code, value=value, taken=taken, most=data.most)
        db.session.add(row)
        db.session.flush()
        for response_id in there or ():
            quotas.keep_places(response_id, [row.id])
    row.most = data.most
    survey.has_quotas = True
    publish(InvitationsChanged(actor_id=by.actor_id, subject_id=survey.id, changed=("quotas",)))
    return row


def _value(survey: Survey, code: str, value: str) -> str:
    """A choice may be named by its words."""
    spec = next(spec for spec in _specs(survey) if spec.code == code)
    if spec.kind is Kind.CHOICE:
        named = next(
            (one.code for one in spec.choices if value == one.code or value in one.text.values()), None
        )
        if named is None:
            raise Invalid.field("given", _l("This is not one of the choices."))
        return named
    if spec.kind is Kind.YES_NO and value not in ("y", "n"):
        raise Invalid.field("given", _l("Please write y or n."))
    if spec.scale is not None and value not in {str(number) for number in spec.scale.numbers}:
        raise Invalid.field("given", _l("Please write a number of the scale."))
    if len(value) > 40:
        raise Invalid.field("given", _l("At most %(most)s characters fit.", most=40))
    return value


def _answers_of_contacts(survey: Survey, code: str, value: str) -> list[int] | None:
    """The answers of contacts with this attribute; None where nobody can know."""
    if survey.anonymity == Anonymity.ANONYMOUS:
        return None
    answered = (
        select(Invitation.contact_id)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(Invitation.survey_id == survey.id, Invitation.completed)
        .where(Contact.attributes[code].as_string() == value)
    )
    rows = select(Respondent.response_id).where(Respondent.survey_id == survey.id)
    if survey.anonymity == Anonymity.IDENTIFIED:
        return list(db.session.scalars(rows.where(Respondent.contact_id.in_(answered))))
    names = [pseudonym_of(survey.id, contact_id) for contact_id in db.session.scalars(answered).all()]
    parts = (names[start : start + PORTION] for start in range(0, len(names), PORTION))
    return [one for part in parts for one in db.session.scalars(rows.where(Respondent.pseudonym.in_(part)))]


def _taken(survey_id: int, source: str, code: str, value: str) -> int:
    """How many answers fall into a quota already."""
    if source == quotas.CONTACT:
        found = (
            select(func.count())
            .select_from(Invitation)
            .join(Contact, Contact.id == Invitation.contact_id)
            .where(Invitation.survey_id == survey_id, Invitation.completed)
            .where(Contact.attributes[code].as_string() == value)
        )
        return db.session.scalar(found) or 0
    counted = select(func.sum(Rollup.count)).where(Rollup.survey_id == survey_id)
    if source == quotas.ALL:
        return db.session.scalar(counted.where(Rollup.question_code == RESPONSES)) or 0
    return db.session.scalar(counted.where(Rollup.question_code == code, Rollup.value == value)) or 0


def remove(survey: Survey, quota_id: int, *, by: Actor) -> None:
    """Want as many as come."""
    authorize(by, Permission.MANAGE, survey)
    row = db.session.scalar(select(Quota).where(Quota.survey_id == survey.id, Quota.id == quota_id))
    if row is None:
        raise Missing()
    db.session.delete(row)
    db.session.flush()
    survey.has_quotas = bool(quotas.of_survey(survey.id))
    publish(InvitationsChanged(actor_id=by.actor_id, subject_id=survey.id, changed=("quotas",)))
