"""Scores by place and time: segments by period, and days of the week by period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from improve.core.periods import PeriodKind, start_of
from improve.surveys.queries.results import counts_by_period, on_scale
from improve.surveys.rules.scores import Score
from improve.surveys.segments.lining import weekday_lines
from improve.surveys.segments.split import Lines, Split, split_of
from improve.surveys.values.questions import Spec

# Columns that fit beside each other.
MOST_PERIODS = 12
SHADES = 5


@dataclass(frozen=True)
class HeatCell:
    """A score in its place; `shade` 1 to 5 says where it stands between the lowest and the highest of the map."""

    score: Score
    shade: int


@dataclass(frozen=True)
class HeatMap:
    """Rows by name, columns by period; a cell that may not be shown, or where nobody answered, is None."""

    starts: Sequence[date]
    rows: Mapping[str, Sequence[HeatCell | None]]

    @property
    def is_empty(self) -> bool:
        return not any(cell for cells in self.rows.values() for cell in cells)


def by_segment(found: Split) -> HeatMap:
    """The segments that may be shown, by the last periods."""
    starts = [start for start, _counts in found.by_period()][-MOST_PERIODS:]
    return _shaded(
        starts, {name: [found.score(name, (start, start)) for start in starts] for name in found.shown}
    )


def by_weekday(survey_id: int, spec: Spec, by: PeriodKind) -> HeatMap:
    """The days of the week, "0" is Monday, by the last periods: of the time of an answer only its day is kept."""
    cells: defaultdict[str, defaultdict[date, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    totals: defaultdict[date, Counter[int]] = defaultdict(Counter)
    days = {}
    for day, counts in counts_by_period(survey_id, spec.code, PeriodKind.DAY).items():
        numbers = on_scale(counts)
        cells[str(day.weekday())][start_of(by, day)].update(numbers)
        totals[start_of(by, day)].update(numbers)
        days[day] = sum(numbers.values())

    def lines(names: Sequence[str]) -> Lines:
        of_days, everybody = weekday_lines(days)
        return Lines(everybody, {name: of_days[int(name)] for name in names})

    found = split_of("weekday", spec, by, cells, totals, lines=lines)
    starts = sorted(totals)[-MOST_PERIODS:]
    return _shaded(
        starts,
        {
            str(weekday): [
                found.score(str(weekday), (start, start))
                if found.cells.get(str(weekday), {}).get(start)
                else None
                for start in starts
            ]
            for weekday in range(7)
        },
    )


def _shaded(starts: Sequence[date], rows: Mapping[str, Sequence[Score | None]]) -> HeatMap:
    values = [
        one.value for found in rows.values() for one in found if one is not None and one.value is not None
    ]
    low, high = (min(values), max(values)) if values else (0.0, 0.0)

    def cell(one: Score | None) -> HeatCell | None:
        if one is None or one.value is None:
            return None
        place = (one.value - low) / (high - low) if high > low else 0.5
        return HeatCell(one, min(SHADES, 1 + int(place * SHADES)))

    return HeatMap(starts, {name: [cell(one) for one in found] for name, found in rows.items()})
