"""When the rounds of the committee were: in days before today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from improve.demo.timeline import Moments, workday


@dataclass(frozen=True)
class RoundDays:
    """A round: `opened` and `closes` in days ago (negative: to come); `published` None while it is open."""

    opened: int
    closes: int
    published: int | None


# Ideas come in during the weeks before a round opens, and get their answer within the promised 45 days.
ROUNDS = {
    0: RoundDays(opened=365, closes=355, published=350),
    1: RoundDays(opened=190, closes=180, published=175),
    2: RoundDays(opened=99, closes=89, published=84),
    3: RoundDays(opened=12, closes=-5, published=None),
}
COLLECTING = 26
ZONE = "Asia/Shanghai"


def opens_on(moments: Moments, number: int) -> date:
    """The first day of a round."""
    return workday(moments.day(ROUNDS[number].opened, ZONE))


def closes_on(moments: Moments, number: int) -> date:
    """The last day of a round."""
    return moments.day(ROUNDS[number].closes, ZONE)


def published_at(moments: Moments, number: int) -> datetime:
    """When the authors were told: the hour is the same for everybody who asks."""
    days = ROUNDS[number].published
    if days is None:
        raise LookupError(f"round {number} is still open")
    day = workday(moments.day(days, ZONE))
    return moments.at(day, ZONE, hour=15).replace(minute=30, second=0)
