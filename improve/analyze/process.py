"""`improve analyze process`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from improve.analyze.command import Report, analyze_command, reads_dates, reads_file
from improve.analyze.layout import cut, number, table
from improve.analyze.source import Source
from improve.analyze.words import say
from improve.core.dates import DateOrder, read_zone
from improve.stats.process import Process, diagnose

SHOWN = 10


@analyze_command("process")
@reads_file
@click.option("--case", "case_column", required=True, help="Column with the case id.")
@click.option("--activity", required=True, help="Column with the name of the step.")
@click.option("--start", help="Column with the start of the step, where the log has one.")
@click.option("--end", required=True, help="Column with the end of the step.")
@click.option(
    "--by-design", multiple=True, help="A step whose waiting is meant; it leaves the ranking. Repeatable."
)
@click.option("--time-zone", default="UTC", show_default=True, help="Zone of the times that name none.")
@reads_dates
def command(
    *,
    file: Path,
    sheet: str | None,
    language: str,
    case_column: str,
    activity: str,
    start: str | None,
    end: str,
    by_design: tuple[str, ...],
    time_zone: str,
    date_order: DateOrder | None,
) -> Report:
    """Cases, variants, durations, waiting, rework and bottlenecks of an event log; hours of wall-clock time.

    With --start waiting and work are told apart; without, there is only the time since the previous step.
    """
    zone = read_zone(time_zone)
    source = Source.open(file, sheet, language)
    source.require(case_column, activity, start, end)
    cases, steps = source.texts(case_column), source.texts(activity)
    columns = (start, end) if start else (end,)
    found_times = source.instants(*columns, order=date_order, zone=zone)
    starts, ends = found_times[0], found_times[-1]
    unreadable = {error.row for error in source.errors}
    kept: list[tuple[str, str, float, float]] = []
    for place, (case, step, begin, finish) in enumerate(zip(cases, steps, starts, ends, strict=True)):
        if source.table.rows[place].number in unreadable:
            continue
        if case is None:
            source.refuse(place, case_column, "no_case", "This row has no case.")
        elif step is None:
            source.refuse(place, activity, "no_activity", "This row has no step.")
        elif begin is None or finish is None:
            column = end if finish is None else start or end
            source.refuse(place, column, "no_time", "This row has no time.")
        elif finish < begin:
            source.refuse(place, end, "start_after_end", "The step ends before it starts.")
        else:
            kept.append((case, step, begin.timestamp(), finish.timestamp()))
    found = diagnose(
        [row[0] for row in kept],
        [row[1] for row in kept],
        [row[3] for row in kept],
        [row[2] for row in kept] if start else None,
        by_design=by_design,
    )
    return Report({"read": len(source), **as_json(found)}, _lines(language, found), source.done())


def as_json(found: Process) -> dict[str, Any]:
    """The object of a process; `durations` and all times in hours, shares 0..1, instants in UTC."""
    return {
        "cases": found.cases,
        "events": found.events,
        "activities": len(found.activities),
        "variants": len(found.variants),
        "has_start_timestamps": found.has_starts,
        "first": _instant(found.first),
        "last": _instant(found.last),
        "top_variants": [
            {"trace": list(v.trace), "cases": v.cases, "share": v.share} for v in found.variants[:SHOWN]
        ],
        "variants_for_80pct_cases": found.variants_for_80pct_cases,
        "median_trace_length": found.median_trace_length,
        "max_trace_length": found.max_trace_length,
        "durations": asdict(found.durations),
        "start_activities": found.start_activities,
        "end_activities": found.end_activities,
        "per_activity": {
            a.activity: {
                key: value for key, value in asdict(a).items() if key != "activity" and value is not None
            }
            for a in found.activities
        },
        "per_edge": [asdict(edge) for edge in found.edges],
        "rework": asdict(found.rework),
        "bottlenecks": [{**asdict(b.edge), "marked": b.marked} for b in found.bottlenecks[:SHOWN]],
    }


def _instant(seconds: float | None) -> str | None:
    """ISO 8601 in UTC."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def _lines(language: str, found: Process) -> list[str]:
    lines = [
        say(
            language,
            "{cases} cases, {events} events, {activities} activities, {variants} variants",
            cases=number(found.cases, 0),
            events=number(found.events, 0),
            activities=len(found.activities),
            variants=number(len(found.variants), 0),
        ),
        say(
            language,
            "Duration of a case: median {median} h, 90 % within {p90} h",
            median=number(found.durations.median_h, 1),
            p90=number(found.durations.p90_h, 1),
        ),
        say(
            language,
            "Cases with rework: {n} ({share} %)",
            n=number(found.rework.cases_with_any_repeat, 0),
            share=number(None if found.rework.rate is None else 100 * found.rework.rate, 1),
        ),
    ]
    if found.bottlenecks:
        heading = [
            say(language, word)
            for word in (
                "Where the time goes, into each step",
                "share %",
                "times",
                "median h",
                "90 % within h",
            )
        ]
        rows = [
            [
                ("* " if b.marked else "  ") + cut(f"{b.edge.source} > {b.edge.target}", 60),
                number(None if b.edge.share_of_all_elapsed is None else 100 * b.edge.share_of_all_elapsed, 1),
                number(b.edge.n, 0),
                number(b.edge.median_h, 1),
                number(b.edge.p90_h, 1),
            ]
            for b in found.bottlenecks[:SHOWN]
        ]
        lines += ["", *table([heading, *rows])]
    return lines
