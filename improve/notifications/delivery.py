"""Delivering the outbox: take, send, note; so that whatever ends the worker, no mail is lost.

A mail is taken for ten minutes in one transaction, sent, and noted as sent in another. A worker that is killed
in between leaves it to the next one: a mail may come twice then, with the same Message-ID, and never not at all.
What was acknowledged and noted is not sent again, whoever holds the claim.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

from flask import current_app

from improve.accounts.ports import LETTERS_ENDED, LETTERS_WANTED, Delivery
from improve.accounts.queries import actor_of
from improve.core import clock
from improve.core.db import db, transaction
from improve.notifications import compose, queries, rules, store
from improve.notifications.carriers import Carrier, carrier
from improve.notifications.errors import Postponed, Refused, Unreachable
from improve.notifications.models import MailState, OutgoingMail
from improve.notifications.ports import kinds
from improve.web.features import contributed

log = logging.getLogger(__name__)
BATCH = 20
LEASE = timedelta(minutes=10)
# A mail is begun only while this much of the lease is left.
MARGIN = timedelta(minutes=2)


def deliver() -> int:
    """Send what is due; how many mails. Raises `Unreachable` when the mail server is the trouble."""
    sent = 0
    while queries.is_mail_due(clock.now()):
        token, now = uuid4().hex, clock.now()
        with transaction():
            mail_ids = store.claim(now, LEASE, BATCH, token)
        if not mail_ids:
            break  # others are at it
        sent += _deliver_batch(list(mail_ids), token)
    return sent


def _deliver_batch(mail_ids: list[int], token: str) -> int:
    """Send the claimed mails over one connection. When it breaks, the rest is due again later."""
    begun, sent = clock.now(), 0
    try:
        with carrier(current_app.config, current_app.instance_path) as way:
            while mail_ids and clock.now() - begun < LEASE - MARGIN:
                sent += _deliver_one(mail_ids[0], token, way)
                mail_ids.pop(0)
    except Unreachable as error:
        for mail_id in mail_ids:
            _try_later(mail_id, token, str(error))
        raise
    return sent


def _deliver_one(mail_id: int, token: str, way: Carrier) -> bool:
    mail = queries.mail(mail_id)
    if mail is None or mail.claim != token or mail.state != MailState.WAITING:
        return False
    if _is_unwanted(mail):
        _end(mail_id, token, MailState.DROPPED, None)
        return False
    try:
        message, created_at = _made(mail), mail.created_at
        db.session.rollback()  # no snapshot is held while we wait for the mail server
        way.send(message, created_at)
    except Postponed as error:
        _try_later(mail_id, token, str(error))
        return False
    except Refused as error:
        _end(mail_id, token, MailState.FAILED, str(error))
        return False
    with transaction():
        store.mark_sent(mail_id, clock.now())
        _tell(mail_id, Delivery.SENT)
    return True


def _tell(mail_id: int, became: Delivery) -> None:
    """Tell whoever wrote the letter what became of it."""
    mail = queries.mail(mail_id)
    if mail is not None and mail.is_tracked:
        for told in contributed(current_app, LETTERS_ENDED):
            told(mail.uid, became)


def _made(mail: OutgoingMail) -> EmailMessage:
    """The message. One that cannot be made must not hold up the others."""
    try:
        return compose.message(mail, clock.now())
    except Refused:
        raise
    except Exception as error:
        log.exception("mail %s cannot be made", mail.id)
        raise Postponed(f"{type(error).__name__}: {error}") from error


def _is_unwanted(mail: OutgoingMail) -> bool:
    """Has the person left, lost the address, turned mail off since, or may they no longer see what it is about?"""
    person = mail.person
    if person is None:
        wanted = contributed(current_app, LETTERS_WANTED) if mail.is_tracked else ()
        return not all(asked(mail.uid) for asked in wanted)
    if not (person.is_active and person.email):
        return True
    kind = kinds().get(mail.notice.kind) if mail.notice is not None else None
    if not person.mail_wanted and (kind is None or kind.required is None):
        return True
    if mail.digest is not None:
        return not queries.content_of(mail.digest, actor_of(person))
    return mail.notice is not None and not queries.is_visible(mail.notice, actor_of(person))


def _try_later(mail_id: int, token: str, error: str) -> None:
    with transaction():
        mail = queries.mail(mail_id)
        if mail is None:
            return
        due_at = rules.next_attempt(mail.attempts, clock.now())
        if due_at is None:
            store.mark_ended(mail_id, token, MailState.FAILED, error)
            _tell(mail_id, Delivery.DROPPED)
        else:
            store.mark_due(mail_id, token, due_at, error)


def _end(mail_id: int, token: str, state: MailState, error: str | None) -> None:
    with transaction():
        store.mark_ended(mail_id, token, state, error)
        _tell(mail_id, Delivery.REFUSED if state is MailState.FAILED else Delivery.DROPPED)
