"""`improve analyze sla`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import click

from improve.analyze.command import Report, analyze_command, reads_dates, reads_file
from improve.analyze.layout import number
from improve.analyze.source import Source
from improve.analyze.words import say
from improve.core import clock
from improve.core.dates import DateOrder, DateReader, read_zone
from improve.core.spreadsheets import UnreadableFile
from improve.stats.sla import Calendar, Compliance, Promise, compliance
from improve.stats.working_hours import working_hours

Times = tuple[datetime, datetime | None]


@analyze_command("sla")
@reads_file
@click.option("--opened", help="Column with the instant a case was opened.")
@click.option("--answered", help="Column with the instant it was answered; blank while it is open.")
@click.option("--hours", type=click.FloatRange(min=0), default=2, show_default=True, help="The promise.")
@click.option("--case", "case_column", help="Column with the case id, for a log with one row per event.")
@click.option("--event-time", help="With --case: the first event opens a case, the second answers it.")
@click.option(
    "--calendar", default="24x7", show_default=True, help="24x7, or a JSON or TOML file of working hours."
)
@click.option("--time-zone", help="Zone of the times that name none, and of the calendar; UTC unless given.")
@click.option("--now", "now_text", metavar="INSTANT", help="Judge the open cases at this instant.")
@reads_dates
def command(
    *,
    file: Path,
    sheet: str | None,
    language: str,
    opened: str | None,
    answered: str | None,
    hours: float,
    case_column: str | None,
    event_time: str | None,
    calendar: str,
    time_zone: str | None,
    now_text: str | None,
    date_order: DateOrder | None,
) -> Report:
    """Were answers given in time? The due instant itself is in time.

    compliance = in time / (in time + late + open and overdue), 0 to 1. A calendar file holds working hours such
    as {"mon-fri": ["09:00", "18:00"], "holidays": ["2026-10-01"]}.
    """
    by_event = case_column is not None and event_time is not None
    if event_time is not None and case_column is None:
        raise click.UsageError("--event-time needs --case.")
    if not by_event and (opened is None or answered is None):
        raise click.UsageError("Give --opened and --answered, or --case and --event-time.")
    zone, working = _calendar(calendar, time_zone)
    now = clock.now()
    if now_text is not None:
        now = DateReader(date_order or "dmy").read_instant(now_text, zone) or now
    source = Source.open(file, sheet, language)
    if by_event:
        source.require(case_column, event_time)
        (moments,) = source.instants(event_time or "", order=date_order, zone=zone)
        times = _from_events(source, case_column or "", event_time or "", moments)
    else:
        source.require(opened, answered, case_column)
        starts, ends = source.instants(opened or "", answered or "", order=date_order, zone=zone)
        times = _from_rows(source, _Rows(opened or "", answered or "", case_column, starts, ends))
    promises = [Promise(start, end) for start, end in times]
    found = compliance(promises, seconds=hours * 3600, now=now, calendar=working)
    data: dict[str, Any] = {"read": len(source), "hours": hours, "now": now.isoformat(), **asdict(found)}
    return Report(data, _lines(language, found), source.done())


@dataclass(frozen=True, slots=True)
class _Rows:
    """The columns of a file with one row per case, and their instants."""

    opened: str
    answered: str
    case: str | None
    starts: list[datetime | None]
    ends: list[datetime | None]


def _from_rows(source: Source, rows: _Rows) -> list[Times]:
    """One case per row; with a case id the earliest opening and the earliest answer of each."""
    cases = source.texts(rows.case) if rows.case else [None] * len(source)
    unreadable = {error.row for error in source.errors}
    found: dict[object, tuple[int, datetime | None, datetime | None]] = {}
    for place, (start, end) in enumerate(zip(rows.starts, rows.ends, strict=True)):
        if source.table.rows[place].number in unreadable:
            continue
        if rows.case and cases[place] is None:
            source.refuse(place, rows.case, "no_case", "This row has no case.")
            continue
        key: object = cases[place] if rows.case else place
        first, opened, answered = found.get(key, (place, None, None))
        found[key] = (first, _earlier(opened, start), _earlier(answered, end))
    times: list[Times] = []
    for place, opened, answered in found.values():
        if opened is None:
            source.refuse(place, rows.opened, "no_opening", "This row has no opening.")
        elif answered is not None and answered < opened:
            source.refuse(
                place, rows.answered, "answered_before_opened", "The answer lies before the opening."
            )
        else:
            times.append((opened, answered))
    return times


def _from_events(
    source: Source, case_column: str, event_time: str, moments: list[datetime | None]
) -> list[Times]:
    """The first event of a case opens it and the second answers it, in the order of their times."""
    cases = source.texts(case_column)
    unreadable = {error.row for error in source.errors}
    events: dict[str, list[datetime]] = {}
    for place, (case, moment) in enumerate(zip(cases, moments, strict=True)):
        if source.table.rows[place].number in unreadable:
            continue
        if case is None:
            source.refuse(place, case_column, "no_case", "This row has no case.")
        elif moment is None:
            source.refuse(place, event_time, "no_time", "This row has no time.")
        else:
            events.setdefault(case, []).append(moment)
    ordered = [sorted(found) for found in events.values()]
    return [(found[0], found[1] if len(found) > 1 else None) for found in ordered]


def _earlier(first: datetime | None, second: datetime | None) -> datetime | None:
    known = [moment for moment in (first, second) if moment is not None]
    return min(known, default=None)


def _calendar(name: str, time_zone: str | None) -> tuple[tzinfo, Calendar]:
    """The zone and the working hours (None: around the clock); a calendar file may name its zone."""
    if name.strip().lower() in ("24x7", "24/7", "24×7"):
        return read_zone(time_zone or "UTC"), None
    written = _written(Path(name))
    zone = read_zone(time_zone or str(written.get("time_zone") or written.get("tz") or "UTC"))
    return zone, working_hours(written, zone)


def _written(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            "not_found", f"The calendar {str(path)!r} cannot be read.", path=str(path)
        ) from error
    for parse in (json.loads, tomllib.loads):
        try:
            found = parse(text)
        except ValueError:
            continue
        if isinstance(found, dict):
            return found
    raise UnreadableFile("calendar", f"The calendar {str(path)!r} is neither JSON nor TOML.")


def _lines(language: str, found: Compliance) -> list[str]:
    rates: Sequence[float | None] = (found.compliance, found.low, found.high)
    rate, low, high = (None if value is None else 100 * value for value in rates)
    lines = []
    if rate is None:
        lines.append(say(language, "No case is decided yet."))
    else:
        lines.append(
            say(
                language,
                "In time: {rate} % of the {decided} cases decided (95 % interval {low} to {high})",
                rate=number(rate, 1),
                decided=number(found.cases - found.open_on_track, 0),
                low=number(low, 1),
                high=number(high, 1),
            )
        )
    lines.append(
        say(
            language,
            "in time {in_time}, late {late}, open and overdue {overdue}, open and on track {on_track}",
            in_time=number(found.in_time, 0),
            late=number(found.late, 0),
            overdue=number(found.open_overdue, 0),
            on_track=number(found.open_on_track, 0),
        )
    )
    if found.median_seconds is not None and found.p90_seconds is not None:
        lines.append(
            say(
                language,
                "Time to the answer: median {median} h, 90 % within {p90} h",
                median=number(found.median_seconds / 3600, 1),
                p90=number(found.p90_seconds / 3600, 1),
            )
        )
    return lines
