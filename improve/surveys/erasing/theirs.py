"""Answers and invitations of a contact. An anonymous answer is nobody's: nothing leads from the contact to it.

What becomes of an answer is what its survey says of old ones: it loses what could lead to a person, or it is
deleted; a survey that says nothing deletes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import joinedload

from improve.contacts.queries import by_address
from improve.core.db import db
from improve.core.erasing import Held
from improve.core.localized import LANGUAGES
from improve.core.messages import _l
from improve.surveys.intents.models import Intent
from improve.surveys.invitations import quotas
from improve.surveys.invitations.models import Invitation, InvitationMail, PseudonymKey, Respondent
from improve.surveys.invitations.pseudonyms import pseudonym_of
from improve.surveys.models import Answer, Response, Survey
from improve.surveys.processing.models import NoticeRead, ProcessingNotice
from improve.surveys.retention import service as retention
from improve.surveys.retention.queries import terms_of
from improve.surveys.retention.values import End
from improve.surveys.store import counted_together
from improve.surveys.uploads.models import Upload

ANSWERS, KEPT, INVITATIONS = "answers", "answers_without_person", "invitations"


@dataclass(frozen=True)
class Theirs:
    """An answer of a contact, and whether it is deleted whole."""

    response: Response
    survey: Survey
    pseudonym: str | None
    is_deleted: bool


def title_of(survey: Survey) -> str:
    """The title as a file has it."""
    return survey.title.text(LANGUAGES[0])


def answers_of(contact_id: int) -> list[Theirs]:
    """With name or under a pseudonym, oldest first. The pseudonym is computed, it stands nowhere beside the contact."""
    keyed = db.session.scalars(select(PseudonymKey.survey_id).order_by(PseudonymKey.survey_id)).all()
    theirs = [
        and_(Respondent.survey_id == survey_id, Respondent.pseudonym == pseudonym_of(survey_id, contact_id))
        for survey_id in keyed
    ]
    rows: list[Any] = []
    for start in range(0, len(theirs) + 1, 100):  # a statement has room for so many parameters
        mine = [*theirs[start : start + 100], *([Respondent.contact_id == contact_id] if start == 0 else [])]
        if mine:
            statement = (
                select(Response, Survey, Respondent.pseudonym)
                .join(Respondent, Respondent.response_id == Response.id)
                .join(Survey, Survey.id == Response.survey_id)
                .where(or_(*mine))
            )
            rows.extend(db.session.execute(statement))
    ends = {survey.id: _is_deleted(survey.id) for _response, survey, _name in rows}
    found = [Theirs(response, survey, name, ends[survey.id]) for response, survey, name in rows]
    return sorted(found, key=lambda one: (one.response.day, one.response.id))


def _is_deleted(survey_id: int) -> bool:
    terms = terms_of(survey_id)
    return terms.amount is None or terms.end_with == End.DELETE


def held(key: str) -> Iterator[Held]:
    """Answers, by what becomes of them, and invitations."""
    contact = by_address(key)
    if contact is None:
        return
    found = answers_of(contact.id)
    for is_deleted, code, label, fate in (
        (
            True,
            ANSWERS,
            _l("Answers to surveys, with name or under a pseudonym"),
            _l("deleted, with their files"),
        ),
        (
            False,
            KEPT,
            _l("Answers to surveys that keep scores without the person"),
            _l("lose name or pseudonym, texts, files and time; scores and choices stay"),
        ),
    ):
        mine = [one for one in found if one.is_deleted is is_deleted]
        files = _files(mine)
        records = tuple(_record(one, files.get(one.response.id, [])) for one in mine)
        yield Held(code, label, fate, records, tuple(file for each in files.values() for file in each))
    yield Held(
        INVITATIONS,
        _l("Invitations to surveys"),
        _l("deleted; their links open nothing any more"),
        tuple(_invitations(contact.id)),
    )


def _record(one: Theirs, files: Sequence[tuple[str, str]]) -> dict[str, Any]:
    rows = db.session.scalars(
        select(Answer).where(Answer.response_id == one.response.id).order_by(Answer.question_code)
    )
    at = one.response.answered_at
    notice = (
        select(ProcessingNotice.number)
        .join(NoticeRead, NoticeRead.notice_id == ProcessingNotice.id)
        .where(NoticeRead.response_id == one.response.id)
    )
    return {
        "survey": title_of(one.survey),
        "day": one.response.day.isoformat(),
        "answered_at": at.isoformat() if at else None,
        "language": one.response.language,
        "pseudonym": one.pseudonym,
        "answers": {row.question_code: row.value if row.text is None else row.text for row in rows},
        "data_processing_notice": db.session.scalar(notice),
        "files": [name for name, _key in files],
    }


def _files(found: Sequence[Theirs]) -> dict[int, list[tuple[str, str]]]:
    ids = [one.response.id for one in found]
    out: dict[int, list[tuple[str, str]]] = {}
    rows = select(Upload.response_id, Upload.name, Upload.key).where(Upload.response_id.in_(ids))
    for response_id, name, key in db.session.execute(rows.order_by(Upload.id)):
        out.setdefault(response_id, []).append((name, key))
    return out


def _invitations(contact_id: int) -> Iterator[dict[str, Any]]:
    rows = db.session.execute(
        select(Invitation, Survey)
        .join(Survey, Survey.id == Invitation.survey_id)
        .options(joinedload(Invitation.wave))
        .where(Invitation.contact_id == contact_id)
        .order_by(Invitation.id)
    )
    clicked = _clicked(contact_id)
    for row, survey in rows:
        yield {
            "survey": title_of(survey),
            "wave": row.wave.number,
            "state": row.state,
            "not_asked_because": row.reason,
            "first_mail_at": row.sent_at.isoformat() if row.sent_at else None,
            "mails": row.mails,
            "came_back": row.bounced,
            "opened": row.opened,
            "begun": row.begun,
            "answered": row.completed,
            "clicked_a_score": row.clicked,
            "clicked_and_not_sent": clicked.get(row.id, []),
        }


def _clicked(contact_id: int) -> dict[int, list[dict[str, Any]]]:
    """What was clicked in the mails of invitations without an answer, by invitation."""
    out: dict[int, list[dict[str, Any]]] = {}
    statement = select(Intent).join(Invitation, Invitation.id == Intent.invitation_id)
    of = statement.where(Invitation.contact_id == contact_id).order_by(Intent.first_at, Intent.score)
    for row in db.session.scalars(of):
        out.setdefault(row.invitation_id, []).append(
            {
                "score": row.score,
                "first_at": row.first_at.isoformat(),
                "clicks": row.clicks,
                "seconds_after_the_mail": row.seconds,
                "by_a_program": row.is_automatic,
                "with_others_at_once": row.is_burst,
            }
        )
    return out


def erase(key: str) -> dict[str, int]:
    """End the answers and delete the invitations, in the order in which an answer locks them."""
    contact = by_address(key)
    if contact is None:
        return {}
    mine = select(Invitation.id).where(Invitation.contact_id == contact.id).order_by(Invitation.id)
    ids = db.session.scalars(mine.with_for_update()).all()
    found = answers_of(contact.id)
    locked = select(Response).where(Response.id.in_([one.response.id for one in found]))
    again = locked.order_by(Response.id).with_for_update().execution_options(populate_existing=True)
    db.session.scalars(again).all()
    quotas.hold(one.survey.id for one in found)
    with counted_together():
        for one in sorted(found, key=lambda each: each.response.id):
            retention.end(one.response, is_deleted=one.is_deleted)
    db.session.execute(delete(Intent).where(Intent.invitation_id.in_(mine)))
    db.session.execute(delete(InvitationMail).where(InvitationMail.invitation_id.in_(mine)))
    db.session.execute(delete(Invitation).where(Invitation.contact_id == contact.id))
    return {
        ANSWERS: sum(one.is_deleted for one in found),
        KEPT: sum(not one.is_deleted for one in found),
        INVITATIONS: len(ids),
    }
