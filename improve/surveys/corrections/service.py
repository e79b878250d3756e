"""Finding an answer by its receipt and putting another in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.surveys import store
from improve.surveys.alerts import service as alerts
from improve.surveys.alerts.models import about_answer, key_of
from improve.surveys.corrections.models import Withdrawn
from improve.surveys.events import SurveyAnswerWithdrawn, SurveyCorrected
from improve.surveys.invitations import quotas
from improve.surveys.models import Anonymity, Answer, Response, Survey, Version
from improve.surveys.processing import service as processing
from improve.surveys.queries.surveys import by_public_id, company_today
from improve.surveys.rules import standing
from improve.surveys.rules.answers import check_answers
from improve.surveys.segments.chosen import splitting_held
from improve.surveys.segments.of_contacts import is_of_contact
from improve.surveys.sittings.service import LONGEST_KEY, hash_of
from improve.surveys.uploads import service as uploads
from improve.surveys.values.kinds import RESPONSES, Kind
from improve.surveys.values.questions import specs_of
from improve.web.hooks import forget

ENOUGH = _l(
    "Enough people have already given one of the answers you chose just now. Your answer stays as it was; you can choose "
    "something else."
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given: its wording, and what was given by name."""

    response: Response
    version: Version
    given: dict[str, str]


def find(survey: Survey, receipt: str, *, to_change: bool = False) -> Kept | None:
    """The answer that a receipt opens; `to_change` it, no other transaction withdraws it meanwhile."""
    if not receipt or len(receipt) > LONGEST_KEY or not receipt.isascii():
        return None
    mine = select(Response).where(Response.receipt_hash == hash_of(receipt), Response.survey_id == survey.id)
    response = db.session.scalar(mine.with_for_update() if to_change else mine)
    found = by_public_id(survey.public_id, response.version_id) if response is not None else None
    if response is None or found is None or found[1] is None:
        return None
    counted = {spec.code for spec in specs_of(found[1].questions) if spec.kind is Kind.MULTIPLE}
    rows = db.session.scalars(select(Answer).where(Answer.response_id == response.id))
    given = {
        row.question_code: row.value if row.text is None else row.text
        for row in rows
        if row.question_code not in counted
    }
    return Kept(response, found[1], {**given, **uploads.given_of(response.id)})


def correct(survey: Survey, kept: Kept, answers: Mapping[str, Any], language: str) -> None:
    """Put these answers in the place of the old ones. Day and wording stay those of the first answer.

    Raises `NotOpen` after closing, and `Invalid` as `service.answer` does or when enough have said already what it
    says now.
    """
    standing.check_open(standing.standing(survey.status, survey.opens_on, survey.closes_on, company_today()))
    response, version = kept.response, kept.version
    specs = specs_of(version.questions)
    answers = uploads.known(survey, specs, answers, response.id)
    given = uploads.named(survey, specs, answers, check_answers(specs, answers))
    # Two who change the same answer come in turn: each counts less what it finds.
    db.session.refresh(response, ["language"], with_for_update=True)
    split = splitting_held(survey.id, specs)
    gone = _counted(response)
    # What was noted of the contact stays as it was when they answered.
    kept_keys = {key for key in gone if is_of_contact(key[0])}
    spoken = language if language in version.languages else response.language
    come = {(RESPONSES, spoken), *((one.code, one.value) for one in given), *kept_keys}
    mine = delete(Answer).where(Answer.response_id == response.id)
    db.session.execute(mine.where(Answer.question_code.not_in([code for code, _value in kept_keys])))
    response.language = spoken
    db.session.flush()
    common = {"response_id": response.id, "survey_id": survey.id, "day": response.day}
    store.insert_answers(
        [{**common, "question_code": one.code, "value": one.value, "text": one.text} for one in given]
    )
    try:
        store.change_in_rollup(survey.id, version.id, response.day, split, gone=gone, come=come)
    except quotas.Full:
        raise Invalid.field("", ENOUGH) from None
    alerts.note_again(survey, response, specs, given)
    processing.note_again(survey.id, response.id, specs, given)
    uploads.attach(survey, response.id, specs, answers, given)
    publish(SurveyCorrected(actor_id=None, subject_id=survey.id, **_told(survey, response.id)))


def _told(survey: Survey, number: int) -> dict[str, Any]:
    """What the facts of an answer say besides its survey."""
    is_anonymous = survey.anonymity == Anonymity.ANONYMOUS
    return {"is_anonymous": is_anonymous, "answer": "" if is_anonymous else key_of(number)}


def _counted(response: Response) -> set[store.CountKey]:
    """What a form counts in the roll-ups."""
    rows = db.session.execute(
        select(Answer.question_code, Answer.value).where(Answer.response_id == response.id)
    )
    return {(RESPONSES, response.language), *((code, value) for code, value in rows)}


def withdraw(survey: Survey, kept: Kept) -> None:
    """Delete an answer for whoever gave it, with its counts; only that its receipt was used is remembered.

    Raises `NotOpen` after closing.
    """
    standing.check_open(standing.standing(survey.status, survey.opens_on, survey.closes_on, company_today()))
    response, number = kept.response, kept.response.id
    db.session.refresh(response, ["language"], with_for_update=True)
    split = splitting_held(survey.id, specs_of(kept.version.questions))
    gone = _counted(response)
    quotas.hold([survey.id])
    quotas.leave(response.id)
    store.change_in_rollup(survey.id, kept.version.id, response.day, split, gone=gone, come=set())
    db.session.add(Withdrawn(receipt_hash=response.receipt_hash, survey_id=survey.id, day=company_today()))
    db.session.execute(delete(Answer).where(Answer.response_id == response.id))
    db.session.delete(response)
    db.session.flush()
    forget([about_answer(key_of(number))])
    publish(SurveyAnswerWithdrawn(actor_id=None, subject_id=survey.id, **_told(survey, number)))


def is_withdrawn(survey_id: int, receipt: str) -> bool:
    """Was the answer of this receipt withdrawn?"""
    if not receipt or len(receipt) > LONGEST_KEY or not receipt.isascii():
        return False
    found = db.session.get(Withdrawn, hash_of(receipt))
    return found is not None and found.survey_id == survey_id


def withdrawn_count(survey_id: int) -> int:
    """How many answers were withdrawn."""
    return db.session.scalar(select(func.count()).where(Withdrawn.survey_id == survey_id)) or 0
