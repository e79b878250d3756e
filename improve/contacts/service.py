"""Use cases of contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from improve.accounts.models import Unit
from improve.contacts.events import (
    ConsentNoted,
    ConsentTextAdded,
    ConsentWithdrawn,
    ContactAdded,
    ContactChanged,
    ContactHeard,
    ContactSilenced,
)
from improve.contacts.models import Attribute, Consent, ConsentText, Contact, Silence, Source
from improve.contacts.policy import Permission
from improve.contacts.queries import by_address
from improve.contacts.unsubscribing import token_of
from improve.contacts.values import ContactData, NewConsent, NewConsentText
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.mail.addresses import key_of
from improve.core.messages import _l
from improve.core.policy import COMPANY, Actor, authorize
from improve.core.text import fold
from improve.web.i18n import default_time_zone

# So many mails in a row may come back before an address counts as gone.
MOST_BOUNCES = 3


def add(data: ContactData, *, by: Actor) -> Contact:
    """Put somebody on the list. One address stands on it once."""
    unit = _unit(data.unit_id)
    authorize(by, Permission.MANAGE, unit or COMPANY)
    if by_address(data.email) is not None:
        raise Invalid.field("email", _l("This address is on the list already."))
    contact = begin(data.email)
    write(contact, data)
    contact.unit_id = data.unit_id
    db.session.add(contact)
    note_attributes(contact.attributes)
    db.session.flush()
    publish(ContactAdded(actor_id=by.actor_id, subject_id=contact.id))
    return contact


def begin(email: str) -> Contact:
    """A contact that holds no more than an address."""
    now = clock.now()
    return Contact(email=email, email_key=key_of(email), attributes={}, created_at=now, updated_at=now)


def change(contact: Contact, data: ContactData, *, by: Actor) -> None:
    """Change what is kept of somebody. A new address is a new beginning for what came back."""
    authorize(by, Permission.MANAGE, contact)
    authorize(by, Permission.MANAGE, _unit(data.unit_id) or COMPANY)
    other = by_address(data.email)
    if other is not None and other.id != contact.id:
        raise Invalid.field("email", _l("This address is on the list already."))
    if key_of(data.email) != contact.email_key:
        contact.bounces = 0
        if contact.silence == Silence.BOUNCED:
            contact.silence = contact.silent_since = None
    changed = write(contact, data)
    if contact.unit_id != data.unit_id:
        contact.unit_id = data.unit_id
        changed.append("unit_id")
    if changed:
        note_attributes(contact.attributes)
        publish(ContactChanged(actor_id=by.actor_id, subject_id=contact.id, changed=tuple(changed)))


def write(contact: Contact, data: ContactData) -> list[str]:
    """Put these values into the row; answers which were new."""
    given: dict[str, Any] = {
        "email": data.email,
        "name": data.name,
        "language": data.language,
        "time_zone": data.time_zone,
        "attributes": dict(data.attributes),
    }
    changed = [name for name, value in given.items() if getattr(contact, name) != value]
    for name in changed:
        setattr(contact, name, given[name])
    contact.email_key = key_of(contact.email)
    contact.find = fold(" ".join((contact.name or "", contact.email, *contact.attributes.values())))
    if changed:
        contact.updated_at = clock.now()
    return changed


def note_attributes(codes: Iterable[str]) -> None:
    """Remember the names of attributes, in a fixed order, so that two imports do not wait for each other."""
    found = sorted(set(codes))
    if found:
        dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        rows = [{"code": code} for code in found]
        db.session.execute(dialect.insert(Attribute).on_conflict_do_nothing(), rows)


def silence(contact: Contact, *, by: Actor) -> None:
    """They asked not to be written to."""
    authorize(by, Permission.MANAGE, contact)
    end_mail(contact, Silence.ASKED, by_id=by.actor_id)


def let_speak(contact: Contact, *, by: Actor) -> None:
    """They want to hear from us again; whoever says so has it from them."""
    authorize(by, Permission.MANAGE, contact)
    if contact.silence is not None:
        contact.silence = contact.silent_since = None
        contact.bounces = 0
        publish(ContactHeard(actor_id=by.actor_id, subject_id=contact.id))


def end_mail(contact: Contact, why: Silence, *, by_id: int | None = None) -> None:
    """No mail to this contact any more. A wish is not overwritten by a bounce."""
    if contact.silence is None or (contact.silence == Silence.BOUNCED and why != Silence.BOUNCED):
        since = today()
        contact.silence, contact.silent_since = why, since
        publish(ContactSilenced(actor_id=by_id, subject_id=contact.id))


def note_bounce(contact: Contact, *, is_permanent: bool) -> None:
    """A mail came back: for good, or once more."""
    contact.bounces += 1
    if is_permanent or contact.bounces >= MOST_BOUNCES:
        end_mail(contact, Silence.BOUNCED)


def note_arrival(contact: Contact) -> None:
    """Somebody read a mail at this address: what came back before does not count."""
    contact.bounces = 0


def unsubscribe_address(contact: Contact) -> str:
    """The full address of the link that ends our mails to a contact; also without a request."""
    path = current_app.url_map.bind("localhost").build(
        "contacts.unsubscribe", {"token": token_of(contact.id)}
    )
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def add_consent_text(data: NewConsentText, *, by: Actor) -> ConsentText:
    """A new version of what people agree to."""
    authorize(by, Permission.MANAGE, COMPANY)
    if consent_text(data.version) is not None:
        raise Invalid.field("version", _l("There is a text of this version already; it never changes."))
    row = ConsentText(version=data.version, text=data.text, created_at=clock.now())
    db.session.add(row)
    db.session.flush()
    publish(ConsentTextAdded(actor_id=by.actor_id, subject_id=row.id))
    return row


def consent_text(version: str) -> ConsentText | None:
    """The wording of that version."""
    return db.session.scalar(select(ConsentText).where(ConsentText.version == version))


def note_consent(contact: Contact, data: NewConsent, *, by: Actor) -> None:
    """They agreed to a text on a day."""
    authorize(by, Permission.MANAGE, contact)
    text = db.session.get(ConsentText, data.text_id)
    if text is None:
        raise Invalid.field("text_id", _l("This is not one of the choices."))
    if data.given_on > today():
        raise Invalid.field("given_on", _l("This day has not come yet."))
    keep_consent(contact, text, data.given_on, Source.PAGE, by_id=by.actor_id)


def keep_consent(
    contact: Contact, text: ConsentText, given_on: date, source: Source, *, by_id: int | None
) -> bool:
    """Store a consent; False when it was there. One that was taken back is given anew by a later one only."""
    row = db.session.scalar(
        select(Consent).where(Consent.contact_id == contact.id, Consent.text_id == text.id)
    )
    if row is not None and (row.withdrawn_on is None or given_on <= row.withdrawn_on):
        return False
    if row is None:
        row = Consent(contact_id=contact.id, text_id=text.id)
        db.session.add(row)
    row.given_on, row.withdrawn_on, row.source = given_on, None, str(source)
    publish(ConsentNoted(actor_id=by_id, subject_id=contact.id))
    return True


def withdraw_consent(contact: Contact, consent_id: int, *, by: Actor) -> None:
    """They took it back."""
    authorize(by, Permission.MANAGE, contact)
    row = db.session.scalar(select(Consent).where(Consent.contact_id == contact.id, Consent.id == consent_id))
    if row is not None and row.withdrawn_on is None:
        row.withdrawn_on = max(today(), row.given_on)
        publish(ConsentWithdrawn(actor_id=by.actor_id, subject_id=contact.id))


def today() -> date:
    """The day it is in the company."""
    return clock.today(default_time_zone())


def _unit(unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    unit = db.session.scalar(select(Unit).where(Unit.id == unit_id, Unit.is_closed.is_(False)))
    if unit is None:
        raise Invalid.field("unit_id", _l("This unit does not exist."))
    return unit


def contacts_by_key(keys: Sequence[str]) -> Mapping[str, Contact]:
    """The contacts of these addresses, by their keys."""
    found = db.session.scalars(select(Contact).where(Contact.email_key.in_(keys)))
    return {contact.email_key: contact for contact in found}
