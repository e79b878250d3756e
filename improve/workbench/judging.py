"""From pasted text to a verdict: the same reading and the same rule as `improve analyze change`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import click

from improve.analyze.periods import places_of, read_periods
from improve.analyze.readings import Columns, Reading, cut_at, read_readings
from improve.analyze.source import RowError, Source
from improve.core.cells import CellError
from improve.core.dates import DateOrder
from improve.core.errors import Invalid
from improve.core.importing.words import cell_problem, file_problem
from improve.core.messages import _l
from improve.core.numbers import NumberReader
from improve.core.spreadsheets import Limits, Row, Table, UnreadableFile, read_pasted
from improve.stats.change import LEAST_BEFORE, Verdict, judge_series
from improve.stats.control_charts import Chart, Lines, chart, xmr_limits
from improve.stats.errors import StatsError
from improve.stats.run_rules import nhs_labels
from improve.workbench.values import LONGEST_TEXT, MOST_ROWS, TOO_MANY, ChangeQuestion

PERIOD, VALUE = "period", "value"
LIMITS = Limits(bytes=4 * LONGEST_TEXT, rows=MOST_ROWS, columns=60, cell=1_000)
Better = Literal["up", "down"]
# A text that spreads over more periods than this has other gaps than missing periods.
MOST_PLACES = 4 * MOST_ROWS


@dataclass(frozen=True)
class Judged:
    """The verdict with what it rests on: periods in time order (one that the text leaves out has the label ""), the place of the first one after the change, the
    frozen limits, and the labels of the run rules (None: no reading, settling in, or too little to judge)."""

    question: ChangeQuestion
    verdict: Verdict
    periods: tuple[str, ...]
    values: tuple[float | None, ...]
    cut: int
    first_after: int
    lines: Lines | None
    labels: tuple[str | None, ...]
    problems: tuple[RowError, ...]


@dataclass(frozen=True)
class Charted:
    """The chart of figures without a change; a period that the text leaves out is a gap with the label ""."""

    question: ChangeQuestion
    periods: tuple[str, ...]
    values: tuple[float | None, ...]
    chart: Chart
    problems: tuple[RowError, ...]


def charted(question: ChangeQuestion, *, language: Literal["zh", "en"]) -> Charted:
    """Read and draw. Raises `Invalid` as `judge`."""
    source = Source(_table(question.text), language)
    readings, _cut = _readings(replace(question, changed_on="#1"), source)
    periods, values, _places = _with_gaps(readings)
    try:
        drawn = chart(
            "xmr" if question.kind == "auto" else question.kind,
            values,
            screen=True,
            rules=None if question.rules == "auto" else question.rules,
            better=question.better or None,
        )
    except StatsError as error:
        raise Invalid.field("text", _l("These figures cannot be drawn: %(why)s", why=str(error))) from error
    return Charted(question, tuple(periods), tuple(values), drawn, source.done())


def judge(question: ChangeQuestion, *, language: Literal["zh", "en"]) -> Judged:
    """Read and judge. Raises `Invalid` naming the field that cannot be used; single cells are `problems`."""
    if not question.better:
        raise Invalid.field("better", _l("Say what is better: only then can a change be judged."))
    source = Source(_table(question.text), language)
    readings, cut = _readings(question, source)
    periods, values, places = _with_gaps(readings)
    cut = places[cut] if cut < len(places) else len(values)
    better = cast("Better", question.better)
    try:
        verdict = judge_series(
            values,
            changed_at=cut,
            better=better,
            settle_in=question.settle_in,
            smallest_useful=question.smallest_useful or None,
        )
    except StatsError as error:
        raise Invalid.field("text", _l("These figures cannot be judged: %(why)s", why=str(error))) from error
    first_after = min(cut + question.settle_in, len(values))
    lines, labels = _limits(values, cut, first_after)
    return Judged(
        question, verdict, tuple(periods), tuple(values), cut, first_after, lines, labels, source.done()
    )


def _with_gaps(readings: Sequence[Reading]) -> tuple[list[str], list[float | None], list[int]]:
    """Labels and values of all periods from the first to the last, those left out as gaps; where each reading is."""
    given = places_of([reading.label for reading in readings])
    places = [place - given[0] for place in given]
    if places and places[-1] >= MOST_PLACES:
        places = list(range(len(readings)))
    count = places[-1] + 1 if places else 0
    periods, values = [""] * count, cast("list[float | None]", [None] * count)
    for place, reading in zip(places, readings, strict=True):
        periods[place], values[place] = reading.label, reading.value
    return periods, values, places


def _table(text: str) -> Table:
    """The first two columns; a first row without a number in the second is the headings."""
    try:
        table = read_pasted(text, numbers=1, limits=LIMITS)
    except UnreadableFile as error:
        problem = TOO_MANY if error.code in ("too_large", "too_many_rows") else file_problem(error)
        raise Invalid.field("text", problem) from error
    if len(table.header) < 2:
        raise Invalid.field("text", _l("Two columns are needed: the period and the value."))
    rows = [Row(row.number, tuple(row.cells[:2])) for row in table.rows]
    if _is_number(table.header[1]):
        rows.insert(0, Row(1, (table.header[0], table.header[1])))
    if len(rows) > MOST_ROWS:
        raise Invalid.field("text", TOO_MANY)
    if not rows:
        raise Invalid.field("text", _l("There is no reading in it."))
    return Table((PERIOD, VALUE), rows, delimiter=table.delimiter)


def _is_number(text: str) -> bool:
    try:
        return NumberReader.for_column([text], delimiter="\t").read(text) is not None
    except CellError:
        return False


def _readings(question: ChangeQuestion, source: Source) -> tuple[list[Reading], int]:
    order = cast("DateOrder | None", question.date_order or None)
    try:
        periods = read_periods(source, [PERIOD], order)
    except CellError as error:
        raise Invalid.field("date_order", cell_problem(error)) from error
    readings = read_readings(source, periods, Columns(VALUE, None, None, None))
    if all(reading.value is None for reading in readings):
        raise Invalid.field("text", _l("There is no reading in it."))
    try:
        return cut_at(readings, periods, question.changed_on, len(source))
    except click.UsageError as error:
        raise Invalid.field(
            "changed_on",
            _l("There is no such period. Write it as it stands in the figures, or #5 for the fifth row."),
        ) from error


def _limits(
    values: Sequence[float | None], cut: int, first_after: int
) -> tuple[Lines | None, tuple[str | None, ...]]:
    """XmR limits of what lies before (2.66, screened), and what they say of all."""
    before, after = list(values[:cut]), list(values[first_after:])
    if sum(value is not None for value in before) < LEAST_BEFORE:
        return None, (None,) * len(values)
    lines = xmr_limits(before, screen=True)
    if lines.center is None:
        return None, (None,) * len(values)
    lower, upper = lines.lower[0], lines.upper[0]
    settling = [None] * (first_after - cut)
    judged = (nhs_labels(part, lines.center, lower, upper) for part in (before, after))
    labels_before, labels_after = judged
    return lines, (*labels_before, *settling, *labels_after)
