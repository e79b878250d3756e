"""Where a message goes, when a mail is tried again, and when a digest is due. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from improve.core.notices import NOTHING, Channels, NoticeKind, Pace

# After the first attempt, the second, … : about three days in all.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720, 1440, 1440))
REQUIRED = Channels(inbox=True, mail=Pace.AT_ONCE)
# When the day's or the week's mail is made, where its reader is; a week begins on Monday.
DIGEST_AT = time(7, 0)


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` failed ones; None when it is given up."""
    return now + DELAYS[attempts - 1] if attempts <= len(DELAYS) else None


@dataclass(frozen=True)
class Reach:
    """How somebody can be reached at all. `mail_wanted` is the switch over all mail that may be turned off."""

    is_active: bool
    has_address: bool
    mail_wanted: bool


def wanted(kind: NoticeKind, chosen: Channels | None, company: Channels | None) -> Channels:
    """What a person wants of a kind: their own choice, else the company's, else the kind's."""
    if kind.required is not None:
        return REQUIRED
    for decided in (chosen, company):
        if decided is not None:  # "nothing" is a choice, too
            return decided
    return kind.default


def channels(kind: NoticeKind, chosen: Channels | None, company: Channels | None, reach: Reach) -> Channels:
    """Where a message of `kind` goes for one person. The sender and every page that promises anything ask this."""
    if not reach.is_active:
        return NOTHING
    asked = wanted(kind, chosen, company)
    may_mail = reach.has_address and (reach.mail_wanted or kind.required is not None)
    return Channels(inbox=asked.inbox and kind.has_inbox, mail=asked.mail if may_mail else Pace.NEVER)


def digest_day(pace: Pace, now: datetime, zone: ZoneInfo) -> date:
    """The day of the last digest that is due: today or yesterday, or the Monday before."""
    local = now.astimezone(zone)
    day = local.date() if local.time() >= DIGEST_AT else local.date() - timedelta(days=1)
    return day - timedelta(days=day.weekday()) if pace is Pace.WEEKLY else day


def digest_instant(day: date, zone: ZoneInfo) -> datetime:
    """The instant up to which a day's digest reaches."""
    return datetime.combine(day, DIGEST_AT, tzinfo=zone)


def digest_span(pace: Pace) -> timedelta:
    """How far back the first digest of somebody looks."""
    return timedelta(days=7) if pace is Pace.WEEKLY else timedelta(days=1)


def in_groups(kinds: Iterable[NoticeKind]) -> list[NoticeKind]:
    """The kinds as the settings page lists them."""
    return sorted(kinds, key=lambda kind: (kind.group.order, kind.group.code, kind.order, kind.code))
