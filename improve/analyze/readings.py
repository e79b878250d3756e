"""The readings of a series in a file, in time order, and where a change falls among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import click

from improve.analyze.periods import Periods, first_from, in_time_order, leaves_out
from improve.analyze.source import Source
from improve.stats.series import LARGEST


@dataclass(frozen=True, slots=True)
class Reading:
    """One period of the series; `row` is its place among the data rows of the file, from 1."""

    row: int
    label: str
    value: float | None
    numerator: float | None
    denominator: float | None
    season: str | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the figures stand; the value, or numerator and denominator, or all three."""

    value: str | None
    numerator: str | None
    denominator: str | None
    season: str | None


def read_readings(source: Source, periods: Periods, columns: Columns) -> list[Reading]:
    """The rows with a period, in the order of the file; a period that comes twice counts the first time."""
    empty: list[float | None] = [None] * len(source)
    counts = source.numbers(columns.numerator) if columns.numerator else empty
    sizes = source.numbers(columns.denominator) if columns.denominator else empty
    if columns.value:
        values = source.numbers(columns.value)
    else:
        values = _ratios(source, columns.denominator or "", counts, sizes)
    season = columns.season
    names = source.texts(season) if season else [None] * len(source)
    labels = periods.labels
    # A column such as "month" alone begins again every year and names no period by itself.
    strict = 2 * len(set(labels)) > len(labels)
    seen: set[str] = set()
    readings = []
    for place, label in enumerate(labels):
        if label is None:
            if values[place] is not None:
                source.refuse(place, "", "no_period", "This row has no period.")
            continue
        if strict and label in seen:
            source.refuse(place, "", "repeated_period", f"The period {label!r} was met before.", period=label)
            continue
        seen.add(label)
        known = values[place]
        if season and names[place] is None and known is not None:
            source.refuse(place, season, "no_season", "This row has no season.")
            known = None
        readings.append(Reading(place + 1, label, known, counts[place], sizes[place], names[place]))
    return readings


def _ratios(
    source: Source, column: str, counts: Sequence[float | None], sizes: Sequence[float | None]
) -> list[float | None]:
    ratios: list[float | None] = []
    for place, (count, size) in enumerate(zip(counts, sizes, strict=True)):
        if size is not None and size <= 0:
            source.refuse(place, column, "not_positive", "A denominator is larger than 0.")
        if count is None or size is None or size <= 0:
            ratios.append(None)
        elif abs(count) > size * LARGEST:
            source.refuse(place, column, "not_positive", "A denominator is larger than 0.")
            ratios.append(None)
        else:
            ratios.append(count / size)
    return ratios


def cut_at(
    readings: list[Reading], periods: Periods, changed_on: str, rows: int
) -> tuple[list[Reading], int]:
    """The readings in time order and the place of the first one after the change.

    A change in a period that the file leaves out is put in as a gap, so that settling in counts from it.
    """
    by_row = re.fullmatch(r"#\s*(\d+)", changed_on.strip())
    ordered = [readings[i] for i in in_time_order([reading.label for reading in readings])]
    if by_row:
        row = int(by_row[1])
        # The row behind the last one is a change of which there are no data yet.
        if not 1 <= row <= rows + 1:
            raise click.UsageError(f"--changed-on: the file has {rows} rows of data, there is no row {row}.")
        after = [reading for reading in readings if reading.row >= row]
        return ordered, ordered.index(after[0]) if after else len(ordered)
    wanted = periods.label_of(changed_on)
    labels = [reading.label for reading in ordered]
    cut = first_from(labels, wanted)
    if 0 < cut < len(labels) and leaves_out(labels, cut, wanted):
        gap = Reading(0, wanted, None, None, None, None)
        ordered = [*ordered[:cut], gap, *ordered[cut:]]
    return ordered, cut
