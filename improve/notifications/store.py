"""Claims and outcomes of mails: statements that say what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select, update

from improve.core.db import db
from improve.notifications.models import Digest, InboxNotice, Line, MailState, OutgoingMail

LONGEST_ERROR = 500


def claim(now: datetime, lease: timedelta, most: int, token: str) -> Sequence[int]:
    """Take up to `most` due mails for `lease`; nobody else gets them meanwhile. Their ids."""
    due = (
        select(OutgoingMail.id)
        .where(
            OutgoingMail.state == MailState.WAITING,
            OutgoingMail.due_at <= now,
            or_(OutgoingMail.claimed_until.is_(None), OutgoingMail.claimed_until <= now),
        )
        .order_by(OutgoingMail.due_at, OutgoingMail.id)
        .limit(most)
    )
    if db.engine.dialect.name == "postgresql":
        due = due.with_for_update(skip_locked=True)
    ids = db.session.scalars(due).all()
    if ids:
        db.session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.id.in_(ids))
            .values(claimed_until=now + lease, claim=token, attempts=OutgoingMail.attempts + 1)
        )
    return ids


def mark_sent(mail_id: int, now: datetime) -> None:
    """It was acknowledged: whoever holds the claim by now, it is never sent again. A letter's text goes."""
    db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail_id)
        .values(
            state=str(MailState.SENT),
            sent_at=now,
            claimed_until=None,
            claim=None,
            error=None,
            letter=None,
            letter_html=None,
        )
    )


def mark_ended(mail_id: int, token: str, state: MailState, error: str | None) -> None:
    """It will not be sent: failed for good, or dropped. A letter's text goes."""
    db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail_id, OutgoingMail.claim == token)
        .values(
            state=str(state),
            claimed_until=None,
            claim=None,
            error=error[:LONGEST_ERROR] if error else None,
            letter=None,
            letter_html=None,
        )
    )


def mark_due(mail_id: int, token: str, due_at: datetime, error: str) -> None:
    """It failed this time and is tried again at `due_at`."""
    db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail_id, OutgoingMail.claim == token)
        .values(due_at=due_at, claimed_until=None, claim=None, error=error[:LONGEST_ERROR])
    )


def retry_failed(now: datetime) -> int:
    """Give the notices' mails that were given up a new beginning; how many. Letters have lost their text."""
    again = (
        update(OutgoingMail)
        .where(OutgoingMail.state == MailState.FAILED, OutgoingMail.address.is_(None))
        .values(state=str(MailState.WAITING), due_at=now, attempts=0)
        .returning(OutgoingMail.id)
    )
    return len(db.session.scalars(again).all())


def remove_old(*, mails_before: datetime, read_before: datetime) -> int:
    """Remove mails that were sent or dropped, and messages that were read (or were mailed only), before these
    instants; then the lines that nobody has any more and that are no part of a story, and claims of digests that
    carry nothing.
    """
    mails = delete(OutgoingMail).where(
        OutgoingMail.state.in_([MailState.SENT, MailState.DROPPED]), OutgoingMail.created_at < mails_before
    )
    over = or_(
        InboxNotice.read_at < read_before,
        and_(InboxNotice.in_inbox.is_(False), InboxNotice.created_at < read_before),
    )
    carried = select(InboxNotice.id).where(InboxNotice.digest_id == Digest.id).exists()
    sent = select(OutgoingMail.id).where(OutgoingMail.digest_id == Digest.id).exists()
    told = select(InboxNotice.id).where(InboxNotice.line_id == Line.id).exists()
    removals = (
        mails.returning(OutgoingMail.id),
        delete(InboxNotice).where(over).returning(InboxNotice.id),
        delete(Line).where(Line.created_at < read_before, Line.is_story.is_(False), ~told).returning(Line.id),
        delete(Digest).where(Digest.until < mails_before, ~carried, ~sent).returning(Digest.id),
    )
    return sum(len(db.session.scalars(removal).all()) for removal in removals)
