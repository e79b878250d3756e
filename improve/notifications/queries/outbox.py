"""Questions to the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.notifications.models import Digest, InboxNotice, MailState, OutgoingMail


def mail(mail_id: int) -> OutgoingMail | None:
    """A mail with what it is of and its person, in one statement."""
    return db.session.scalar(
        select(OutgoingMail)
        .options(
            joinedload(OutgoingMail.notice).options(
                joinedload(InboxNotice.person), joinedload(InboxNotice.line)
            ),
            joinedload(OutgoingMail.digest).joinedload(Digest.person),
        )
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
