"""Where periods lie in time: labels such as "2026-05" or "2026-W18" as places with a gap for each one skipped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from improve.stats.errors import StatsError

Season: TypeAlias = Literal["month", "quarter"]

_NUMBER: Final = re.compile(r"(\d{1,4})年?")
_QUARTER: Final = re.compile(r"(\d{4})[-/ ]?[Qq]([1-4])|(\d{4})年第?([1-4一二三四])季度")
_WEEK: Final = re.compile(r"(\d{4})[-/ ]?[Ww](\d{1,2})|(\d{4})年第?(\d{1,2})周")
_PART: Final = re.compile(r"(\d{4})[-/. 年](\d{1,2})月?")
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})")
_CHINESE: Final = {"一": 1, "二": 2, "三": 3, "四": 4}

# A list of places this much longer than its readings is not a series of periods.
_LONGEST_SHARE: Final = 100


def positions(periods: Sequence[int] | Sequence[str]) -> list[int]:
    """The place of each period, counted in periods of the series; neighbors in time differ by 1.

    Whole numbers are places already. Labels may be years or
    running numbers, quarters (2026-Q2, 2026年第2季度), months (2026-05, 2026年5月),
    two numbers "year part" (parts up to 4 are quarters, up to 12 months, up to 53 weeks), ISO weeks (2026-W18) or
    dates (2026-05-04, also with a time). Dates may stand for days, working days, weeks, months or quarters: the
    step is the smallest distance, where at least half of the periods are one step apart. Labels that follow no
    such pattern, or come twice, are taken as they stand, one place after the other.

    Refuses whole numbers that spread over more than 100 times as many places as there are periods.
    """
    labels = list(periods)
    numbers = [label for label in labels if isinstance(label, int)]
    if len(numbers) == len(labels):
        if numbers and max(numbers) - min(numbers) > _LONGEST_SHARE * len(numbers):
            raise StatsError("periods_too_far_apart", "The periods lie too far apart")
        return numbers
    texts = [str(label).strip() for label in labels]
    for read in (_numbers, _quarters, _weeks, _dates, _years_and_parts):
        found = read(texts)
        places = None if found is None else _in_steps(found)
        if places is not None:
            return places
    return list(range(len(labels)))


def seasons(periods: Sequence[str], kind: Season) -> list[int]:
    """Month (1-12) or quarter (1-4) of each label. Refuses labels that do not tell it (`season_unknown`)."""
    texts = [str(label).strip() for label in periods]
    months = _months(texts)
    if kind == "month" and months is not None:
        return months
    if kind == "quarter" and months is not None:
        return [(month + 2) // 3 for month in months]
    if kind == "quarter":
        parts = _parts(texts)
        quarters = parts if parts and _cycle(parts) == 4 else _all(_QUARTER, texts)
        if quarters is not None:
            return [quarter for _, quarter in quarters]
    raise StatsError("season_unknown", f"The periods do not tell the {kind}", kind=kind)


def _months(texts: Sequence[str]) -> list[int] | None:
    """The month in each label, or None where one does not tell it."""
    dates = _all(_DATE, texts)
    if dates is not None:
        found = [month for _, month, _ in dates]
    else:
        parts = _parts(texts)
        if not parts or _cycle(parts) != 12:
            return None
        found = [part for _, part in parts]
    return found if all(1 <= month <= 12 for month in found) else None


def _parts(texts: Sequence[str]) -> list[tuple[int, ...]] | None:
    """Year and part of each label."""
    return _all(_PART, texts) or _all(_COMPACT, texts)


def _cycle(parts: Sequence[tuple[int, ...]]) -> int | None:
    """How many parts a year has: 4, 12, 53 (weeks), or None where they are none of these."""
    numbers = [part for _, part in parts]
    if min(numbers) < 1 or max(numbers) > 53:
        return None
    if max(numbers) > 12:
        return 53
    # Only quarters come round again after 4; five or more labels must have come round.
    return 4 if max(numbers) <= 4 and len(numbers) > 4 else 12


def _all(pattern: re.Pattern[str], texts: Sequence[str]) -> list[tuple[int, ...]] | None:
    """The numbers in each label, or None where one does not fit."""
    found: list[tuple[int, ...]] = []
    for text in texts:
        match = pattern.fullmatch(text)
        if match is None:
            return None
        found.append(tuple(_CHINESE.get(g) or int(g) for g in match.groups() if g is not None))
    return found


def _numbers(texts: Sequence[str]) -> list[int] | None:
    """Years, or any count of periods that does not begin again."""
    found = [number for (number,) in _all(_NUMBER, texts) or ()]
    return found if found and found == sorted(found) else None


def _quarters(texts: Sequence[str]) -> list[int] | None:
    found = _all(_QUARTER, texts)
    return None if found is None else [4 * year + quarter for year, quarter in found]


def _weeks(texts: Sequence[str]) -> list[int] | None:
    found = _all(_WEEK, texts)
    return None if found is None else _week_numbers(found)


def _week_numbers(found: Sequence[tuple[int, ...]]) -> list[int] | None:
    try:
        return [date.fromisocalendar(year, week, 1).toordinal() // 7 for year, week in found]
    except ValueError:
        return None


def _years_and_parts(texts: Sequence[str]) -> list[int] | None:
    found = _parts(texts)
    cycle = _cycle(found) if found else None
    if not found or cycle is None:
        return None
    return _week_numbers(found) if cycle == 53 else [cycle * year + part for year, part in found]


def _dates(texts: Sequence[str]) -> list[int] | None:
    found = _all(_DATE, texts)
    if not found:
        return None
    try:
        days = [date(*numbers) for numbers in found]
    except ValueError:
        return None
    if len(days) > 2 and (_same_day(days) or all(_is_month_end(day) for day in days)):
        return [12 * day.year + day.month for day in days]
    # The first day of the calendar was a Monday.
    counted = [divmod(day.toordinal() - 1, 7) for day in days]
    if len(days) > 5 and all(weekday < 5 for _, weekday in counted):
        return [5 * week + weekday for week, weekday in counted]
    return [day.toordinal() for day in days]


def _same_day(days: Sequence[date]) -> bool:
    return len({day.day for day in days}) == 1


def _is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _in_steps(found: Sequence[int]) -> list[int] | None:
    """Places in units of the smallest distance, or None where the distances do not look like periods."""
    distances = [b - a for a, b in pairwise(sorted(found))]
    step = min(distances, default=1)
    # A label that comes twice does not name a period.
    if step == 0 or any(distance % step for distance in distances):
        return None
    if 2 * sum(distance == step for distance in distances) < len(distances):
        return None
    return [(place - min(found)) // step for place in found]
