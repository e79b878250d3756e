"""Writing letters, reading messages, sending once more."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import update

from improve.accounts.ports import Letter
from improve.core import clock
from improve.core.db import db
from improve.core.policy import Actor
from improve.notifications import store
from improve.notifications.models import InboxNotice, OutgoingMail

LONGEST_SUBJECT = 300


def post(letter: Letter) -> None:
    """Put a letter into the outbox: for people without a notice, in words that are ready."""
    now = clock.now()
    db.session.add(
        OutgoingMail(
            uid=letter.uid or uuid4().hex,
            address=letter.to,
            language=letter.language,
            subject=letter.subject[:LONGEST_SUBJECT],
            letter=letter.text,
            letter_html=letter.html,
            unsubscribe=letter.unsubscribe,
            is_tracked=letter.uid is not None,
            created_at=now,
            due_at=now,
        )
    )


def read(notice: InboxNotice, *, by: Actor) -> None:
    """The person has opened it: with it everything earlier about the same thing, which stands on the page it
    leads to. A second time changes nothing.
    """
    db.session.execute(
        update(InboxNotice)
        .where(
            InboxNotice.person_id == by.person_id,
            InboxNotice.topic == notice.topic,
            InboxNotice.id <= notice.id,
            InboxNotice.read_at.is_(None),
        )
        .values(read_at=clock.now())
    )


def read_all(until_id: int, *, by: Actor) -> None:
    """Everything up to the newest message that the page showed; what came in since stays unread."""
    db.session.execute(
        update(InboxNotice)
        .where(
            InboxNotice.person_id == by.person_id,
            InboxNotice.id <= until_id,
            InboxNotice.read_at.is_(None),
        )
        .values(read_at=clock.now())
    )


def retry_failed() -> int:
    """Send what was given up once more; how many mails."""
    return store.retry_failed(clock.now())
