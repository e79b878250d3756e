"""When a mail may go, and who is left in peace. Plain values in, a verdict out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from improve.contacts.models import Silence
from improve.surveys.invitations.models import Reason

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of the contact's day in which mail goes."""

    start: int
    until: int
    on_weekends: bool = False


@dataclass(frozen=True, slots=True)
class RestRule:
    """At most `most` invitations in `days` days; 0 days: no limit."""

    most: int
    days: int


# While nobody has set other ones: one survey a month, the same one once a quarter.
EVERYWHERE = RestRule(1, 30)
HERE = RestRule(1, 90)


def next_in(window: Window, now: datetime, zone: str) -> datetime:
    """The first instant from `now` on that lies in the window of somebody in `zone`.

    Hours are those on the wall there: an hour that summer time leaves out begins when the clock has jumped.
    """
    here = now.astimezone(ZoneInfo(zone))
    for days in range(8):
        day = here.date() + timedelta(days=days)
        if day.weekday() >= SATURDAY and not window.on_weekends:
            continue
        opens = datetime.combine(day, time(window.start), tzinfo=here.tzinfo).astimezone(UTC)
        midnight = time(0) if window.until == 24 else time(window.until)
        last = day + timedelta(days=1) if window.until == 24 else day
        closes = datetime.combine(last, midnight, tzinfo=here.tzinfo).astimezone(UTC)
        if now < closes:
            return max(now, opens)
    raise AssertionError("a week has a working day")


def left_in_peace(
    survey_id: int,
    before: Iterable[tuple[int, datetime]],
    everywhere: RestRule,
    here: RestRule,
    now: datetime,
) -> Reason | None:
    """Why a contact is not invited now: `before` are (survey, instant) of the invitations they got."""
    asked = list(before)
    if _is_full(here, [at for survey, at in asked if survey == survey_id], now):
        return Reason.RESTS_HERE
    if _is_full(everywhere, [at for _survey, at in asked], now):
        return Reason.RESTS
    return None


def _is_full(rule: RestRule, instants: list[datetime], now: datetime) -> bool:
    since = now - timedelta(days=rule.days)
    return rule.days > 0 and sum(1 for at in instants if at > since) >= rule.most


def silence_reason(silence: str | None) -> Reason | None:
    """Why a contact gets no mail at all."""
    if silence is None:
        return None
    return Reason.BOUNCED if silence == Silence.BOUNCED else Reason.SILENT
