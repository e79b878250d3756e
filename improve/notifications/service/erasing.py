"""Letters to an address: what the outbox keeps of them, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import delete, select

from improve.core.db import db
from improve.core.erasing import Held, Holder
from improve.core.mail.addresses import key_of
from improve.core.messages import _l
from improve.core.written import Written
from improve.notifications.models import Line, OutgoingMail

MAILS = "mails"


def _to(key: str) -> Sequence[int]:
    rows = db.session.execute(
        select(OutgoingMail.id, OutgoingMail.address).where(OutgoingMail.address.is_not(None))
    )
    return [mail_id for mail_id, address in rows if key_of(address) == key]


def held(key: str) -> Iterator[Held]:
    """Letters that wait, and what is left of those that were sent."""
    ids = _to(key)
    rows = db.session.scalars(select(OutgoingMail).where(OutgoingMail.id.in_(ids)).order_by(OutgoingMail.id))
    yield Held(
        MAILS,
        _l("Mails in the outbox"),
        _l("deleted; what waits is not sent"),
        tuple(
            {
                "to": row.address,
                "subject": row.subject,
                "text": row.letter,
                "state": row.state,
                "written_at": row.created_at.isoformat(),
                "sent_at": row.sent_at.isoformat() if row.sent_at else None,
            }
            for row in rows
        ),
    )


def erase(key: str) -> Mapping[str, int]:
    """Delete them all."""
    ids = _to(key)
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.id.in_(ids)))
    return {MAILS: len(ids)}


def addresses() -> Iterable[str]:
    """All to whom letters went."""
    return (a for a in db.session.scalars(select(OutgoingMail.address).distinct()) if a is not None)


HOLDER = Holder(held, erase, addresses)
LINES = Written("messages", _l("Messages to colleagues"), (Line, "text", "detail")).holder()
