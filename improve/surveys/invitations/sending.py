"""Writing the mails that are due. A mail goes into the outbox in the transaction that notes it: whatever ends the worker,
each is there once or not at all, and two workers never write the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from flask import current_app
from sqlalchemy import select

from improve.accounts.ports import LETTERS
from improve.contacts.models import Contact
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.localized import LANGUAGES
from improve.surveys.invitations import letters, queries
from improve.surveys.invitations.models import (
    Invitation,
    InvitationMail,
    InvitationState,
    MailState,
    Reason,
    Wave,
)
from improve.surveys.invitations.rules import Window, left_in_peace, next_in, silence_reason
from improve.surveys.models import Version
from improve.surveys.queries.surveys import company_today, published_version, standing_of
from improve.surveys.rules.standing import Standing
from improve.surveys.sittings.service import hash_of, new_key
from improve.web.features import contributed
from improve.web.i18n import default_time_zone

AT_ONCE = 100
BATCHES = 5
# No rule looks back further.
LONGEST_REST = timedelta(days=731)


def send_due() -> int:
    """Write what is due, batch by batch; how many mails."""
    written = 0
    for _number in range(BATCHES):
        with transaction():
            batch = _Batch(clock.now())
            written += batch.work_off()
        if not batch.rows:
            break
    return written


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A mail that counts as arrived: whose, its link and its id, and the contact's language."""

    invitation_id: int
    token: str
    uid: str
    language: str


def hand_over_due(told: Callable[[HandedOver], None]) -> int:
    """Write what is due within the caller's transaction, as if each mail had arrived at once: it goes to `told` and
    nothing into the outbox. A demonstration writes to nobody."""
    return _Batch(clock.now(), told).work_off()


class _Batch:
    """Due invitations that are locked until the transaction ends, with what decides about them."""

    def __init__(self, now: datetime, told: Callable[[HandedOver], None] | None = None) -> None:
        self.now = now
        self.told = told
        self.rows: Sequence[Invitation] = db.session.scalars(queries.due(now, company_today(), AT_ONCE)).all()
        ids = sorted({row.contact_id for row in self.rows})
        # Locked in order: two workers that ask the same people in two surveys decide one after the other.
        found = db.session.scalars(
            select(Contact)
            .where(Contact.id.in_(ids))
            .order_by(Contact.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        self.contacts = {contact.id: contact for contact in found}
        self.before = queries.asked_before(ids, now - LONGEST_REST)
        self.agreed = queries.agreed(ids)
        self.rests = {row.survey_id: queries.rest_rules(row.survey_id) for row in _one_each(self.rows)}
        self.versions = {row.survey_id: published_version(row.wave.survey) for row in _one_each(self.rows)}

    def work_off(self) -> int:
        """Write, skip or put off each; how many mails were written."""
        return sum(self._handle(row, self.contacts[row.contact_id]) for row in self.rows)

    def _handle(self, row: Invitation, contact: Contact) -> bool:
        wave = row.wave
        version = self.versions[row.survey_id]
        reason = self._reason(row, contact, version)
        if reason is not None:
            if row.state == InvitationState.PLANNED:
                row.state, row.reason = InvitationState.SKIPPED, reason
            row.due_at = None
            return False
        window = Window(wave.send_from, wave.send_until, wave.on_weekends)
        at = next_in(window, self.now, contact.time_zone or default_time_zone())
        if at > self.now:
            row.due_at = at
            return False
        assert version is not None  # noqa: S101  (`_reason` says so)
        self._write(row, contact, version)
        return True

    def _reason(self, row: Invitation, contact: Contact, version: Version | None) -> Reason | None:
        """Why no mail goes; a reminder is not a further invitation and needs no rest."""
        wave = row.wave
        if version is None or standing_of(wave.survey) is not Standing.OPEN:
            return Reason.CLOSED
        if wave.needs_consent and contact.id not in self.agreed:
            return Reason.NO_CONSENT
        silent = silence_reason(contact.silence)
        if silent is not None or row.state == InvitationState.SENT or wave.ignores_rest:
            return silent
        everywhere, here = self.rests[row.survey_id]
        return left_in_peace(row.survey_id, self.before.get(contact.id, ()), everywhere, here, self.now)

    def _write(self, row: Invitation, contact: Contact, version: Version) -> None:
        wave, number = row.wave, row.mails
        token, uid = new_key(), uuid4().hex
        mail = InvitationMail(invitation_id=row.id, number=number, token_hash=hash_of(token), uid=uid)
        db.session.add(mail)
        if self.told is not None:
            mail.state, mail.sent_at = MailState.SENT, self.now
            self.told(HandedOver(row.id, token, uid, contact.language or LANGUAGES[0]))
        else:
            found = letters.content(wave, version, contact, number, token)
            for post in contributed(current_app, LETTERS):
                post(letters.letter(found, contact.email, uid))
        if number == 0:
            row.state, row.sent_at = InvitationState.SENT, self.now
            self.before.setdefault(contact.id, []).append((row.survey_id, self.now))
        row.mails = number + 1
        row.due_at = next_mail(wave, row.mails, self.now)


def next_mail(wave: Wave, written: int, now: datetime) -> datetime | None:
    """When the next reminder is due after so many mails."""
    return now + timedelta(days=wave.remind_after) if written <= wave.reminders else None


def _one_each(rows: Sequence[Invitation]) -> list[Invitation]:
    """One invitation of each survey."""
    return list({row.survey_id: row for row in rows}.values())
