"""A table that somebody pasted or a file that they uploaded, read as readings of a metric.

Nothing is stored here: the rows go on to `service.record`, the cells that could not be read are named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from improve.core.cells import Cell, CellError, as_text
from improve.core.dates import DateOrder, DateReader
from improve.core.importing.words import cell_problem
from improve.core.messages import LazyText, _l
from improve.core.numbers import NumberReader
from improve.core.periods import EARLIEST, LATEST, PeriodKind, code, read, start_of
from improve.core.spreadsheets import Table, UnknownColumn, UnreadableFile, read_pasted
from improve.core.spreadsheets.table import Row, folded
from improve.metrics.models import Metric
from improve.metrics.service import Problem
from improve.metrics.service.segments import Segments
from improve.metrics.values import EXAMPLES, KIND_WORDS

PERIOD = "period"
UNIT = "unit"
FIELDS = (PERIOD, "value", "numerator", "denominator", UNIT)
# Headings under which people keep these; in half width, small letters, without spaces.
ALIASES: dict[str, tuple[str, ...]] = {
    PERIOD: (
        *("period", "date", "day", "week", "weekof", "month", "quarter", "time"),
        *("期间", "周期", "日期", "日", "周", "周起始", "月", "月份", "年月", "季度", "时间"),
    ),
    "value": ("value", "reading", "amount", "数值", "值", "读数", "实际值"),
    "numerator": ("numerator", "count", "part", "分子", "数量", "件数", "发生数"),
    UNIT: (
        "unit",
        "unitofthecompany",
        "department",
        "team",
        "site",
        "部门",
        "单位名称",
        "班组",
        "车间",
        "所属部门",
    ),
    "denominator": ("denominator", "total", "size", "base", "exposure", "分母", "总数", "基数", "总量"),
}
# Headings that may stand over a unit of measure, too.
OF_MEASURE = ("unit", "单位名称")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = re.compile(r"([a-z]{3,9})\.?[ ,'-]+(\d{4}|\d{2})")
_QUARTER_FIRST = re.compile(r"q([1-4])[ /-]*(\d{4})", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(\d{4})(\d{2})")


@dataclass(frozen=True)
class Sheet:
    """The table, which column holds what (None where none does), and whether its first row was data."""

    table: Table
    columns: Mapping[str, str]
    has_header: bool


@dataclass
class Rows:
    """Readings with the numbers of their rows; `blank` rows name a period without a number."""

    raw: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)


def needed_columns(metric: Metric) -> tuple[str, ...]:
    """The fields that a row must fill."""
    return (PERIOD, "numerator", "denominator") if metric.has_counts else (PERIOD, "value")


def pasted(metric: Metric, text: str, columns: Mapping[str, str] | None = None) -> Sheet:
    """The sheet in a text: tab, semicolon, comma or gaps between the columns, with or without headings."""
    table = read_pasted(text, numbers=len(needed_columns(metric)) - 1)
    found = of_table(metric, table, columns)
    if not found.table.rows:
        raise UnreadableFile("empty", "There are headings and nothing below them.")
    return found


def of_table(metric: Metric, table: Table, columns: Mapping[str, str] | None = None) -> Sheet:
    """The sheet in a table. `columns` (field -> heading) win over what the headings say, which win over the
    places of the columns. Refuses a table without a needed column (UnknownColumn).
    """
    table, has_header = _with_first_row(metric, table)
    chosen: dict[str, str] = {}
    for name in FIELDS:
        given = (columns or {}).get(name)
        found = table.header[table.index(given)] if given else _by_alias(table, name)
        if found is not None and (name != UNIT or given or _names_units(table, found)):
            chosen[name] = found
    _fill_by_place(metric, table, chosen)
    for name in needed_columns(metric):
        if name not in chosen:
            raise UnknownColumn(name, table.header)
    return Sheet(table, chosen, has_header)


def _names_units(table: Table, heading: str) -> bool:
    """Does a column name units of the company? A column "unit" may as well say "minutes", the same in every row;
    one with several texts, or with another heading, names units, and what is none is a problem of its row."""
    texts = {as_text(cell) for cell in table.column(heading) if cell is not None}
    if folded(heading) not in OF_MEASURE or len(texts) > 1:
        return True
    units = Segments()
    return any(units.names(text) for text in texts)


def _with_first_row(metric: Metric, table: Table) -> tuple[Table, bool]:
    """Headings that are a reading themselves are the first row of a table without headings."""
    if not any(_names_period(metric.period_kind, name) for name in table.header):
        return table, True
    # A repeated heading was made unique by the reader ("1 (2)"); as a cell it is what was typed.
    cells: list[Cell] = [re.sub(r" \(\d+\)$", "", name) for name in table.header]
    header = tuple(f"column {place}" for place in range(1, len(cells) + 1))
    first = Row(1, tuple(None if re.fullmatch(r"column \d+", str(cell)) else cell for cell in cells))
    return Table(header, [first, *table.rows], delimiter=table.delimiter), False


def _names_period(kind: PeriodKind, text: str) -> bool:
    """Is it a period, in whatever order day and month stand?"""
    orders: tuple[DateOrder | None, ...] = (None, "dmy", "mdy")
    return any(_as_period(kind, text, DateReader(order)) is not None for order in orders)


def _by_alias(table: Table, name: str) -> str | None:
    found = [heading for heading in table.header if folded(heading) in ALIASES[name]]
    return found[0] if found else None


def _fill_by_place(metric: Metric, table: Table, chosen: dict[str, str]) -> None:
    """Where headings say nothing: the period first, then the numbers, if there are just as many columns."""
    needed = needed_columns(metric)
    free = [heading for heading in table.header if heading not in chosen.values()]
    missing = [name for name in needed if name not in chosen]
    if len(free) == len(missing):
        chosen.update(zip(missing, free, strict=True))


def as_text_table(table: Table) -> str:
    """The table as text with tabs, as a person would have pasted it."""
    records = [table.header, *(row.cells for row in table.rows)]
    return "\n".join("\t".join(" ".join(as_text(cell).split()) for cell in record) for record in records)


def read_rows(metric: Metric, sheet: Sheet, order: DateOrder | None = None) -> Rows:
    """The readings of the sheet, and what could not be read. Refuses dates whose order of day and month is
    open (CellError `date_order`).
    """
    table = sheet.table
    dates = DateReader.for_column(table.column(sheet.columns[PERIOD]), order)
    names = [name for name in needed_columns(metric) if name != PERIOD]
    percent = metric.unit is not None and "%" in metric.unit.values() and not metric.has_counts
    readers = {
        name: NumberReader.for_column(table.column(sheet.columns[name]), delimiter=table.delimiter)
        for name in names
    }
    rows = Rows()
    for row in table.rows:
        cells = {name: table.cell(row, sheet.columns[name]) for name in (PERIOD, *names)}
        if UNIT in sheet.columns:
            cells[UNIT] = table.cell(row, sheet.columns[UNIT])
        if all(cells[name] is None for name in names):
            rows.blank += 1
            continue
        raw, problems = _read_row(metric, cells, readers, dates, percent=percent)
        if problems:
            rows.problems += [Problem(row.number, name, message) for name, message in problems]
        else:
            rows.raw.append(raw)
            rows.numbers.append(row.number)
    return rows


def _read_row(
    metric: Metric,
    cells: Mapping[str, Cell],
    readers: Mapping[str, NumberReader],
    dates: DateReader,
    *,
    percent: bool,
) -> tuple[dict[str, Any], list[tuple[str, LazyText]]]:
    raw: dict[str, Any] = {}
    problems: list[tuple[str, LazyText]] = []
    start = _as_period(metric.period_kind, cells[PERIOD], dates)
    if start is None:
        problems.append((PERIOD, _not_a_period(metric.period_kind, cells[PERIOD])))
    else:
        raw[PERIOD] = code(metric.period_kind, start)
    if cells.get(UNIT) is not None:
        raw[UNIT] = as_text(cells[UNIT])
    for name, reader in readers.items():
        cell = cells[name]
        if percent and isinstance(cell, str):
            # "12 %" of a metric in percent is 12.
            cell = cell.rstrip().removesuffix("%").removesuffix("％")
        try:
            raw[name] = reader.read(cell)
        except CellError as error:
            problems.append((name, cell_problem(error)))
    return raw, problems


def _as_period(kind: PeriodKind, cell: Cell, dates: DateReader) -> date | None:
    """The start of the period that a cell names; a date or moment stands for the period that holds it."""
    if isinstance(cell, (datetime, date)):
        day = cell.date() if isinstance(cell, datetime) else cell
        return start_of(kind, day) if EARLIEST <= day <= LATEST else None
    text = as_text(cell)
    found = read(kind, text) or _from_words(kind, text.lower())
    if found is not None:
        return found
    if not re.search(r"\d", text):
        return None
    try:
        read_as = dates.read_date(text)
    except CellError:
        return None
    return start_of(kind, read_as) if read_as is not None and EARLIEST <= read_as <= LATEST else None


def _from_words(kind: PeriodKind, text: str) -> date | None:
    """ "May 2026", "May-26", "Q2 2026", "202605"."""
    if match := _QUARTER_FIRST.fullmatch(text):
        return read(kind, f"{match[2]}-Q{match[1]}")
    if match := _MONTH_NAME.fullmatch(text):
        if match[1][:3] in _MONTHS:
            year = match[2] if len(match[2]) == 4 else f"20{match[2]}"
            return read(kind, f"{year}-{_MONTHS.index(match[1][:3]) + 1}")
    elif (match := _YEAR_MONTH.fullmatch(text)) and kind in (PeriodKind.MONTH, PeriodKind.QUARTER):
        return read(kind, f"{match[1]}-{match[2]}")
    return None


def _not_a_period(kind: PeriodKind, cell: Cell) -> LazyText:
    if cell is None:
        return _l("The period is missing.")
    return _l(
        "“%(text)s” is not a period of this metric. It is measured by %(kind)s: %(example)s.",
        text=as_text(cell)[:40],
        kind=KIND_WORDS[kind],
        example=EXAMPLES[kind],
    )
