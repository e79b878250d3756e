"""Wanting to hear what is done, writing what was done, and telling it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.accounts.ports import LETTERS, Letter
from improve.contacts.models import Contact
from improve.contacts.values import Address
from improve.core.db import LARGEST_ID, db
from improve.core.errors import Missing
from improve.core.events import publish
from improve.core.localized import LANGUAGES, Localized
from improve.core.mail.addresses import key_of
from improve.core.messages import _
from improve.core.policy import Actor, authorize
from improve.core.values import Prose, Translated
from improve.surveys.events import OutcomeTold, OutcomeWithdrawn
from improve.surveys.invitations.letters import address_of
from improve.surveys.invitations.models import Respondent
from improve.surveys.languages import spoken_for
from improve.surveys.models import Answer, Survey
from improve.surveys.outcomes.models import Follower, Outcome
from improve.surveys.policy import Permission
from improve.surveys.queries.surveys import company_today
from improve.surveys.values.kinds import NO
from improve.web.features import contributed
from improve.web.i18n import speaking

AT_ONCE = 100
# A consent question with this code asks whether somebody wants to hear what is done.
CONSENT_CODE = "inform_me"
# `told` of who ended these mails: nothing is news to them.
ENDED = LARGEST_ID
SALT = "improve.surveys.follow"
TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,600}", re.ASCII)


@dataclass(frozen=True)
class OutcomeText:
    """What was done."""

    text: Annotated[Localized, Translated(Prose(2_000))]


@dataclass(frozen=True)
class Wish:
    """An address to tell it to."""

    email: Annotated[str, Address()]


def follow(survey: Survey, email: str, language: str) -> None:
    """Somebody wants to hear what is done. The same address stands there once, and earlier outcomes are not news."""
    key = key_of(email)
    # Who ended these mails before and asks anew wants them again.
    db.session.execute(
        delete(Follower).where(
            Follower.survey_id == survey.id, Follower.email_key == key, Follower.told == ENDED
        )
    )
    _add(survey.id, [{"email_key": key, "email": email, "language": spoken_for(language)}])


def _add(survey_id: int, people: Sequence[dict[str, Any]]) -> None:
    last = db.session.scalar(select(func.max(Outcome.id)).where(Outcome.survey_id == survey_id)) or 0
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    rows = [{**one, "survey_id": survey_id, "told": last} for one in people]
    if rows:
        db.session.execute(dialect.insert(Follower).on_conflict_do_nothing(), rows)


def unfollow(survey_id: int, email_key: str) -> None:
    """They want to hear no more: nothing of the address is kept. Of a contact it stands among the contacts anyway, and
    that they ended it is noted: the consent in their answer would bring the next mail.
    """
    mine = (Follower.survey_id == survey_id, Follower.email_key == email_key)
    if db.session.scalar(select(Contact.id).where(Contact.email_key == email_key)) is not None:
        db.session.execute(update(Follower).where(*mine).values(told=ENDED))
    else:
        db.session.execute(delete(Follower).where(*mine))


def tell(survey: Survey, data: OutcomeText, *, by: Actor) -> Outcome:
    """Write what was done. The thank-you page shows it at once; those who wanted to hear of it get a mail."""
    authorize(by, Permission.MANAGE, survey)
    _add_those_who_agreed(survey)
    row = Outcome(survey_id=survey.id, text=data.text, day=company_today())
    db.session.add(row)
    db.session.flush()
    publish(OutcomeTold(actor_id=by.actor_id, subject_id=survey.id))
    return row


def _add_those_who_agreed(survey: Survey) -> None:
    """In a survey with names: contacts whose answer agrees to be informed, unless they want no mail."""
    agreed = (
        select(Contact.email_key, Contact.email, Contact.language)
        .select_from(Contact)
        .join(Respondent, Respondent.contact_id == Contact.id)
        .join(Answer, Answer.response_id == Respondent.response_id)
        .where(Respondent.survey_id == survey.id)
        .where(Answer.question_code == CONSENT_CODE, Answer.value != NO)
        .where(Contact.silence.is_(None))
        .distinct()
    )
    found = [
        {"email_key": key, "email": email, "language": spoken_for(language or LANGUAGES[0])}
        for key, email, language in db.session.execute(agreed)
    ]
    _add(survey.id, found)


def withdraw(survey: Survey, outcome_id: int, *, by: Actor) -> None:
    """Take it off the thank-you page; mails that were sent stay sent."""
    authorize(by, Permission.MANAGE, survey)
    row = db.session.scalar(select(Outcome).where(Outcome.survey_id == survey.id, Outcome.id == outcome_id))
    if row is None:
        raise Missing()
    db.session.delete(row)
    publish(OutcomeWithdrawn(actor_id=by.actor_id, subject_id=survey.id))


def outcomes_of(survey_id: int, most: int = 100) -> Sequence[Outcome]:
    """What was done, newest first."""
    return db.session.scalars(
        select(Outcome).where(Outcome.survey_id == survey_id).order_by(Outcome.id.desc()).limit(most)
    ).all()


def followers(survey_id: int) -> int:
    """How many want to hear of it."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Follower)
            .where(Follower.survey_id == survey_id, Follower.told != ENDED)
        )
        or 0
    )


def write_letters() -> int:
    """Put what is new into the outbox, in the transaction that notes it; how many mails."""
    newest = (
        select(Outcome.survey_id, func.max(Outcome.id).label("last")).group_by(Outcome.survey_id).subquery()
    )
    due = (
        select(Follower)
        .join(newest, newest.c.survey_id == Follower.survey_id)
        .where(Follower.told < newest.c.last)
        .order_by(Follower.survey_id, Follower.email_key)
        .limit(AT_ONCE)
        .with_for_update(of=Follower, skip_locked=True)
    )
    rows = db.session.scalars(due).all()
    surveys = {row.survey_id: db.session.get_one(Survey, row.survey_id) for row in rows}
    for row in rows:
        news = db.session.scalars(
            select(Outcome)
            .where(Outcome.survey_id == row.survey_id, Outcome.id > row.told)
            .order_by(Outcome.id)
        ).all()
        for post in contributed(current_app, LETTERS):
            post(_letter(surveys[row.survey_id], row, news))
        row.told = news[-1].id
    return len(rows)


def _letter(survey: Survey, row: Follower, news: Sequence[Outcome]) -> Letter:
    link = address_of("surveys.unfollow", token=token_of(row.survey_id, row.email_key))
    title = survey.title.text(row.language)
    with speaking(row.language):
        said = "\n\n".join(one.text.text(row.language) for one in news)
        parts = [
            _("You wanted to hear what became of the answers to “%(title)s”:", title=title),
            said,
            _("No more of these mails:") + "\n" + link,
        ]
        subject = _("You said, we did: %(title)s", title=title)
    return Letter(row.email, row.language, subject, "\n\n".join(parts), unsubscribe=link)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(
        str(current_app.config["SECRET_KEY"]), salt=SALT, signer_kwargs={"digest_method": hashlib.sha256}
    )


def token_of(survey_id: int, email_key: str) -> str:
    """The signed text of the link that ends these mails."""
    return str(_serializer().dumps([survey_id, email_key]))


def read_token(token: str) -> tuple[int, str] | None:
    """Whose link it is; None when it was not made here."""
    if not TOKEN.fullmatch(token):
        return None
    try:
        survey_id, email_key = _serializer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return survey_id, email_key
