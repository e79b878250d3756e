"""Customers who were asked by mail about their delivery. No mail is in the outbox: nobody gets one from here."""

from __future__ import annotations

import secrets
from uuid import uuid4

from sqlalchemy import select

from improve.contacts import service as contacts
from improve.contacts.models import Contact, Silence, Source
from improve.contacts.values import ContactData, NewConsentText
from improve.core import clock
from improve.core.db import db
from improve.core.policy import Actor
from improve.demo.content import company
from improve.demo.content.customers import CONSENT, CONSENT_VERSION, CUSTOMERS
from improve.surveys.invitations import service
from improve.surveys.invitations.models import Invitation, InvitationMail, InvitationState, MailState, Reason
from improve.surveys.invitations.values import BODY, REMINDER, SUBJECT, WaveData
from improve.surveys.models import Survey
from improve.surveys.sittings.service import hash_of

ANSWERED, BEGUN, OPENED = 7, 9, 12
SILENT, RESTS = (4,), (13, 17)


def play(survey: Survey, *, by: Actor, everywhere: Actor) -> None:
    """Put customers on the list, and ask them in one wave."""
    text = contacts.add_consent_text(NewConsentText(CONSENT_VERSION, CONSENT), by=everywhere)
    for place, (name, language, city, product) in enumerate(CUSTOMERS):
        data = ContactData(
            f"customer{place + 1}@example.com",
            name,
            language,
            company.TIME_ZONE,
            attributes={"city": city, "product": product},
        )
        row = contacts.add(data, by=everywhere)
        contacts.keep_consent(row, text, contacts.today(), Source.IMPORT, by_id=everywhere.actor_id)
        if place in SILENT:
            contacts.end_mail(row, Silence.UNSUBSCRIBED)
    wave = service.begin(survey, WaveData(SUBJECT, BODY, REMINDER), by=by)
    service.start(wave, by=everywhere)
    found = db.session.scalars(
        select(Invitation)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(Invitation.wave_id == wave.id, Invitation.state == InvitationState.PLANNED)
        .order_by(Contact.id)
    ).all()
    for place, asked in enumerate(found):
        asked.due_at = None
        if place in RESTS:
            asked.state, asked.reason = InvitationState.SKIPPED, Reason.RESTS
            continue
        asked.state, asked.sent_at, asked.mails = InvitationState.SENT, clock.now(), 1
        asked.opened, asked.begun, asked.completed = place < OPENED, place < BEGUN, place < ANSWERED
        # A token that nobody has: the link of this example opens nothing.
        mail = InvitationMail(invitation_id=asked.id, number=0, uid=uuid4().hex, state=MailState.SENT)
        mail.token_hash = hash_of(secrets.token_urlsafe(16))
        db.session.add(mail)
