"""Quarters as people and addresses name them: `2026-Q2`, from midnight to midnight where the company is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from improve.core.periods import PeriodKind, after, last_day, start_of

KIND = PeriodKind.QUARTER


@dataclass(frozen=True)
class Quarter:
    """Three months; `start` is their first day."""

    start: date

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The one that holds a day."""
        return cls(start_of(KIND, day))

    @classmethod
    def named(cls, code: str) -> Quarter:
        """The one of a code such as `2026-Q2`. Raises `ValueError`."""
        year, number = code.split("-Q")
        return cls(date(int(year), 3 * int(number) - 2, 1))

    @property
    def code(self) -> str:
        return f"{self.start.year:04}-Q{self.number}"

    @property
    def number(self) -> int:
        return (self.start.month + 2) // 3

    @property
    def last_day(self) -> date:
        return last_day(KIND, self.start)

    def moved(self, count: int) -> Quarter:
        """The one `count` quarters later (or earlier)."""
        return Quarter(after(KIND, self.start, count))

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first one to the first one after it."""
        return (
            datetime.combine(self.start, time(), tzinfo=zone),
            datetime.combine(self.moved(1).start, time(), tzinfo=zone),
        )
