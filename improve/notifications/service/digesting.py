"""The mail of a day or a week: made once, whatever ends the worker.

For each person and pace the day is claimed by a row whose key the database keeps unique; in the same transaction
the messages that came in until then get the digest's number, and the mail is put into the outbox. So nothing is in
two digests, and what was claimed is either wholly there or not at all. The outbox sends it like any other mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from improve.accounts.models import Person
from improve.accounts.queries import actor_of
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.notices import Pace
from improve.notifications import rules
from improve.notifications.models import DIGESTED, Digest, InboxNotice, OutgoingMail
from improve.notifications.ports import summaries
from improve.notifications.queries import content_of, decisions


@dataclass(frozen=True)
class Due:
    """A digest to make: whose, of which day, up to when."""

    person_id: int
    pace: Pace
    day: date
    until: datetime


def make_due_digests() -> int:
    """Make the digests that are due, each in a transaction of its own; how many mails."""
    made = 0
    for due in list(_due(clock.now())):
        with transaction():
            made += _make(due)
    return made


def _due(now: datetime) -> Iterator[Due]:
    """Who has something for a digest, or is in charge of something, and did not have the mail of the day yet."""
    wanted = _with_messages() | _in_charge()
    people = {person_id for person_id, _pace in wanted}
    zones = decisions(people, []).readers
    claimed = _claimed(people)
    for person_id, pace in sorted(wanted):
        if person_id not in zones:
            continue
        zone = zones[person_id].zone
        day = rules.digest_day(pace, now, zone)
        last = claimed.get((person_id, pace))
        if last is None or last < day:
            yield Due(person_id, pace, day, rules.digest_instant(day, zone))


def _with_messages() -> set[tuple[int, Pace]]:
    rows = db.session.execute(
        select(InboxNotice.person_id, InboxNotice.mail)
        .where(InboxNotice.digest_id.is_(None), InboxNotice.mail.in_([str(pace) for pace in DIGESTED]))
        .distinct()
    )
    return {(row.person_id, Pace(row.mail)) for row in rows}


def _in_charge() -> set[tuple[int, Pace]]:
    found: set[tuple[int, Pace]] = set()
    for summary in summaries():
        people = list(summary.people())
        decided = decisions(people, [summary.kind])
        found |= {(person_id, decided.channels(person_id, summary.kind).mail) for person_id in people}
    return {(person_id, pace) for person_id, pace in found if pace in DIGESTED}


def _claimed(people: set[int]) -> dict[tuple[int, Pace], date]:
    """The last day of each person and pace whose digest was made."""
    found: dict[tuple[int, Pace], date] = {}
    rows = db.session.execute(
        select(Digest.person_id, Digest.pace, Digest.day)
        .where(Digest.person_id.in_(sorted(people)))
        .order_by(Digest.day)
    )
    for row in rows:
        found[row.person_id, Pace(row.pace)] = row.day
    return found


def _make(due: Due) -> int:
    """Claim the day, take the messages, write the mail; 0 when somebody else did or there is nothing to say."""
    last = db.session.scalar(
        select(Digest.until)
        .where(Digest.person_id == due.person_id, Digest.pace == due.pace)
        .order_by(Digest.day.desc())
        .limit(1)
    )
    since = (
        max(last, due.until - 2 * rules.digest_span(due.pace))
        if last
        else due.until - rules.digest_span(due.pace)
    )
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    claim = (
        insert(Digest)
        .values(person_id=due.person_id, pace=str(due.pace), day=due.day, since=since, until=due.until)
        .on_conflict_do_nothing()
        .returning(Digest.id)
    )
    digest_id = db.session.scalar(claim)
    if digest_id is None:
        return 0
    db.session.execute(
        update(InboxNotice)
        .where(
            InboxNotice.person_id == due.person_id,
            InboxNotice.mail == due.pace,
            InboxNotice.digest_id.is_(None),
            InboxNotice.created_at < due.until,
        )
        .values(digest_id=digest_id)
    )
    digest = db.session.get_one(Digest, digest_id)
    if not content_of(digest, actor_of(db.session.get_one(Person, due.person_id))):
        return 0
    now = clock.now()
    db.session.add(OutgoingMail(uid=uuid4().hex, digest_id=digest_id, created_at=now, due_at=now))
    return 1
