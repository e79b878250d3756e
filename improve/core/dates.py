"""Moments as people and systems write them.

ISO 8601 (with zone, T or space, fraction), year/month/day with a time, 2019年1月5日, spreadsheet serials, Unix
seconds (10 digits) and milliseconds (13 digits), English month names, and day/month/year in either order, which
the column decides (some value over 12 in one place) or the caller says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from improve.core.cells import Cell, CellError, as_text, excerpt

DateOrder = Literal["dmy", "mdy"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = (
    r"(?P<half_before>上午|下午|中午|晚上|凌晨|早上)?\s*"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?"
)
_BEHIND = rf"(?:(?:\s*t\s*|\s+|,\s*){_TIME})?"
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_BEHIND}")
_YEAR_LAST = re.compile(
    rf"(?P<a>\d{{1,2}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark)(?P<y>\d{{4}}|\d{{2}}){_BEHIND}"
)
_DAY_MONTH = re.compile(rf"(?P<d>\d{{1,2}})[-\s.]+(?P<name>[a-z]{{3,9}})\.?[-\s,]+(?P<y>\d{{4}}){_BEHIND}")
_MONTH_DAY = re.compile(
    rf"(?P<name>[a-z]{{3,9}})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_BEHIND}"
)
_COMPACT = re.compile(
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
    r"(?:t?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})(?P<zone>z)?)?"
)
_CHINESE = re.compile(r"(\d{2,4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_CHINESE_TIME = re.compile(r"(\d{1,2})\s*[时点]\s*(?:(\d{1,2})\s*分?)?\s*(?:(\d{1,2})\s*秒)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 (a spreadsheet's dates have no zone)


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads the moments of one column; `order` says what 03/02/2026 means."""

    order: DateOrder | None = None

    @classmethod
    def for_column(cls, cells: Iterable[Cell], order: DateOrder | None = None) -> DateReader:
        """Learn the order of day and month from the column, unless `order` says it.

        Refuses a column that leaves it open (`date_order`) or contradicts itself (`date_order_mixed`).
        """
        if order is not None:
            return cls(order)
        shown: set[DateOrder] = set()
        doubtful = ""
        for cell in cells:
            match = _YEAR_LAST.fullmatch(_tidy(cell)) if isinstance(cell, str) else None
            if match is None:
                continue
            found = _shown_order(match)
            if found is not None:
                shown.add(found)
            elif match["a"].lstrip("0") != match["b"].lstrip("0"):
                doubtful = doubtful or as_text(cell)
        if len(shown) == 2:
            raise CellError(
                "date_order_mixed",
                "Some dates of this column have the day first and others the month. Say which order is meant.",
            )
        if doubtful and not shown:
            raise CellError(
                "date_order",
                f"Is {doubtful!r} day-month-year or month-day-year? The file does not decide it.",
                value=excerpt(doubtful),
            )
        return cls(shown.pop() if shown else None)

    def read(self, cell: Cell) -> datetime | None:
        """The moment: aware where a zone is written (Unix times are UTC), else naive; a date is its midnight.

        None for an empty cell. Refuses anything else (`not_a_date`).
        """
        if isinstance(cell, datetime):
            return cell
        if isinstance(cell, date):
            return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 (the caller knows the zone)
        text = _tidy(cell or "")
        if not text:
            return None
        try:
            found = _from_digits(text) or self._from_parts(text)
        except (ValueError, OverflowError):
            found = None
        if found is None:
            raise _not_a_date(cell)
        return found

    def read_date(self, cell: Cell) -> date | None:
        """As `read`, the day alone as it is written."""
        moment = self.read(cell)
        return None if moment is None else moment.date()

    def read_instant(self, cell: Cell, zone: tzinfo) -> datetime | None:
        """As `read`, in UTC; a moment without a zone is meant in `zone`."""
        moment = self.read(cell)
        try:
            return None if moment is None else to_instant(moment, zone)
        except OverflowError as error:
            raise _not_a_date(cell) from error

    def _from_parts(self, text: str) -> datetime | None:
        if match := _YEAR_FIRST.fullmatch(text):
            return _moment(match, int(match["y"]), int(match["m"]), int(match["d"]))
        if match := _YEAR_LAST.fullmatch(text):
            first, second = int(match["a"]), int(match["b"])
            order = self.order or _shown_order(match) or ("dmy" if first == second else None)
            if order is None:
                return None
            day, month = (first, second) if order == "dmy" else (second, first)
            return _moment(match, _full_year(match["y"]), month, day)
        if match := _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text):
            return _moment(match, int(match["y"]), _MONTHS.index(match["name"][:3]) + 1, int(match["d"]))
        return None


