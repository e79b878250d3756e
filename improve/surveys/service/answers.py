"""Taking an answer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from improve.core import clock
from improve.core.events import publish
from improve.surveys import store
from improve.surveys.alerts import service as alerts
from improve.surveys.alerts.queries import watch_of
from improve.surveys.alerts.rules import reasons
from improve.surveys.alerts.values import Reason
from improve.surveys.events import SurveyAnswered
from improve.surveys.invitations import quotas, spending
from improve.surveys.invitations.spending import Invited
from improve.surveys.models import Anonymity, Survey, Version
from improve.surveys.nonces import Nonce
from improve.surveys.processing import service as processing
from improve.surveys.queries.surveys import by_public_id, company_today, specs_asked
from improve.surveys.rules import standing
from improve.surveys.rules.answers import Given, check_answers
from improve.surveys.segments import of_contacts
from improve.surveys.segments.chosen import splitting_of
from improve.surveys.sittings import service as sittings
from improve.surveys.uploads import service as uploads
from improve.surveys.values.kinds import RESPONSES


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known after storing: the answer's public key, and the secret that opens it to be changed."""

    key: str
    secret: str


def answer(
    survey: Survey,
    answers: Mapping[str, Any],
    language: str,
    nonce: Nonce | None = None,
    *,
    version: Version | None = None,
    sitting: str = "",
    invited: Invited | None = None,
    notice: str = "",
) -> Receipt:
    """Store one filled-in form. Anybody may. Of whoever was `invited` the personal link is spent in the same
    transaction; who it was is kept only as far as the survey says.

    `answers` maps question codes to raw values. `version` is the published wording when the caller has read it
    already; `sitting` is the key under which the pages before were kept, `notice` the number of
    the data-processing notice beside the form. Raises `NotOpen`, `Invalid` (a message
    at each code), `AlreadyAnswered` (this nonce or this link is spent) and `Full` (enough have answered).
    """
    survey, version = _as_they_are(survey, version)
    today = company_today()
    standing.check_open(standing.standing(survey.status, survey.opens_on, survey.closes_on, today))
    specs, watch = specs_asked(version.id), watch_of(survey.id)
    answers = uploads.known(survey, specs, answers)
    given = uploads.named(survey, specs, answers, check_answers(specs, answers))
    if nonce is not None and not store.spend(nonce.hash, nonce.expires_on):
        raise standing.AlreadyAnswered()
    spoken = language if language in version.languages else version.languages[0]
    contact = invited.attributes if invited is not None else {}
    places = quotas.take(survey.id, given, contact) if survey.has_quotas else []
    response_id, receipt = _keep(survey, version, spoken, given, reasons(specs, given, watch))
    if survey.anonymity != Anonymity.ANONYMOUS:
        quotas.keep_places(response_id, places)
    uploads.attach(survey, response_id, specs, answers, given)
    processing.note_read(survey.id, response_id, specs, given, notice)
    keys = [(RESPONSES, spoken), *((g.code, g.value) for g in given)]
    if invited is not None:
        spending.spend(survey, invited, response_id)
        keys += of_contacts.take(survey, response_id, today, invited)
    store.add_to_rollup(survey.id, version.id, today, keys, splitting_of(survey.id, specs))
    if sitting:
        sittings.finish(survey.id, sitting)
    is_anonymous = survey.anonymity == Anonymity.ANONYMOUS
    key = "" if is_anonymous else receipt.key
    publish(SurveyAnswered(actor_id=None, subject_id=survey.id, is_anonymous=is_anonymous, answer=key))
    return receipt


def _as_they_are(survey: Survey, version: Version | None) -> tuple[Survey, Version]:
    """Both as this transaction finds them: they may have been closed or changed since the caller read them."""
    found = by_public_id(survey.public_id, version.id if version is not None else None)
    if found is None or found[1] is None:
        raise standing.NotOpen(standing.Standing.DRAFT)
    return found[0], found[1]


def _keep(
    survey: Survey, version: Version, language: str, given: tuple[Given, ...], found: Sequence[Reason]
) -> tuple[int, Receipt]:
    response_id = secrets.randbits(62)
    today = company_today()
    secret = sittings.new_key()
    response = {
        "id": response_id,
        "survey_id": survey.id,
        "version_id": version.id,
        "day": today,
        "answered_at": None if survey.anonymity == Anonymity.ANONYMOUS else clock.now(),
        "language": language,
        "receipt_hash": sittings.hash_of(secret),
    }
    common = {"response_id": response_id, "survey_id": survey.id, "day": today}
    answers = [{**common, "question_code": one.code, "value": one.value, "text": one.text} for one in given]
    store.insert_response(response, answers)
    alerts.note(survey, response_id, today, found)
    return response_id, Receipt(f"{response_id:016x}", secret)


def forget_spent_forms() -> int:
    """Delete the notes of forms that could not be sent in any more; answers how many."""
    return store.forget_spent(clock.today())
