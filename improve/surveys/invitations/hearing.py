"""What the outbox and the mailbox tell of our mails."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.accounts.ports import Delivery
from improve.contacts import service as contacts
from improve.contacts.models import Contact
from improve.core import clock
from improve.core.db import db
from improve.core.mail.bounces import Bounce
from improve.surveys.invitations.models import Invitation, InvitationMail, MailState, WaveState
from improve.surveys.queries.surveys import standing_of
from improve.surveys.rules.standing import Standing


def _mail(uid: str) -> InvitationMail | None:
    return db.session.scalar(
        select(InvitationMail)
        .where(InvitationMail.uid == uid)
        .options(joinedload(InvitationMail.invitation).joinedload(Invitation.wave))
    )


def wanted(uid: str) -> bool:
    """Shall a mail that waits in the outbox still go? Not after an answer, a wish, a pause or the last day."""
    mail = _mail(uid)
    if mail is None:
        return True
    row = mail.invitation
    contact = db.session.get_one(Contact, row.contact_id)
    return (
        not row.completed
        and contact.silence is None
        and row.wave.state == WaveState.RUNNING
        and standing_of(row.wave.survey) is Standing.OPEN
    )


def ended(uid: str, became: Delivery) -> None:
    """The outbox is done with a mail: handed over, or not. A refusal for good is a mail that came back."""
    mail = _mail(uid)
    if mail is None or mail.state == MailState.BOUNCED:
        return
    mail.state = MailState.SENT if became is Delivery.SENT else MailState.FAILED
    if became is Delivery.SENT:
        mail.sent_at = clock.now()
    if became is Delivery.REFUSED:
        _came_back(mail, is_permanent=True)


def bounced(bounce: Bounce) -> None:
    """A mail came back. It is ours only if it has an id that we made up."""
    mail = _mail(bounce.uid)
    if mail is not None and mail.state != MailState.BOUNCED:
        mail.state = MailState.BOUNCED
        _came_back(mail, is_permanent=bounce.is_permanent)


def _came_back(mail: InvitationMail, *, is_permanent: bool) -> None:
    mail.invitation.bounced = True
    contact = db.session.get_one(Contact, mail.invitation.contact_id)
    contacts.note_bounce(contact, is_permanent=is_permanent)
