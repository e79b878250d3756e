"""The periods of a series in a file: which label comes when, and where a change falls among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

import click

from improve.analyze.source import Source
from improve.core.cells import Cell, CellError, as_text
from improve.core.dates import DateOrder, DateReader
from improve.stats.periods import positions

# More gaps than this for each reading are no gaps.
LARGEST_SPREAD = 100
_NUMBERS = re.compile(r"\d+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Periods:
    """One label per row of the file (None where there is none), and how a typed label becomes one of them."""

    labels: list[str | None]
    reader: DateReader | None

    def label_of(self, typed: str) -> str:
        """What was typed, written as the file's labels are."""
        if self.reader is not None:
            try:
                moment = self.reader.read(typed)
            except CellError:
                moment = None
            if moment is not None:
                return _label(moment)
        return " ".join(typed.split())


def read_periods(source: Source, columns: Sequence[str], order: DateOrder | None) -> Periods:
    """Labels from one column, or from several joined as year-month(-day).

    A column of dates becomes ISO dates, whatever way they are written; all other labels stay as they are.
    """
    if len(columns) > 1:
        parts = [[_part(cell) for cell in source.table.column(column)] for column in columns]
        joined = ["-".join(row) if all(row) else None for row in zip(*parts, strict=True)]
        return Periods(list(joined), None)
    cells = source.table.column(columns[0])
    reader = _date_reader(cells, order)
    labels: list[str | None] = []
    for place, cell in enumerate(cells):
        try:
            moment = reader.read(cell) if reader is not None else None
            labels.append(_label(moment) if moment is not None else as_text(cell) or None)
        except CellError as error:
            source.note(place, columns[0], error)
            labels.append(None)
    return Periods(labels, reader)


def in_time_order(labels: Sequence[str]) -> list[int]:
    """The rows in time order. Labels that tell no time, or come again and again, stay as the file has them."""
    if len(set(labels)) < len(labels):
        return list(range(len(labels)))
    if all(label.isdecimal() for label in labels):
        return sorted(range(len(labels)), key=lambda i: int(labels[i]))
    places = positions(list(labels))
    return sorted(range(len(labels)), key=lambda i: places[i])


def places_of(labels: Sequence[str]) -> list[int]:
    """The place of each period in time, labels in time order: a step of 2 is a gap.

    Labels that lie too far apart to be periods of one series follow each other instead.
    """
    places = positions(list(labels))
    rising = all(a < b for a, b in pairwise(places))
    if rising and (not places or places[-1] - places[0] <= LARGEST_SPREAD * len(places)):
        return places
    return list(range(len(labels)))


def first_from(labels: Sequence[str], wanted: str) -> int:
    """The place of the first period at or after `wanted`, in labels in time order; all of them may lie before.

    A label is compared by its numbers, as far as both have them: 2017-04 falls before 2017-04-01 ends.
    Refuses a `wanted` that is none of the labels and cannot be compared with them.
    """
    if wanted in labels:
        return labels.index(wanted)
    key = _key(wanted)
    keys = [_key(label) for label in labels]
    if not key or not all(keys) or not _same_kind(wanted, labels):
        raise click.UsageError(f"--changed-on: there is no period {wanted!r}.")
    for place, other in enumerate(keys):
        shared = min(len(key), len(other))
        if other[:shared] >= key[:shared]:
            return place
    return len(labels)


def leaves_out(labels: Sequence[str], place: int, wanted: str) -> bool:
    """Is `wanted` a period of its own that the file leaves out before the label at `place`?

    It is when it is written like that label, digit for digit, and is another one.
    """
    label = labels[place]
    return label != wanted and re.sub(r"\d", "0", wanted) == re.sub(r"\d", "0", label)


def _same_kind(wanted: str, labels: Sequence[str]) -> bool:
    """Do both begin with a year, or are both plain numbers? Then their numbers can be compared."""
    first = [len(_NUMBERS.findall(label)[0]) for label in (wanted, *labels)]
    if all(label.isdecimal() for label in (wanted, *labels)):
        return True
    return set(first) == {4}


def _key(label: str) -> tuple[int, ...]:
    return tuple(map(int, _NUMBERS.findall(label)[:6]))


def _date_reader(cells: Sequence[Cell], order: DateOrder | None) -> DateReader | None:
    """A reader for a column of dates, or None: plain counts, years, months and texts are labels.

    A column is one of dates when most of its cells are; the others are then errors.
    """
    filled = [cell for cell in cells if cell is not None]
    texts = [cell.strip() for cell in filled if isinstance(cell, str)]
    plain = [text for text in texts if text.isdecimal() and len(text) not in (8, 10, 13)]
    if not filled or 2 * len(plain) > len(filled):
        return None
    open_reader = DateReader(order or "dmy")
    readable = sum(_readable(open_reader, cell) for cell in filled)
    return DateReader.for_column(cells, order) if 5 * readable >= 4 * len(filled) else None


def _readable(reader: DateReader, cell: Cell) -> bool:
    try:
        reader.read(cell)
    except CellError:
        # 02/13/2026 cannot be read day first, and is a date all the same.
        return bool(isinstance(cell, str) and re.fullmatch(r"\d{1,2}([-/.])\d{1,2}\1\d{2,4}.*", cell.strip()))
    return True


def _label(moment: datetime) -> str:
    """The ISO date; with the time unless it is midnight."""
    if moment.time() == time():
        return moment.date().isoformat()
    return moment.isoformat(sep=" ")


def _part(cell: Cell) -> str:
    """One part of a label in several columns; names of months become numbers."""
    if isinstance(cell, date):
        return cell.strftime("%Y-%m-%d")
    text = as_text(cell)
    short = text[:3].lower()
    if short in _MONTHS and text.isalpha():
        return f"{_MONTHS.index(short) + 1:02}"
    text = text.removesuffix("年").removesuffix("月").removesuffix("日")
    return text.zfill(2) if text.isdecimal() else text
