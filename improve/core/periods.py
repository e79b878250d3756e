"""Periods of a metric: a kind and a first day. `2026-05`, `2026-W18`, `2026-Q2`, `2026-05-04`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum

_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_QUARTER = re.compile(r"(\d{4})[-/ ]?[Qq]([1-4])|(\d{4})年?第?([1-4])季度")
_WEEK = re.compile(r"(\d{4})[-/ ]?[Ww](\d{1,2})|(\d{4})年第?(\d{1,2})周")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?")
EARLIEST = date(1800, 1, 1)
LATEST = date(2200, 12, 31)


class PeriodKind(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def start_of(kind: PeriodKind, day: date) -> date:
    """The first day of the period that holds `day`; weeks begin on Monday (ISO 8601)."""
    if kind is PeriodKind.WEEK:
        return day - timedelta(days=day.weekday())
    if kind is PeriodKind.MONTH:
        return day.replace(day=1)
    if kind is PeriodKind.QUARTER:
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    if kind is PeriodKind.YEAR:
        return date(day.year, 1, 1)
    return day


def after(kind: PeriodKind, start: date, count: int = 1) -> date:
    """The first day of the period `count` periods later (or earlier)."""
    if kind is PeriodKind.DAY:
        return start + timedelta(days=count)
    if kind is PeriodKind.WEEK:
        return start + timedelta(weeks=count)
    step = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}[kind]
    months = start.year * 12 + start.month - 1 + count * step
    return date(months // 12, months % 12 + 1, 1)


def last_day(kind: PeriodKind, start: date) -> date:
    """The last day of the period that begins at `start`."""
    return after(kind, start) - timedelta(days=1)


def between(kind: PeriodKind, first: date, last: date) -> list[date]:
    """The starts of all periods from `first` to `last`, both included (both starts of periods)."""
    out = []
    while first <= last:
        out.append(first)
        first = after(kind, first)
    return out


def distance(kind: PeriodKind, first: date, last: date) -> int:
    """How many periods `last` lies after `first`."""
    if kind is PeriodKind.DAY:
        return (last - first).days
    if kind is PeriodKind.WEEK:
        return (last - first).days // 7
    step = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}[kind]
    return ((last.year - first.year) * 12 + last.month - first.month) // step


def read(kind: PeriodKind, text: str) -> date | None:
    """The start of the period that `text` names, for a metric of that kind; None when it names none.

    A day stands for the period that holds it; a month may stand for its quarter, never the other way round.
    """
    text = text.strip()
    found = _read(kind, text)
    if found is None or not EARLIEST <= found <= LATEST:
        return None
    return start_of(kind, found)


def _read(kind: PeriodKind, text: str) -> date | None:
    try:
        if match := _DAY.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if kind is PeriodKind.WEEK and (match := _WEEK.fullmatch(text)):
            return date.fromisocalendar(int(match[1] or match[3]), int(match[2] or match[4]), 1)
        if kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR) and (
            match := _MONTH.fullmatch(text)
        ):
            return date(int(match[1]), int(match[2]), 1)
        if kind in (PeriodKind.QUARTER, PeriodKind.YEAR) and (match := _QUARTER.fullmatch(text)):
            return date(int(match[1] or match[3]), 3 * int(match[2] or match[4]) - 2, 1)
        if kind is PeriodKind.YEAR and re.fullmatch(r"\d{4}年?", text):
            return date(int(text[:4]), 1, 1)
    except ValueError:
        return None
    return None


def code(kind: PeriodKind, start: date) -> str:
    """The period as text, as `read` takes it."""
    if kind is PeriodKind.WEEK:
        year, week, _day = start.isocalendar()
        return f"{year}-W{week:02}"
    if kind is PeriodKind.MONTH:
        return f"{start.year:04}-{start.month:02}"
    if kind is PeriodKind.QUARTER:
        return f"{start.year:04}-Q{(start.month + 2) // 3}"
    if kind is PeriodKind.YEAR:
        return f"{start.year:04}"
    return start.isoformat()
