"""Working days: the days of the week on which a company works, its days off and its make-up days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """`weekdays` are ISO numbers (1 Monday to 7 Sunday); `off` and `on` replace single days, `on` the stronger."""

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(1, 8)):
            raise ValueError("a week has at least one working day, from 1 to 7")

    def is_working(self, day: date) -> bool:
        """Is it a day on which the company works?"""
        return day in self.on or (day.isoweekday() in self.weekdays and day not in self.off)

    def after(self, day: date, count: int) -> date:
        """The working day that many working days after `day` (before it when negative); `day` itself for 0."""
        step = A_DAY if count > 0 else -A_DAY
        for _n in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days are over once `last` is, counted from the end of `first`; negative backwards."""
        if last < first:
            return -self.between(last, first)
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(self.is_working(day) for day in days)
