"""Questions to the inbox and the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Person
from improve.core.db import db
from improve.core.policy import Actor
from improve.notifications.models import InboxNotice, MailState, OutgoingMail


def visible_to(actor: Actor) -> Select[tuple[InboxNotice]]:
    """The messages to this person, nobody else's."""
    return select(InboxNotice).where(InboxNotice.person_id == actor.actor_id)


def inbox_order(notices: Select[tuple[InboxNotice]]) -> Select[tuple[InboxNotice]]:
    """Unread ones first, each part newest first."""
    return notices.order_by(InboxNotice.read_at.is_not(None), InboxNotice.id.desc())


def unread_count(person_id: int) -> int:
    """How many messages a person has not opened."""
    unread = select(func.count(InboxNotice.id)).where(
        InboxNotice.person_id == person_id, InboxNotice.read_at.is_(None)
    )
    return db.session.scalar(unread) or 0


def recipients(person_ids: Iterable[int]) -> dict[int, bool]:
    """Those of the people who can sign in, and whether they get mail."""
    rows = db.session.execute(
        select(Person.id, Person.email, Person.mail_wanted).where(
            Person.id.in_(list(person_ids)), Person.disabled_at.is_(None)
        )
    )
    return {row.id: bool(row.email and row.mail_wanted) for row in rows}


def mail(mail_id: int) -> OutgoingMail | None:
    """A mail with its notice and person, in one statement."""
    return db.session.scalar(
        select(OutgoingMail)
        .options(joinedload(OutgoingMail.notice).joinedload(InboxNotice.person))
        .where(OutgoingMail.id == mail_id)
        .execution_options(populate_existing=True)
    )


def is_mail_due(now: datetime) -> bool:
    """Is there anything to deliver? Asked before a claim, so that an idle worker takes no write lock."""
    due = select(OutgoingMail.id).where(OutgoingMail.state == MailState.WAITING, OutgoingMail.due_at <= now)
    return db.session.execute(due.limit(1)).first() is not None


@dataclass(frozen=True)
class Outbox:
    """The outbox, summed up."""

    waiting: int
    oldest: datetime | None
    failed: int
    last_error: str | None


def outbox() -> Outbox:
    """How many mails wait and since when, how many were given up and why the last one."""
    of: Any = OutgoingMail
    waiting = db.session.execute(
        select(func.count(), func.min(of.created_at)).where(of.state == MailState.WAITING)
    ).one()
    failed = select(func.count()).select_from(of).where(of.state == MailState.FAILED)
    error = (
        select(of.error)
        .where(of.error.is_not(None), of.state.in_([MailState.FAILED, MailState.WAITING]))
        .order_by(of.due_at.desc())
        .limit(1)
    )
    return Outbox(waiting[0], waiting[1], db.session.scalar(failed) or 0, db.session.scalar(error))