def to_instant(moment: datetime, zone: tzinfo) -> datetime:
    """The instant in UTC; a naive moment is meant in `zone`."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


def read_zone(name: str) -> tzinfo:
    """A time zone by its IANA name ("Asia/Shanghai", "UTC"). Refuses an unknown one (`time_zone`)."""
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CellError(
            "time_zone", f"{excerpt(name)!r} is not a known time zone.", value=excerpt(name)
        ) from error


def _not_a_date(cell: Cell) -> CellError:
    shown = excerpt(as_text(cell))
    return CellError("not_a_date", f"{shown!r} is not a date or time that can be read.", value=shown)


def _tidy(text: str) -> str:
    """Half width, one space, small letters, Chinese units as separators."""
    text = " ".join(unicodedata.normalize("NFKC", text).replace("\u2212", "-").lower().split())
    if "年" in text:
        text = _CHINESE.sub(r"\1-\2-\3 ", text).strip()
    if "时" in text or "点" in text:
        text = _CHINESE_TIME.sub(_clock_time, text)
    return text


def _clock_time(match: re.Match[str]) -> str:
    return f"{match[1]}:{int(match[2] or 0):02}:{int(match[3] or 0):02}"


def _shown_order(match: re.Match[str]) -> DateOrder | None:
    """The order that this date alone shows: a part over 12 is the day; with points the day always comes first."""
    first, second = int(match["a"]), int(match["b"])
    if first > 12 or (match["mark"] == "." and second <= 12):
        return "dmy"
    return "mdy" if second > 12 else None


def _from_digits(text: str) -> datetime | None:
    """Unix time, spreadsheet serials and dates without separators."""
    if re.fullmatch(r"\d{10}(?:\.\d+)?", text):
        return _EPOCH + timedelta(seconds=float(text))
    if re.fullmatch(r"\d{13}(?:\.0+)?", text):
        return _EPOCH + timedelta(milliseconds=int(text[:13]))
    if _SERIAL.fullmatch(text):
        # Spreadsheets keep the time as a fraction of a day; milliseconds are what survives of it.
        return _SERIAL_START + timedelta(milliseconds=round(float(text) * 86_400_000))
    if match := _COMPACT.fullmatch(text):
        return _moment(match, int(match["y"]), int(match["m"]), int(match["d"]))
    return None


def _moment(match: re.Match[str], year: int, month: int, day: int) -> datetime:
    parts = match.groupdict()
    if parts.get("hour") is None:
        return datetime(year, month, day)  # noqa: DTZ001 (the caller knows the zone)
    fraction = (parts.get("fraction") or "")[:6].ljust(6, "0")
    hour = _hour(int(parts["hour"]), parts.get("half") or parts.get("half_before") or "")
    moment = datetime(  # noqa: DTZ001 (the zone, if one is written, follows)
        year, month, day, hour, int(parts["minute"]), int(parts.get("second") or 0), int(fraction)
    )
    zone = parts.get("zone")
    return moment if zone is None else moment.replace(tzinfo=_offset(zone))


def _hour(hour: int, half: str) -> int:
    afternoon = half.startswith("p") or half in ("下午", "晚上") or (half == "中午" and hour < 11)
    morning = half.startswith("a") or half in ("上午", "凌晨", "早上")
    if afternoon and hour < 12:
        return hour + 12
    return 0 if morning and hour == 12 else hour


def _offset(zone: str) -> tzinfo:
    if zone in ("z", "utc", "gmt"):
        return UTC
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=minutes if zone[0] == "+" else -minutes))


def _full_year(text: str) -> int:
    """Two digits as POSIX reads them: 69-99 are 19.., 00-68 are 20.."""
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year > 68 else 2000)
