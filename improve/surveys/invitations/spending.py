"""What a personal link is good for: it opens the survey as often as one likes, and is spent by one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import joinedload

from improve.contacts import service as contacts
from improve.contacts.models import Contact
from improve.core.db import db
from improve.surveys.intents.models import Intent
from improve.surveys.invitations.models import (
    Invitation,
    InvitationMail,
    InvitationState,
    Respondent,
    Wave,
    WaveState,
)
from improve.surveys.invitations.pseudonyms import pseudonym_of
from improve.surveys.models import Anonymity, Response, Survey
from improve.surveys.queries.surveys import company_today
from improve.surveys.rules.standing import AlreadyAnswered
from improve.surveys.sittings.service import LONGEST_KEY, hash_of

# A job that runs every night looks back two days, so that a night may be missed.
LATELY = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Invited:
    """Whoever holds a personal link, as the pages need it."""

    invitation_id: int
    token: str
    is_spent: bool
    is_withdrawn: bool
    was_opened: bool
    was_begun: bool
    name: str
    attributes: Mapping[str, str]
    # The attributes of which the page said that they go with the answers.
    told: frozenset[str] = frozenset()

    @property
    def contact(self) -> dict[str, str]:
        """What texts can take in."""
        return {**self.attributes, "name": self.name}


def find(survey_id: int, token: str) -> Invited | None:
    """Whose link it is; None where the token was never given out for this survey."""
    if not token or len(token) > LONGEST_KEY or not token.isascii():
        return None
    row = db.session.scalar(
        select(Invitation)
        .join(InvitationMail, InvitationMail.invitation_id == Invitation.id)
        .where(InvitationMail.token_hash == hash_of(token), Invitation.survey_id == survey_id)
        .options(joinedload(Invitation.wave), joinedload(Invitation.contact))
    )
    if row is None:
        return None
    return Invited(
        invitation_id=row.id,
        token=token,
        is_spent=row.completed,
        is_withdrawn=row.wave.state == WaveState.WITHDRAWN,
        was_opened=row.opened,
        was_begun=row.begun,
        name=row.contact.name,
        attributes=dict(row.contact.attributes),
    )


def note_opened(invited: Invited) -> None:
    """The link was opened, by a person or by a scanner of links: an intent, never an answer."""
    db.session.execute(
        update(Invitation)
        .where(Invitation.id == invited.invitation_id, Invitation.opened.is_(False))
        .values(opened=True)
    )


def note_begun(invited: Invited) -> None:
    """Somebody sent in a page: a person reads mail at this address."""
    if invited.was_begun:
        return
    row = db.session.get(Invitation, invited.invitation_id)
    if row is not None:
        row.opened = row.begun = True
        contacts.note_arrival(db.session.get_one(Contact, row.contact_id))


def spend(survey: Survey, invited: Invited, response_id: int) -> None:
    """The answer is stored: its link opens no second one, and no reminder goes. `AlreadyAnswered` when it did.

    Of an anonymous survey only that it was used stays. Otherwise the answer gets a pseudonym or the contact.
    """
    spent = db.session.execute(
        update(Invitation)
        .where(
            Invitation.id == invited.invitation_id,
            Invitation.completed.is_(False),
            Invitation.state == InvitationState.SENT,
            Invitation.wave_id.in_(select(Wave.id).where(Wave.state != WaveState.WITHDRAWN)),
        )
        .values(opened=True, begun=True, completed=True, due_at=None)
        .returning(Invitation.contact_id)
    ).first()
    if spent is None:
        raise AlreadyAnswered()
    if survey.anonymity != Anonymity.ANONYMOUS:
        # The click has become an answer: kept, it would say whose the answer under a pseudonym is.
        db.session.execute(delete(Intent).where(Intent.invitation_id == invited.invitation_id))
    if survey.anonymity == Anonymity.PSEUDONYMOUS:
        name = pseudonym_of(survey.id, spent.contact_id)
        db.session.add(Respondent(response_id=response_id, survey_id=survey.id, pseudonym=name))
    elif survey.anonymity == Anonymity.IDENTIFIED:
        db.session.add(Respondent(response_id=response_id, survey_id=survey.id, contact_id=spent.contact_id))


def part_from_answers() -> int:
    """Write the used invitations of anonymous surveys anew; how many.

    PostgreSQL notes with every row which transaction wrote it (`xmin`) and where it lies: both would lead whoever reads
    the tables themselves from an invitation to the answer of the same moment. Written in the order of the list, in one
    transaction, they lead nowhere. SQLite notes neither.
    """
    if db.engine.dialect.name != "postgresql":
        return 0
    lately = select(Response.survey_id).where(Response.day >= company_today() - LATELY)
    anonymous = select(Survey.id).where(Survey.anonymity == Anonymity.ANONYMOUS, Survey.id.in_(lately))
    used = select(Invitation.id).where(Invitation.completed, Invitation.survey_id.in_(anonymous))
    rows = [{"used": number} for number in db.session.scalars(used.order_by(Invitation.id))]
    if rows:
        table: Any = Invitation.__table__
        again = table.update().where(table.c.id == bindparam("used")).values(completed=True)
        db.session.execute(again, rows)
    return len(rows)
