"""On which channels people hear of a kind: asked by the sender and by every page that promises something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from improve.accounts.models import Person
from improve.core.db import db
from improve.core.notices import Channels, NoticeKind, Pace
from improve.notifications import rules
from improve.notifications.models import Choice
from improve.web.i18n import default_time_zone

AT_ONCE = 500


@dataclass(frozen=True)
class Reader:
    """Somebody who may be told: how they can be reached, and where they live."""

    reach: rules.Reach
    zone: ZoneInfo


@dataclass(frozen=True)
class Decisions:
    """The decided channels of some people for some kinds. Who is unknown hears nothing."""

    readers: Mapping[int, Reader]
    choices: Mapping[tuple[int | None, str], Channels]

    def channels(self, person_id: int, kind: NoticeKind) -> Channels:
        """Where a message of the kind goes for the person."""
        reader = self.readers.get(person_id)
        reach = reader.reach if reader is not None else rules.Reach(False, False, False)
        chosen = self.choices.get((person_id, kind.code))
        return rules.channels(kind, chosen, self.choices.get((None, kind.code)), reach)


def decisions(person_ids: Iterable[int], kinds: Iterable[NoticeKind]) -> Decisions:
    """Everything that decides about these people and kinds; two statements for 500 people."""
    people, codes = sorted(set(person_ids)), sorted({kind.code for kind in kinds})
    readers: dict[int, Reader] = {}
    choices = _choices(None, codes)
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        readers |= _readers(some)
        choices |= _choices(some, codes)
    return Decisions(readers, choices)


@dataclass(frozen=True)
class Wish:
    """What is chosen of a kind (by a person, or by the company), and what would be without that choice."""

    channels: Channels
    standard: Channels


def wishes_of(person_id: int | None, kinds: Iterable[NoticeKind]) -> dict[str, Wish]:
    """The wishes of a person, or (None) the company's, by kind; whether they can be reached is another matter."""
    known = {kind.code: kind for kind in kinds}
    company = _choices(None, list(known))
    own = _choices([person_id], list(known)) if person_id is not None else {}
    found = {}
    for code, kind in known.items():
        of_company = company.get((None, code))
        standard = (
            rules.wanted(kind, None, of_company) if person_id is not None else rules.wanted(kind, None, None)
        )
        found[code] = Wish(rules.wanted(kind, own.get((person_id, code)), of_company), standard)
    return found


def _readers(person_ids: list[int]) -> dict[int, Reader]:
    company = default_time_zone()
    rows = db.session.execute(
        select(Person.id, Person.email, Person.mail_wanted, Person.disabled_at, Person.time_zone).where(
            Person.id.in_(person_ids)
        )
    )
    return {
        row.id: Reader(
            rules.Reach(row.disabled_at is None, bool(row.email), row.mail_wanted),
            ZoneInfo(row.time_zone or company),
        )
        for row in rows
    }


def _choices(person_ids: list[int] | None, codes: list[str]) -> dict[tuple[int | None, str], Channels]:
    """The stored choices of these people, or (None) those of the company."""
    whose = Choice.person_id.is_(None) if person_ids is None else Choice.person_id.in_(person_ids)
    rows = db.session.execute(
        select(Choice.person_id, Choice.kind, Choice.inbox, Choice.mail).where(whose, Choice.kind.in_(codes))
    )
    return {(row.person_id, row.kind): Channels(row.inbox, Pace(row.mail)) for row in rows}
