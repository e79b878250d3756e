"""Questions about contacts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, false, or_, select, true
from sqlalchemy.orm import joinedload

from improve.accounts.models import Unit
from improve.contacts.models import Attribute, Consent, ConsentText, Contact
from improve.contacts.policy import Permission, paths_of
from improve.core.db import db
from improve.core.mail.addresses import key_of
from improve.core.policy import Actor, allows
from improve.core.text import fold


def visible_to(actor: Actor) -> Select[tuple[Contact]]:
    """The contacts an actor looks after."""
    statement = select(Contact).outerjoin(Unit, Unit.id == Contact.unit_id).options(joinedload(Contact.unit))
    if not allows(actor, Permission.READ):
        return statement.where(false())
    paths = paths_of(actor)
    if "/" in paths:
        return statement.where(true())
    return statement.where(or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths)))


def matching(statement: Select[tuple[Contact]], text: str) -> Select[tuple[Contact]]:
    """Those with every word of `text` in name, address or attributes."""
    for word in fold(text).split()[:8]:
        statement = statement.where(Contact.find.contains(word, autoescape=True))
    return statement


def by_address(email: str) -> Contact | None:
    """The contact of an address, however it is written."""
    return db.session.scalar(select(Contact).where(Contact.email_key == key_of(email)))


def attribute_codes() -> Sequence[str]:
    """The names of all attributes."""
    return db.session.scalars(select(Attribute.code).order_by(Attribute.code)).all()


def consents_of(contact_id: int) -> Sequence[Consent]:
    """What a contact agreed to, newest first."""
    return db.session.scalars(
        select(Consent)
        .where(Consent.contact_id == contact_id)
        .options(joinedload(Consent.text))
        .order_by(Consent.given_on.desc(), Consent.id.desc())
    ).all()


def consent_texts() -> Sequence[ConsentText]:
    """All wordings, newest first."""
    return db.session.scalars(select(ConsentText).order_by(ConsentText.id.desc())).all()
