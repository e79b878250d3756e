"""Contacts, waves and links for tests, made through the services."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from improve.contacts import service as contacts
from improve.contacts.values import ContactData
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.notifications.models import OutgoingMail
from improve.surveys.invitations import sending, service
from improve.surveys.invitations.models import Wave
from improve.surveys.invitations.values import BODY, REMINDER, SUBJECT, WaveData
from improve.surveys.models import Survey

ALWAYS = {"send_from": 0, "send_until": 24, "on_weekends": True}
LINK = re.compile(r"/s/([a-z0-9]+)/i/([\w-]+)")


def make_contact(email: str = "wang@example.com", **more: Any) -> int:
    with transaction():
        return contacts.add(ContactData(email, **more), by=SYSTEM).id


def make_wave(survey: Survey, *, started: bool = True, **more: Any) -> int:
    with transaction():
        kept = db.session.get_one(Survey, survey.id)
        data = WaveData(SUBJECT, BODY, REMINDER, **{**ALWAYS, **more})
        wave = service.begin(kept, data, by=SYSTEM)
        if started:
            service.start(wave, by=SYSTEM)
        return wave.id


def wave_of(wave_id: int) -> Wave:
    return db.session.get_one(Wave, wave_id)


def outbox() -> list[OutgoingMail]:
    db.session.rollback()
    return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def invite(survey: Survey, email: str = "wang@example.com", **contact: Any) -> str:
    """The path of a new contact's personal link."""
    make_contact(email, **contact)
    make_wave(survey, ignores_rest=True)
    sending.send_due()
    return path_in(outbox()[-1])


def path_in(mail: OutgoingMail) -> str:
    found = LINK.search(mail.letter or "")
    assert found is not None
    return found[0]
