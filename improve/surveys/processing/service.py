"""Writing the notice, and noting which version stood beside a consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import delete

from improve.core.db import LARGEST_ID, db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.core.values import Prose, Translated
from improve.surveys.events import ProcessingNoticeChanged, SurveyChanged
from improve.surveys.models import Survey
from improve.surveys.policy import WHOLE, Permission
from improve.surveys.processing import queries
from improve.surveys.processing.models import NoticeRead, ProcessingNotice
from improve.surveys.processing.starting import CLOSE, OPEN
from improve.surveys.queries.surveys import company_today
from improve.surveys.rules.answers import Given
from improve.surveys.turns import take_turn
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec


@dataclass(frozen=True)
class NoticeText:
    """The words of a notice, in both languages."""

    text: Annotated[Localized, Translated(Prose(20_000))]


def write(survey: Survey | None, data: NoticeText, *, by: Actor) -> None:
    """A new version, of a survey's own notice or of the company's; the one before stays as it was."""
    authorize(by, Permission.MANAGE, survey or WHOLE)
    for language in LANGUAGES:
        text = data.text.get(language)
        if not text:
            raise Invalid.field("text", _l("Please write it in both languages."))
        if OPEN in text or CLOSE in text:
            raise Invalid.field("text", _l("Fill in or remove what stands in 【】 first, in both languages."))
    if survey is not None:
        take_turn(survey.id)
    newest = _newest(survey)
    if newest is None or newest.text != data.text:
        _add(survey, newest, data.text, by)


def withdraw(survey: Survey | None, *, by: Actor) -> None:
    """None from now on; a survey falls back on the company's."""
    authorize(by, Permission.MANAGE, survey or WHOLE)
    if survey is not None:
        take_turn(survey.id)
    newest = _newest(survey)
    if newest is not None and newest.text:
        _add(survey, newest, None, by)


def _newest(survey: Survey | None) -> ProcessingNotice | None:
    return next(iter(queries.versions(survey.id if survey is not None else None)), None)


def _add(survey: Survey | None, newest: ProcessingNotice | None, text: Localized | None, by: Actor) -> None:
    number = newest.number + 1 if newest is not None else 1
    row = ProcessingNotice(
        survey_id=survey.id if survey is not None else None, number=number, text=text, day=company_today()
    )
    db.session.add(row)
    db.session.flush()
    if survey is not None:
        publish(SurveyChanged(actor_id=by.actor_id, subject_id=survey.id, changed=("processing_notice",)))
    else:
        publish(ProcessingNoticeChanged(actor_id=by.actor_id, subject_id=row.id))


def note_again(survey_id: int, response_id: int, specs: Sequence[Spec], given: Sequence[Given]) -> None:
    """The same for an answer that was changed: what stands beside the form today is what was read."""
    db.session.execute(delete(NoticeRead).where(NoticeRead.response_id == response_id))
    note_read(survey_id, response_id, specs, given, "")


def note_read(
    survey_id: int, response_id: int, specs: Sequence[Spec], given: Sequence[Given], shown: str
) -> None:
    """Where somebody agreed to something, keep the version that stood beside the form (`shown`, its number in the
    form; one that never did counts as today's)."""
    asked = {spec.code for spec in specs if spec.kind is Kind.CONSENT}
    if not any(one.code in asked for one in given):
        return
    known = shown.isascii() and shown.isdigit() and 0 < int(shown[:12]) <= LARGEST_ID
    notice = queries.version(survey_id, int(shown[:12])) if known else None
    notice = notice or queries.notice_of(survey_id)
    if notice is not None:
        db.session.add(NoticeRead(response_id=response_id, notice_id=notice.id))
