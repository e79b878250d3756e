"""What the list of contacts keeps of an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import delete, select

from improve.contacts.models import Consent, Contact
from improve.contacts.queries import by_address, consents_of
from improve.core.db import db
from improve.core.erasing import Held, Holder
from improve.core.messages import _l

GONE = _l("deleted")


def held(key: str) -> Iterator[Held]:
    """The contact itself, and what it agreed to."""
    contact = by_address(key)
    if contact is None:
        return
    record = {
        "email": contact.email,
        "name": contact.name,
        "language": contact.language,
        "time_zone": contact.time_zone,
        "attributes": dict(contact.attributes),
        "unit": contact.unit.code if contact.unit is not None else None,
        "no_mail_because": contact.silence,
        "no_mail_since": contact.silent_since.isoformat() if contact.silent_since else None,
        "added_at": contact.created_at.isoformat(),
        "changed_at": contact.updated_at.isoformat(),
    }
    yield Held("contact", _l("Entry on the list of contacts"), GONE, (record,))
    consents = tuple(
        {
            "version": one.text.version,
            "text": one.text.text,
            "given_on": one.given_on.isoformat(),
            "taken_back_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
            "noted_by": one.source,
        }
        for one in consents_of(contact.id)
    )
    yield Held("consents", _l("Consents"), GONE, consents)


def erase(key: str) -> Mapping[str, int]:
    """Delete the contact, and with it what it agreed to."""
    contact = by_address(key)
    if contact is None:
        return {}
    consents = db.session.execute(
        delete(Consent).where(Consent.contact_id == contact.id).returning(Consent.id)
    )
    gone = {"consents": len(consents.all()), "contact": 1}
    db.session.execute(delete(Contact).where(Contact.id == contact.id))
    return gone


def addresses() -> Iterable[str]:
    """All that stand on the list."""
    return db.session.scalars(select(Contact.email_key))


HOLDER = Holder(held, erase, addresses)
