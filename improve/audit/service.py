"""Use cases of the trail: recording, sealing, anchoring. Nobody asks for them; events and the clock do."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from flask import current_app

from improve.audit import anchors, queries, rules, store
from improve.audit.rules import Content
from improve.core import clock
from improve.core.db import db
from improve.core.events import Event

BATCH = 1_000


def _key() -> str:
    return str(current_app.config["AUDIT_KEY"])


def anchors_path() -> Path:
    """The file of anchors of this instance."""
    return anchors.path_in(current_app.instance_path)


def record(event: Event) -> None:
    """Write the entry of an event, in the transaction of the act: either both are stored or neither.

    An event class that sets `records_actor = False` (a ballot) is recorded without its actor; one that is not
    `is_recorded` (an answer to an anonymous survey) leaves no entry.
    """
    if not event.is_recorded:
        return
    uid = uuid4().hex
    known = getattr(type(event), "records_actor", True)
    content = Content(
        uid=uid,
        at=clock.now(),
        event=event.name(),
        subject_type=event.subject_type,
        subject_id=event.subject_id,
        actor_id=event.actor_id if known else None,
        changed=tuple(event.changed),
        digest=rules.event_digest(_key(), uid, event),
    )
    mac = rules.entry_mac(_key(), content)
    store.append({**content._asdict(), "changed": list(content.changed), "mac": mac})


def seal(most: int = BATCH) -> int:
    """Give up to `most` waiting entries their places in the chain; how many got one.

    Call it inside `transaction()`. One sealer at a time: another one finds the chain taken and does nothing.
    """
    if not store.claim_chain():
        return 0
    head = queries.head() or rules.start(_key())
    places = []
    for entry_id, mac in db.session.execute(queries.unsealed().limit(most)):
        head = rules.link(_key(), head, mac)
        places.append({"id": entry_id, "seq": head.count, "chain": head.chain})
    if places:
        store.place(places)
    return len(places)


def anchor() -> bool:
    """Note the stored head outside the database. After the commit, never before: an anchor is a promise."""
    head = queries.head()
    return head is not None and anchors.append(anchors_path(), _key(), head, clock.now())
