"""Questions to the trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, false, func, select

from improve.accounts import queries as people
from improve.accounts.models import Person
from improve.audit.models import AuditEntry
from improve.audit.policy import TRAIL, Permission
from improve.audit.rules import Head
from improve.audit.values import Filter, Tail
from improve.core.db import db
from improve.core.policy import Actor, allows


def may_read(actor: Actor) -> bool:
    """The whole trail or nothing: it knows no units."""
    return allows(actor, Permission.READ, TRAIL)


def visible_to(actor: Actor) -> Select[tuple[AuditEntry]]:
    """The entries an actor may see: all of them or none; newest first."""
    entries = select(AuditEntry).order_by(AuditEntry.id.desc())
    return entries if may_read(actor) else entries.where(false())


def narrowed(entries: Select[tuple[AuditEntry]], wanted: Filter, zone: str) -> Select[tuple[AuditEntry]]:
    """Those of `entries` that fit the filter; days begin and end in `zone`."""
    if wanted.event is not None:
        entries = entries.where(AuditEntry.event == wanted.event)
    if wanted.subject_type is not None:
        entries = entries.where(AuditEntry.subject_type == wanted.subject_type)
    if wanted.subject_id is not None:
        entries = entries.where(AuditEntry.subject_id == wanted.subject_id)
    if wanted.person is not None:
        who = people.matching(select(Person), wanted.person).with_only_columns(Person.id)
        entries = entries.where(AuditEntry.actor_id.in_(who))
    if wanted.since is not None:
        entries = entries.where(AuditEntry.at >= datetime.combine(wanted.since, time(), ZoneInfo(zone)))
    if wanted.until is not None:
        following = wanted.until + timedelta(days=1)
        entries = entries.where(AuditEntry.at < datetime.combine(following, time(), ZoneInfo(zone)))
    return entries


def head() -> Head | None:
    """The end of the chain as the database has it; None before the first sealing."""
    row = db.session.execute(
        select(AuditEntry.seq, AuditEntry.chain)
        .where(AuditEntry.seq.is_not(None))
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).first()
    return Head(row.seq, row.chain) if row is not None else None


def unsealed() -> Select[tuple[int, str]]:
    """(id, mac) of the entries that wait for their place, in the order they were written."""
    return select(AuditEntry.id, AuditEntry.mac).where(AuditEntry.seq.is_(None)).order_by(AuditEntry.id)


def tail() -> Tail:
    """The unsealed entries, summed up."""
    row = db.session.execute(
        select(func.count(), func.min(AuditEntry.id), func.max(AuditEntry.id), func.min(AuditEntry.at)).where(
            AuditEntry.seq.is_(None)
        )
    ).one()
    return Tail(*row)


def is_anything_unsealed() -> bool:
    """Does an entry wait?"""
    return db.session.execute(unsealed().limit(1)).first() is not None


class Names:
    """The people whom entries name. A number can be given again after a person was deleted, so a person who
    came later than the entry is not the one it means."""

    def __init__(self, entries: Iterable[AuditEntry]) -> None:
        ids = {entry.actor_id for entry in entries if entry.actor_id is not None}
        ids |= {entry.subject_id for entry in entries if entry.subject_type == "person"}
        found = db.session.execute(
            select(Person.id, Person.name, Person.created_at).where(Person.id.in_(ids))
        )
        self._found = {row.id: row for row in found}

    def get(self, person_id: int | None, at: datetime) -> str | None:
        """The name of the person that had the number at that time."""
        row = self._found.get(person_id) if person_id is not None else None
        return row.name if row is not None and row.created_at <= at else None


def export(entries: Select[tuple[AuditEntry]]) -> Select[Any]:
    """Columns of `entries` for a file, with the actor's name and login where they are still known."""
    return entries.with_only_columns(
        AuditEntry.at,
        AuditEntry.event,
        AuditEntry.subject_type,
        AuditEntry.subject_id,
        AuditEntry.actor_id,
        AuditEntry.changed,
        AuditEntry.seq,
        AuditEntry.chain,
        Person.name,
        Person.login,
    ).outerjoin(Person, and_(Person.id == AuditEntry.actor_id, Person.created_at <= AuditEntry.at))
