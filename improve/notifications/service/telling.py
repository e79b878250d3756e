"""Turning facts into lines, rows of inboxes and mails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import Flask, current_app
from sqlalchemy import insert

from improve.core import clock
from improve.core.db import db
from improve.core.events import Event
from improve.core.notices import Channels, Notice, NoticeKind, Pace
from improve.notifications.models import InboxNotice, Line, OutgoingMail
from improve.notifications.ports import collect_kinds, kinds
from improve.notifications.queries import Decisions, decisions
from improve.web.features import mounted

Teller = Callable[[Any], Iterable[Notice]]
EXTENSION = "improve.tellers"


def collect_tellers(app: Flask) -> None:
    """Gather `tells` of all manifests: event class to functions."""
    tellers: dict[type[Event], list[Teller]] = {}
    for feature in mounted(app):
        for event_type, teller in feature.tells:
            tellers.setdefault(event_type, []).append(teller)
    app.extensions[EXTENSION] = tellers
    collect_kinds(app)


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
    """Write lines, inbox rows and mails. Call it inside `transaction()`."""
    given = list(notices)
    audiences = [audience for notice in given for audience in notice.audiences]
    everybody = {person_id for audience in audiences for person_id in audience.person_ids} - {except_to}
    decided = decisions(everybody, [declared(audience.kind) for audience in audiences])
    told: set[tuple[int, str, str]] = set()
    for notice in given:
        receivers: list[tuple[int, NoticeKind, Channels]] = []
        for person_id, kind in _by_person(notice).items():
            place = (person_id, notice.endpoint, repr(sorted(notice.values.items())))
            channels = decided.channels(person_id, kind)
            if person_id in everybody and place not in told and channels:
                told.add(place)
                receivers.append((person_id, kind, channels))
        if receivers or notice.is_story:
            _store(notice, receivers, decided)


def declared(kind: NoticeKind) -> NoticeKind:
    """The kind, which a manifest must have: else nobody could turn it off. Raises `KeyError`."""
    return kinds()[kind.code]


def _by_person(notice: Notice) -> dict[int, NoticeKind]:
    """Of which kind the notice is to each: who stands in several audiences belongs to the first."""
    found: dict[int, NoticeKind] = {}
    for audience in notice.audiences:
        for person_id in audience.person_ids:
            found.setdefault(person_id, audience.kind)
    return found


def _store(notice: Notice, receivers: list[tuple[int, NoticeKind, Channels]], decided: Decisions) -> None:
    now = clock.now()
    line = _line(notice, now)
    db.session.add(line)
    db.session.flush()
    topic = f"{notice.about.type}:{notice.about.id}" if notice.about else f"line:{line.id}"
    rows = [
        {
            "person_id": person_id,
            "line_id": line.id,
            "kind": kind.code,
            "topic": topic,
            "day": now.astimezone(decided.readers[person_id].zone).date(),
            "created_at": now,
            "in_inbox": channels.inbox,
            "mail": str(channels.mail),
        }
        for person_id, kind, channels in receivers
    ]
    if not rows:
        return
    written = db.session.scalars(
        insert(InboxNotice).returning(InboxNotice.id, sort_by_parameter_order=True), rows
    )
    mails = [
        {"uid": uuid4().hex, "notice_id": notice_id, "created_at": now, "due_at": now}
        for notice_id, row in zip(written, rows, strict=True)
        if row["mail"] == Pace.AT_ONCE
    ]
    if mails:
        db.session.execute(insert(OutgoingMail), mails)


def _line(notice: Notice, now: datetime) -> Line:
    return Line(
        created_at=now,
        text=notice.text.to_json(),
        detail=notice.detail,
        is_markdown=notice.is_markdown,
        endpoint=notice.endpoint,
        link_values=dict(notice.values),
        about_type=notice.about.type if notice.about else None,
        about_id=notice.about.id if notice.about else None,
        source_type=notice.source.type if notice.source else None,
        source_id=notice.source.id if notice.source else None,
        is_story=notice.is_story,
    )
