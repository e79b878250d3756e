"""The answers to a score question by segment and period, and what of them may be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from improve.core.periods import PeriodKind, between, last_day
from improve.surveys.rules import disclosure
from improve.surveys.rules.scores import Score, score
from improve.surveys.segments.lines import Line, line_of
from improve.surveys.segments.rules import span_of
from improve.surveys.values.questions import Spec

# The pseudo-value of those whose form has no value of the segment, or one beyond the most frequent.
REST = ""
MOST_VALUES = 60
Numbers = Mapping[int, int]
Span = tuple[date, date]
"""The first days of the first and of the last period, both included."""


@dataclass(frozen=True)
class Lines:
    """The lines of a split: everybody's, those of its values, and by day of the week where single days are told.

    A day is a span of the line of its day of the week, (value, 0 to 6 from Monday), which lies in that of the value.
    """

    everybody: Line
    of: Mapping[str, Line]
    by_weekday: Mapping[tuple[str | None, int], Line] = field(default_factory=dict)

    def tell(self, value: str | None, by: PeriodKind, span: Span | None) -> bool:
        """May anything be said of this value within this span, as far as days are concerned?"""
        line = self.everybody if value is None else self.of[value]
        if span is None or by is not PeriodKind.DAY:
            return line.tells(*(() if span is None else (span[0], last_day(by, span[1]))))
        lines = ((day, self.by_weekday.get((value, day.weekday()))) for day in between(by, *span))
        return all(one is None or one.tells(span_of(day), span_of(day)) for day, one in lines)


@dataclass(frozen=True)
class Split:
    """Counts by value of a segment and by period. `shown` are the values that may be shown, most answers first;
    `open` are the (period, value) that may; `lines` say of which days, by value (None: of everybody).

    From what is shown over all time, over a value, over a run of periods or over both, nothing follows about
    fewer than five people: see `disclosure.open_cells` for the rest that values leave, and `lines` for the days that
    periods of different lengths leave.
    """

    code: str
    spec: Spec | None
    by: PeriodKind
    cells: Mapping[str, Mapping[date, Numbers]]
    totals: Mapping[date, Numbers]
    shown: tuple[str, ...]
    open: frozenset[tuple[date, str]]
    lines: Lines

    def numbers(self, value: str | None = None, span: Span | None = None) -> Numbers | None:
        """The answers of a segment (None: of all) within a span (None: over all time); None where they are hidden."""
        if not self.may_show(value, span):
            return None
        found = self.totals if value is None else self.cells.get(value, {})
        out: Counter[int] = Counter()
        for start, counts in found.items():
            if span is None or span[0] <= start <= span[1]:
                out.update(counts)
        return out if disclosure.enough(sum(out.values())) else None

    def may_show(self, value: str | None, span: Span | None) -> bool:
        """May anything be said of these? Where nobody answered there is nothing to hide."""
        if value is not None and value not in self.shown:
            return False
        if not self.lines.tell(value, self.by, span):
            return False
        if span is None or value is None:
            return True
        mine = self.cells[value]
        within = [start for start in self.totals if span[0] <= start <= span[1]]
        return all((start, value) in self.open for start in within if _n(mine.get(start, {})))

    def score(self, value: str | None = None, span: Span | None = None) -> Score | None:
        """The score of the same; None without a score question, too."""
        found = self.numbers(value, span)
        return None if found is None or self.spec is None else score(self.spec.kind, found)

    def rest(self, value: str, span: Span | None = None) -> Score | None:
        """The score of all others; hidden as those of the segment are, and where the others are too few."""
        mine, everybody = self.numbers(value, span), self.numbers(None, span)
        if mine is None or everybody is None or self.spec is None:
            return None
        others = Counter(everybody)
        others.subtract(mine)
        left = {number: count for number, count in others.items() if count}
        return score(self.spec.kind, left) if disclosure.enough(sum(left.values())) else None

    def series(self, value: str | None) -> list[tuple[date, Score | None]]:
        """The score of a segment (None: of all) by period, from the first to the last answer of the survey."""
        if not self.totals:
            return []
        starts = between(self.by, min(self.totals), max(self.totals))
        return [(start, self.score(value, (start, start))) for start in starts]

    def by_period(self) -> list[tuple[date, Numbers]]:
        """All answers by period, from the first to the last one; empty periods are there."""
        if not self.totals:
            return []
        return [
            (start, self.totals.get(start, {}))
            for start in between(self.by, min(self.totals), max(self.totals))
        ]

    @property
    def hidden(self) -> int:
        """How many answers belong to values that are not shown, or to none."""
        everybody = sum(_n(counts) for counts in self.totals.values())
        return everybody - sum(_n(c) for value in self.shown for c in self.cells[value].values())


def split_of(
    code: str,
    spec: Spec | None,
    by: PeriodKind,
    cells: Mapping[str, Mapping[date, Numbers]],
    totals: Mapping[date, Numbers],
    *,
    lines: Callable[[Sequence[str]], Lines] | None = None,
) -> Split:
    """The split of counted answers; beyond the 60 most frequent values they are the rest. `lines` makes the lines of
    values; without it periods are taken for spans."""
    sizes = {value: sum(map(_n, found.values())) for value, found in cells.items()}
    kept = sorted(sizes, key=lambda value: (-sizes[value], value))[:MOST_VALUES]
    whole: dict[str, Mapping[date, Numbers]] = {value: cells[value] for value in kept}
    whole[REST] = _left(totals, whole.values())
    over_time = {value: sum(map(_n, found.values())) for value, found in whole.items()}
    shown = {value for _row, value in disclosure.open_cells({"all": over_time})}
    by_period = {
        start: {value: _n(found.get(start, {})) for value, found in whole.items()} for start in totals
    }
    names = [value for value in kept if value in shown and over_time[value]]
    made = lines(names) if lines is not None else _lines_of(whole, totals, names)
    return Split(
        code=code,
        spec=spec,
        by=by,
        cells=whole,
        totals=totals,
        shown=tuple(value for value in names if not made.of[value].is_closed),
        open=disclosure.open_cells(by_period),
        lines=made,
    )


def _lines_of(
    cells: Mapping[str, Mapping[date, Numbers]], totals: Mapping[date, Numbers], names: Sequence[str]
) -> Lines:
    everybody = line_of({start: _n(counts) for start, counts in totals.items()})
    of = {
        name: line_of({start: _n(counts) for start, counts in cells[name].items()}, [everybody])
        for name in names
    }
    return Lines(everybody, of)


def _left(
    totals: Mapping[date, Numbers], parts: Iterable[Mapping[date, Numbers]]
) -> dict[date, Counter[int]]:
    out = {start: Counter(counts) for start, counts in totals.items()}
    for found in parts:
        for start, counts in found.items():
            out[start].subtract(counts)
    return {start: +counts for start, counts in out.items()}


def _n(counts: Numbers) -> int:
    return sum(counts.values())
