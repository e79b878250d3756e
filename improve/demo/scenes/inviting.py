"""Customers on the list of contacts, a notice of what becomes of answers, and a wave that is ready to ask them: nobody gets mail from a demonstration."""

from __future__ import annotations

from improve.contacts import service as contacts
from improve.contacts.models import Silence, Source
from improve.contacts.values import ContactData, NewConsentText
from improve.core.policy import Actor
from improve.demo.content import company
from improve.demo.content.customers import CONSENT, CONSENT_VERSION, CUSTOMERS, NOTICE
from improve.surveys import service
from improve.surveys.models import Survey

SILENT = (4, 11)


def play(survey: Survey, *, by: Actor, everywhere: Actor) -> None:
    """Put customers on the list, and write the mail to them."""
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
    service.write_notice(None, service.NoticeText(NOTICE), by=everywhere)
    service.begin_wave(survey, by=by)
