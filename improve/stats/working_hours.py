"""Working hours written down: `{"mon-fri": ["09:00", "18:00"], "holidays": ["2026-10-01"]}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, tzinfo
from typing import Any

from improve.stats.errors import StatsError
from improve.stats.sla import MIDNIGHT, Span, WorkingHours

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")


def working_hours(written: Mapping[str, Any], zone: tzinfo) -> WorkingHours:
    """Read working hours from plain data (JSON, TOML).

    Keys are days ("mon", "monday"), ranges ("mon-fri") and lists of them ("mon,wed"); values one pair of times
    or several (`[["09:00", "12:00"], ["13:00", "18:00"]]`); a pair that ends at or before its start runs over
    midnight. `holidays` lists days off, `extra` maps dates to working times (a Saturday that is worked).
    Refuses anything else (`calendar`).
    """
    week: list[list[Span]] = [[] for _ in _DAYS]
    special: dict[date, list[Span]] = {}
    for key, value in written.items():
        name = key.strip().lower()
        if name == "holidays":
            for day in _list(value):
                special.setdefault(_date(day), [])
        elif name == "extra":
            for day, spans in _mapping(value).items():
                _add_date(special, _date(day), _spans(spans))
        elif name not in ("time_zone", "timezone", "tz", "name"):
            for index in _day_indexes(name):
                _add_weekday(week, index, _spans(value))
    if not any(week) and not any(special.values()):
        raise _refused("The calendar has no working time.")
    return WorkingHours(
        zone,
        tuple(tuple(sorted(spans)) for spans in week),
        {day: tuple(sorted(spans)) for day, spans in special.items()},
    )


def _add_weekday(week: list[list[Span]], index: int, spans: list[Span]) -> None:
    for start, end in spans:
        week[index].append((start, min(end, MIDNIGHT)))
        if end > MIDNIGHT:
            week[(index + 1) % 7].append((0, end - MIDNIGHT))


def _add_date(special: dict[date, list[Span]], day: date, spans: list[Span]) -> None:
    for start, end in spans:
        if end > MIDNIGHT:
            raise _refused("An extra working day ends by midnight; write the next day's hours with that day.")
        special.setdefault(day, []).append((start, end))


def _spans(value: Any) -> list[Span]:
    """One pair or a list of pairs; an end past midnight counts on (22:00-06:00 is 1320-1800)."""
    pairs = _list(value)
    if len(pairs) == 2 and all(isinstance(part, str) and _TIME.fullmatch(part.strip()) for part in pairs):
        pairs = [pairs]
    spans = []
    for pair in pairs:
        parts = pair.split("-") if isinstance(pair, str) else _list(pair)
        if len(parts) != 2:
            raise _refused("Working time is a pair of times such as 09:00 and 18:00.")
        start, end = _minutes(parts[0]), _minutes(parts[1])
        spans.append((start, end if end > start else end + MIDNIGHT))
    return spans


def _minutes(text: Any) -> int:
    match = _TIME.fullmatch(str(text).strip())
    if match is None:
        raise _refused(f"{text!r} is not a time of the day.")
    minutes = int(match[1]) * 60 + int(match[2])
    if int(match[2]) > 59 or minutes > MIDNIGHT:
        raise _refused(f"{text!r} is not a time of the day.")
    return minutes


def _day_indexes(name: str) -> list[int]:
    indexes: list[int] = []
    for part in re.split(r"[,\s]+", re.sub(r"\s*(?:-|–|\bto\b)\s*", "-", name)):
        ends = [_day(end) for end in part.split("-")]
        if len(ends) > 2:
            raise _refused(f"{part!r} is not a range of days.")
        first, last = ends[0], ends[-1]
        indexes += [(first + i) % 7 for i in range((last - first) % 7 + 1)]
    return indexes


def _day(name: str) -> int:
    short = name.strip()[:3]
    if short not in _DAYS:
        raise _refused(f"{name!r} is not a day of the week.")
    return _DAYS.index(short)


def _date(value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise _refused(f"{value!r} is not a date.") from error


def _list(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part for part in re.split(r"\s*,\s*", value) if part]
    if not isinstance(value, list | tuple):
        raise _refused("Working hours are written as lists of times.")
    return list(value)


def _mapping(value: Any) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise _refused("Extra working days map a date to its times.")
    return value


def _refused(message: str) -> StatsError:
    return StatsError("calendar", message)
