"""Emptying the mailbox.

A mail is claimed in the transaction that does what it asks for: both are stored or neither. It is marked as read on
the server afterwards; a worker that dies in between finds it unread again, sees the claim, and marks it only. One
that fails is tried three times, then left unread for a person, and the doctor says so.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from improve.accounts.models import Person
from improve.accounts.ports import LETTERS, Letter
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.mail.bounces import BOUNCED, bounces
from improve.core.mail.parsing import parse
from improve.core.mail.values import RECEIVER, Outcome, ReceivedMail, Receiver, Sender
from improve.core.messages import _, _l
from improve.mailbox import store
from improve.mailbox.imap import Mailbox, opened
from improve.mailbox.models import AnswerCount, HandledMail, MailState
from improve.mailbox.queries import handled, person_with_address
from improve.web.features import contributed
from improve.web.i18n import speaking

log = logging.getLogger(__name__)
AT_ONCE = 50
LARGEST = 32 * 1024 * 1024
MOST_ATTEMPTS = 3
ANSWERS_A_DAY = 5
ANSWERS_TO_STRANGERS_A_DAY = 1
KEPT = timedelta(days=400)


def empty() -> int:
    """Handle the unread mails of the mailbox; how many. Without a mail server nothing is done."""
    settings = current_app.config
    if not settings["IMAP_HOST"]:
        return 0
    name = digest_of(settings["IMAP_HOST"], settings["IMAP_USER"], settings["IMAP_FOLDER"])
    done = 0
    with opened(settings) as mailbox:
        waiting = mailbox.unseen()
        known = handled(name, mailbox.uid_validity, waiting)
        states = {uid: (MailState(row.state), row.attempts) for uid, row in known.items()}
        for uid in [uid for uid in waiting if states.get(uid, (None,))[0] is not MailState.GIVEN_UP][
            :AT_ONCE
        ]:
            state, attempts = states.get(uid, (None, 0))
            if state is MailState.DONE or _handle(mailbox, name, uid, attempts):
                mailbox.mark_read(uid)
                done += 1
    return done


def _handle(mailbox: Mailbox, name: str, uid: int, attempts: int) -> bool:
    """Handle one mail; False when it has to be tried again or is given up."""
    key = {"mailbox": name, "uid_validity": mailbox.uid_validity, "uid": uid}
    if mailbox.size(uid) > LARGEST:
        with transaction():
            store.claim({**key, "digest": None, "outcome": "too_large", "at": clock.now()})
        return True
    content = mailbox.fetch(uid)
    if content is None:
        return False
    try:
        outcome = take(content, key)
    except Exception as error:  # whatever is in a mail, the next one is handled all the same
        _note_failure(key, attempts, error)
        return False
    log.debug("mail %s: %s", uid, outcome)
    return True


def take(content: bytes, key: Mapping[str, Any]) -> str:
    """Do what a mail asks for, once; the code of what became of it."""
    settings = current_app.config
    own = [parseaddr(settings["MAIL_FROM"])[1], settings["MAIL_IN_ADDRESS"]]
    mail = parse(
        content, vouching_server=settings["MAIL_IN_AUTHENTICATED_BY"], own_addresses=filter(None, own)
    )
    returned = bounces(content) if mail.is_automatic else []
    receiver = None if mail.is_automatic or not mail.sender else _receiver(mail)
    sender = _sender(mail)
    prepared = receiver.prepare(mail, sender) if receiver is not None else None
    digest = digest_of(mail.message_id, mail.sender) if mail.message_id else None
    claimed = {**key, "digest": digest, "at": clock.now()}
    try:
        with transaction():
            if digest is not None and _is_done(digest):
                store.claim({**claimed, "digest": None, "outcome": "again"})
                return "again"
            if not store.claim({**claimed, "outcome": "taken"}):
                return "again"
            outcome = _received(mail, receiver, sender, prepared)
            for bounce in returned:
                for told in contributed(current_app, BOUNCED):
                    told(bounce)
            _note_outcome(key, outcome.code)
            _answer(mail, sender, outcome)
    except IntegrityError:
        if digest is not None and _is_done(digest):  # another worker was faster with the same mail
            return "again"
        raise
    return outcome.code


def _receiver(mail: ReceivedMail) -> Receiver | None:
    found: list[Receiver] = contributed(current_app, RECEIVER)
    return next((item for item in sorted(found, key=lambda item: item.order) if item.takes(mail)), None)


def _sender(mail: ReceivedMail) -> Sender | None:
    person = person_with_address(mail.sender) if mail.sender else None
    return Sender(person.id, mail.is_vouched_for) if person is not None else None


def _received(mail: ReceivedMail, receiver: Receiver | None, sender: Sender | None, prepared: Any) -> Outcome:
    if mail.is_automatic:
        return Outcome("automatic")
    if not mail.sender:
        return Outcome("no_sender")
    if receiver is None:
        return Outcome("nobodys")
    if sender is None:
        return Outcome(
            "stranger",
            _l(
                "Your mail was not taken: this address belongs to nobody here. Please write from the address your"
                " account has, or sign in and use the form."
            ),
        )
    return receiver.receive(mail, sender, prepared)


def _is_done(digest: str) -> bool:
    statement = select(HandledMail.id).where(
        HandledMail.digest == digest, HandledMail.state == MailState.DONE
    )
    return db.session.scalar(statement) is not None


def _note_outcome(key: Mapping[str, Any], code: str) -> None:
    row = handled(key["mailbox"], key["uid_validity"], [key["uid"]])[key["uid"]]
    row.outcome = code[:40]


def _note_failure(key: Mapping[str, Any], attempts: int, error: Exception) -> None:
    said = f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode()
    state = MailState.GIVEN_UP if attempts + 1 >= MOST_ATTEMPTS else MailState.FAILED
    log.error("a mail could not be handled (%s): %s", state, said[:300], exc_info=attempts == 0)
    with transaction():
        row = handled(key["mailbox"], key["uid_validity"], [key["uid"]]).get(key["uid"])
        if row is None:
            row = HandledMail(**key, state=state, attempts=1, at=clock.now())
            db.session.add(row)
        elif row.state == MailState.DONE:
            return
        row.state, row.attempts, row.at = state, attempts + 1, clock.now()
        row.error = "".join(c if c.isprintable() else " " for c in said)[:500]


def _answer(mail: ReceivedMail, sender: Sender | None, outcome: Outcome) -> None:
    """Tell the sender, within limits: a machine at the other end gets few answers and then none."""
    if outcome.answer is None:
        return
    if sender is None and current_app.config["MAIL_IN_STRANGERS"] != "answer":
        return
    most = ANSWERS_A_DAY if sender is not None else ANSWERS_TO_STRANGERS_A_DAY
    if store.count_answer(digest_of(mail.sender), clock.today()) > most:
        return
    person = db.session.get(Person, sender.person_id) if sender is not None else None
    with speaking(person.language if person is not None else None) as language:
        letter = Letter(
            to=mail.sender,
            language=language,
            subject=str(outcome.about) if outcome.about is not None else _("Your mail to Improve"),
            text=str(outcome.answer),
        )
    for post in contributed(current_app, LETTERS):
        post(letter)


def digest_of(*parts: str) -> str:
    """What is kept of an address or a mail's name."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def tidy() -> int:
    """Forget mails that were handled long ago, and yesterday's counts."""
    before = clock.now() - KEPT
    gone = db.session.scalars(
        delete(HandledMail).where(HandledMail.at < before).returning(HandledMail.id)
    ).all()
    db.session.execute(delete(AnswerCount).where(AnswerCount.day < clock.today() - timedelta(days=2)))
    return len(gone)
