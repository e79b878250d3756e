"""Choosing how long answers are kept, and ending them when their time is over."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

from sqlalchemy import delete, select

from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import SYSTEM, Actor, authorize
from improve.surveys import store
from improve.surveys.alerts.models import Alert, about_answer, key_of
from improve.surveys.events import SurveyAnswersExpired, SurveyChanged
from improve.surveys.importing.models import ImportedResponse
from improve.surveys.intents.models import Intent
from improve.surveys.invitations import quotas
from improve.surveys.invitations.models import QuotaPlace, Respondent
from improve.surveys.models import Answer, Response, Survey
from improve.surveys.policy import Permission
from improve.surveys.queries.surveys import company_today, specs_asked
from improve.surveys.retention import queries, rules
from improve.surveys.retention.models import Retention
from improve.surveys.retention.values import End, Terms
from improve.surveys.segments.chosen import splitting_held
from improve.surveys.segments.of_contacts import names_of_contact
from improve.surveys.sittings.models import Sitting
from improve.surveys.trials.models import Trial
from improve.surveys.uploads.models import Upload
from improve.surveys.values.kinds import RESPONSES
from improve.surveys.values.questions import Spec
from improve.web.hooks import forget

PORTION = 200


def change(survey: Survey, terms: Terms, *, by: Actor) -> None:
    """Keep answers so long from now on. Raises `Invalid` where that breaks what people were told."""
    authorize(by, Permission.MANAGE, survey)
    before = queries.terms_of(survey.id)
    published = survey.published_at is not None
    rules.check_promise(before, terms, company_today(), is_published=published)
    if terms == before:
        return
    row = db.session.get(Retention, survey.id)
    if terms.amount is None:
        if row is not None:
            db.session.delete(row)
    else:
        row = row or Retention(survey_id=survey.id)
        row.amount, row.unit, row.end_with = terms.amount, terms.unit, terms.end_with
        db.session.add(row)
    publish(SurveyChanged(actor_id=by.actor_id, subject_id=survey.id, changed=("retention",)))


def with_terms() -> list[int]:
    """The surveys whose answers end some day."""
    return list(db.session.scalars(select(Retention.survey_id).order_by(Retention.survey_id)))


def expire(survey: Survey, most: int = PORTION) -> int:
    """End up to `most` answers whose time is over, with what was begun, tried and clicked before that day; how many went.

    The trail gets the counts and nothing of what had been answered.
    """
    terms = queries.terms_of(survey.id)
    since = rules.kept_since(terms, company_today())
    if since is None:
        return 0
    ids = db.session.scalars(
        queries.forms_due(survey, terms, since).order_by(Response.day, Response.id).limit(most)
    ).all()
    locked = select(Response).where(Response.id.in_(ids)).order_by(Response.id).with_for_update()
    forms = db.session.scalars(locked).all()
    quotas.hold([survey.id])
    with store.counted_together():
        for response in forms:
            end(response, is_deleted=terms.end_with == End.DELETE)
    begun: Any = db.session.execute(
        delete(Sitting).where(Sitting.survey_id == survey.id, Sitting.day < since)
    )
    tests: Any = db.session.execute(
        delete(Trial).where(Trial.survey_id == survey.id, Trial.at < queries.beginning(since))
    )
    clicked: Any = db.session.execute(queries.intents_due(delete(Intent), survey, since))
    counts = {
        terms.end_with: len(forms),
        "begun": begun.rowcount,
        "tests": tests.rowcount,
        "clicks": clicked.rowcount,
    }
    gone: int = sum(counts.values())
    if gone:
        changed = tuple(f"{name}: {count}" for name, count in counts.items() if count)
        publish(SurveyAnswersExpired(actor_id=SYSTEM.actor_id, subject_id=survey.id, changed=changed))
    return gone


def end(response: Response, *, is_deleted: bool) -> None:
    """Delete a form, or take from it what could lead to a person; its counts follow."""
    specs = specs_asked(response.version_id)
    if is_deleted:
        quotas.leave(response.id)
        forget([about_answer(key_of(response.id))])
        _uncount(response, specs, None)
        db.session.execute(delete(Answer).where(Answer.response_id == response.id))
        db.session.delete(response)
    else:
        take(response, rules.personal_names(specs) | names_of_contact(response.survey_id))
        db.session.execute(delete(Upload).where(Upload.response_id == response.id))
        db.session.execute(delete(ImportedResponse).where(ImportedResponse.response_id == response.id))
        db.session.execute(delete(Respondent).where(Respondent.response_id == response.id))
        db.session.execute(delete(QuotaPlace).where(QuotaPlace.response_id == response.id))
        response.receipt_hash = None
        response.answered_at = None
    db.session.flush()


def take(response: Response, names: Set[str]) -> None:
    """Take the answers of these names from a form, and the note that it is to be looked at; its counts follow."""
    forget([about_answer(key_of(response.id))])
    _uncount(response, specs_asked(response.version_id), names)
    answers = delete(Answer).where(Answer.response_id == response.id, Answer.question_code.in_(names))
    db.session.execute(answers)
    db.session.execute(delete(Alert).where(Alert.response_id == response.id))


def _uncount(response: Response, specs: Sequence[Spec], names: Set[str] | None) -> None:
    """Lower the counts by what goes: the answers of these names, or with None the whole form."""
    split = splitting_held(response.survey_id, specs)
    rows = db.session.execute(
        select(Answer.question_code, Answer.value).where(Answer.response_id == response.id)
    ).all()
    gone = {(RESPONSES, response.language), *((code, value) for code, value in rows)}
    come = set() if names is None else {(code, value) for code, value in gone if code not in names}
    store.change_in_rollup(response.survey_id, response.version_id, response.day, split, gone=gone, come=come)
