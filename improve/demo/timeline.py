"""Time in the demonstration: everything happens at its instant, in order, whoever planned it first."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from improve.core import clock

Act = Callable[[], None]


class Timeline:
    """Acts with their instants. What lies in the future is not played: it has not happened yet."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._acts: list[tuple[datetime, int, Act]] = []
        self._count = 0

    def at(self, instant: datetime, act: Act) -> None:
        """Let `act` happen at `instant`."""
        if instant <= self.now:
            heapq.heappush(self._acts, (instant, self._count, act))
            self._count += 1

    def play(self) -> int:
        """Perform everything, oldest first, under a clock that shows its instant; how many acts there were.

        An act may plan further ones; none of them comes before the act itself.
        """
        count = 0
        reached = datetime.min.replace(tzinfo=self.now.tzinfo)
        while self._acts:
            instant, _number, act = heapq.heappop(self._acts)
            reached = max(reached, instant)
            with clock.frozen(reached):
                act()
            count += 1
        return count


class Moments:
    """Instants relative to today, at hours at which people work."""

    def __init__(self, now: datetime, dice: Random) -> None:
        self.now = now
        self.dice = dice

    def day(self, days_ago: int, zone: str) -> date:
        """The calendar day so many days ago."""
        return self.now.astimezone(ZoneInfo(zone)).date() - timedelta(days=days_ago)

    def at(self, day: date, zone: str, hour: int | None = None) -> datetime:
        """Some minute of the day, or of one hour of it."""
        chosen = self.dice.randint(8, 17) if hour is None else hour
        clock_time = time(chosen, self.dice.randrange(60), self.dice.randrange(60))
        return datetime.combine(day, clock_time, tzinfo=ZoneInfo(zone))

    def ago(self, days: int, zone: str, hour: int | None = None) -> datetime:
        """Some minute of the day so many days ago."""
        return self.at(self.day(days, zone), zone, hour)

    def between(self, first: datetime, last: datetime, *, early: bool = False) -> datetime:
        """Some instant in between; with `early` most of them lie near the first."""
        share = self.dice.random()
        return first + (last - first) * (share**2.5 if early else share)


def workday(day: date) -> date:
    """The day itself, or the Friday before when it falls on a weekend."""
    return day - timedelta(days=max(day.weekday() - 4, 0))
