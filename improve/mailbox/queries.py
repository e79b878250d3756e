"""Questions about the mailbox."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from improve.accounts.models import Person
from improve.accounts.queries import fold_email
from improve.core.db import db
from improve.mailbox.models import HandledMail, MailState


def handled(mailbox: str, uid_validity: int, uids: Iterable[int]) -> dict[int, HandledMail]:
    """What is known of these mails, by number."""
    rows = db.session.scalars(
        select(HandledMail).where(
            HandledMail.mailbox == mailbox,
            HandledMail.uid_validity == uid_validity,
            HandledMail.uid.in_(list(uids)),
        )
    )
    return {row.uid: row for row in rows}


def person_with_address(address: str) -> Person | None:
    """The only active person with this e-mail address; where two share one, nobody is meant."""
    found = db.session.scalars(select(Person).where(Person.email == fold_email(address)).limit(2)).all()
    return found[0] if len(found) == 1 and found[0].is_active else None


def given_up() -> int:
    """How many mails could not be handled."""
    return (
        db.session.scalar(
            select(func.count()).select_from(HandledMail).where(HandledMail.state == MailState.GIVEN_UP)
        )
        or 0
    )
