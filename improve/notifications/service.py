"""Use cases: telling people, writing letters, reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from flask import Flask, current_app
from sqlalchemy import update

from improve.accounts.ports import Letter
from improve.core import clock
from improve.core.db import db
from improve.core.events import Event
from improve.core.notices import Notice
from improve.core.policy import Actor
from improve.notifications import queries, store
from improve.notifications.models import InboxNotice, OutgoingMail
from improve.web.features import mounted

Teller = Callable[[Any], Iterable[Notice]]
EXTENSION = "improve.tellers"
LONGEST_SUBJECT = 300


def collect_tellers(app: Flask) -> None:
    """Gather `tells` of all manifests: event class to functions."""
    tellers: dict[type[Event], list[Teller]] = {}
    for feature in mounted(app):
        for event_type, teller in feature.tells:
            tellers.setdefault(event_type, []).append(teller)
    app.extensions[EXTENSION] = tellers


def tell(event: Event) -> None:
    """Turn an event into messages, in the transaction of the act.

    The person who did it is not told, nor are people who cannot sign in; nobody is told twice of one event
    under the same link.
    """
    tellers: dict[type[Event], list[Teller]] = current_app.extensions[EXTENSION]
    of_event = [teller for kind in type(event).__mro__ for teller in tellers.get(kind, ())]
    notices = [notice for teller in of_event for notice in teller(event)]
    if notices:
        deliver_notices(notices, except_to=event.actor_id)


def deliver_notices(notices: Iterable[Notice], *, except_to: int | None = None) -> None:
    """Write inbox rows and, for people who want mail, mails. Call it inside `transaction()`."""
    given = list(notices)
    wanted = {person_id for notice in given for person_id in notice.person_ids} - {except_to}
    reachable = queries.recipients(wanted) if wanted else {}
    told: set[tuple[int, str, str]] = set()
    for notice in given:
        for person_id in dict.fromkeys(notice.person_ids):
            place = (person_id, notice.endpoint, repr(sorted(notice.values.items())))
            if person_id in reachable and place not in told:
                told.add(place)
                _store(notice, person_id, by_mail=notice.mail and reachable[person_id])


def _store(notice: Notice, person_id: int, *, by_mail: bool) -> None:
    row = InboxNotice(
        person_id=person_id,
        created_at=clock.now(),
        text=notice.text.to_json(),
        detail=notice.detail,
        is_markdown=notice.is_markdown,
        endpoint=notice.endpoint,
        link_values=dict(notice.values),
    )
    db.session.add(row)
    if by_mail:
        now = clock.now()
        db.session.add(OutgoingMail(uid=uuid4().hex, notice=row, created_at=now, due_at=now))


def post(letter: Letter) -> None:
    """Put a letter into the outbox: for people without a notice, in words that are ready."""
    now = clock.now()
    db.session.add(
        OutgoingMail(
            uid=uuid4().hex,
            address=letter.to,
            language=letter.language,
            subject=letter.subject[:LONGEST_SUBJECT],
            letter=letter.text,
            created_at=now,
            due_at=now,
        )
    )


def read(notice: InboxNotice, *, by: Actor) -> None:
    """The person has opened it. A second time changes nothing."""
    if notice.read_at is None and notice.person_id == by.actor_id:
        notice.read_at = clock.now()


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
