"""The answers to a score question by segment and period, and what of them may be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from improve.core.periods import PeriodKind, between
from improve.surveys.rules import disclosure
from improve.surveys.rules.scores import Score, score
from improve.surveys.values.questions import Spec

# The pseudo-value of those whose form has no value of the segment, or one beyond the most frequent.
REST = ""
MOST_VALUES = 60
Numbers = Mapping[int, int]
Span = tuple[date, date]
"""The first days of the first and of the last period, both included."""


@dataclass(frozen=True)
class Split:
    """Counts by value of a segment and by period. `shown` are the values that may be shown, most answers first;
    `open` are the (period, value) that may; `periods` those whose total may.

    From what is shown over all time, over a value, over a run of periods or over both, nothing follows about
    fewer than five people: see `disclosure.open_cells`.
    """

    code: str
    spec: Spec | None
    by: PeriodKind
    cells: Mapping[str, Mapping[date, Numbers]]
    totals: Mapping[date, Numbers]
    shown: tuple[str, ...]
    periods: frozenset[date]
    open: frozenset[tuple[date, str]]

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
        if span is None:
            return True
        within = [start for start in self.totals if span[0] <= start <= span[1]]
        if value is None:
            return all(start in self.periods for start in within if _n(self.totals[start]))
        mine = self.cells[value]
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

    def series(self, value: str) -> list[tuple[date, Score | None]]:
        """The score of a segment by period, from the first to the last answer of the survey."""
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
) -> Split:
    """The split of counted answers; beyond the 60 most frequent values they are the rest."""
    sizes = {value: sum(map(_n, found.values())) for value, found in cells.items()}
    kept = sorted(sizes, key=lambda value: (-sizes[value], value))[:MOST_VALUES]
    whole: dict[str, Mapping[date, Numbers]] = {value: cells[value] for value in kept}
    whole[REST] = _left(totals, whole.values())
    over_time = {value: sum(map(_n, found.values())) for value, found in whole.items()}
    shown = {value for _row, value in disclosure.open_cells({"all": over_time})}
    by_period = {
        start: {value: _n(found.get(start, {})) for value, found in whole.items()} for start in totals
    }
    seen = disclosure.visible_in_line({start: _n(counts) for start, counts in totals.items()})
    return Split(
        code=code,
        spec=spec,
        by=by,
        cells=whole,
        totals=totals,
        shown=tuple(value for value in kept if value in shown and over_time[value]),
        periods=frozenset(start for start, n in seen.items() if n is not None),
        open=frozenset(
            (start, value)
            for start, value in disclosure.open_cells(by_period)
            if seen[start] is not None and value in shown
        ),
    )


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
