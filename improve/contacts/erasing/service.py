"""Telling what is kept of an address, and erasing it: for who looks after the contacts of the whole company."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app

from improve.contacts.erasing import marks
from improve.contacts.events import ContactErased, ContactExported
from improve.contacts.policy import Permission
from improve.contacts.queries import by_address
from improve.core import clock
from improve.core.db import db
from improve.core.erasing import HOLDER, Held, Holder
from improve.core.events import publish
from improve.core.mail.addresses import key_of
from improve.core.messages import LazyText, _ln
from improve.core.policy import COMPANY, SYSTEM, Actor, authorize
from improve.web.features import contributed

# The number that the audit trail gets for an address without a contact.
NOBODY = 0


def _holders() -> Iterable[Holder]:
    return contributed(current_app, HOLDER)


def held(address: str, *, by: Actor) -> list[Held]:
    """All that is kept of an address, kind by kind; kinds of which there is nothing are left out."""
    authorize(by, Permission.MANAGE, COMPANY)
    key = key_of(address)
    return [kind for holder in _holders() for kind in holder.held(key) if kind.records]


def export(address: str, *, by: Actor) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The same as an object for JSON, with the files (name, key of the storage); the audit trail gets the counts."""
    found = held(address, by=by)
    publish(
        ContactExported(
            actor_id=by.actor_id,
            subject_id=_subject(address),
            changed=_counts({kind.code: len(kind.records) for kind in found}),
        )
    )
    told = {"address": address, "at": clock.now().isoformat(timespec="seconds")}
    records = {kind.code: [dict(record) for record in kind.records] for kind in found}
    return told | records, [file for kind in found for file in kind.files]


def erase(address: str, *, by: Actor) -> dict[str, int]:
    """End all that is kept of an address, and put it on the list that restores apply again; how many of what.

    On the list first: an erasure that a crash undoes may be applied after a restore, but none is ever forgotten.
    """
    authorize(by, Permission.MANAGE, COMPANY)
    key = key_of(address)
    marks.note(key, clock.now())
    return _end(key, by)


def _end(key: str, by: Actor) -> dict[str, int]:
    subject = _subject(key)
    gone: dict[str, int] = {}
    for holder in _holders():
        for code, count in holder.erase(key).items():
            gone[code] = gone.get(code, 0) + count
    gone = {code: count for code, count in gone.items() if count}
    db.session.flush()
    db.session.expire_all()
    publish(ContactErased(actor_id=by.actor_id, subject_id=subject, changed=_counts(gone)))
    return gone


def _subject(address: str) -> int:
    contact = by_address(address)
    return contact.id if contact is not None else NOBODY


def _counts(gone: dict[str, int]) -> tuple[str, ...]:
    return tuple(f"{code}: {count}" for code, count in gone.items())


def apply_again(made_at: datetime) -> LazyText | None:
    """After a restore: end what came back of addresses that were erased since the backup was made."""
    erased = marks.since(made_at)
    if not erased:
        return None
    back = {key_of(address) for holder in _holders() for address in holder.addresses()}
    again = sorted(key for key in back if erased.has(key))
    for key in again:
        _end(key, SYSTEM)
    return _ln(
        "%(n)s address that was erased since this backup was erased again.",
        "%(n)s addresses that were erased since this backup were erased again.",
        len(again),
    )
