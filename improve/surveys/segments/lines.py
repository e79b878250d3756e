"""Which runs of days may be shown of a group of answers, so that no two of them differ by fewer than five people.

A line is a group (everybody, a segment, an answer) along the time, in spans: weeks cut where a month begins. Small
spans are tied to others until each tie holds nobody or at least five, of the group and of those who are in a wider
group and not in it. What is shown is made of whole ties only; so is every difference, whether of weeks and months,
of two runs, or of a group and one that contains it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from improve.core.periods import PeriodKind, start_of
from improve.stats.suppression import SMALLEST_GROUP

Counts = Mapping[date, int]
"""Answers by span; spans without any may be left out."""


@dataclass(frozen=True, slots=True)
class Line:
    """Answers by span, with a 0 where a wider group has some; `ties` are the spans that are shown together or not at
    all (two or more each). Of a closed line nothing is shown."""

    counts: Counts
    ties: tuple[frozenset[date], ...] = ()
    is_closed: bool = False

    def tells(self, first: date | None = None, last: date | None = None) -> bool:
        """May these days (both included; None: all) be shown?"""
        if self.is_closed:
            return False
        if first is None or last is None:
            return True
        inside = (sum(first <= span <= last for span in tie) for tie in self.ties)
        return all(n in (0, len(tie)) for n, tie in zip(inside, self.ties, strict=True))


@dataclass(slots=True)
class _Tie:
    spans: set[date]
    sizes: list[int]

    @property
    def is_small(self) -> bool:
        return any(0 < n < SMALLEST_GROUP for n in self.sizes)

    @property
    def months(self) -> set[date]:
        return {start_of(PeriodKind.MONTH, span) for span in self.spans}

    @property
    def order(self) -> tuple[bool, int, date]:
        """Weeks that are cut anyway are given up first, then those with few answers, then old ones."""
        return (not self.has_cut, sum(self.sizes), min(self.spans))

    @property
    def age(self) -> tuple[bool, date]:
        """Of other months the oldest is given up first: what is new is read most."""
        return (not self.has_cut, min(self.spans))

    @property
    def has_cut(self) -> bool:
        return any(_is_cut(span) for span in self.spans)

    def take(self, other: _Tie) -> None:
        self.spans |= other.spans
        self.sizes = [a + b for a, b in zip(self.sizes, other.sizes, strict=True)]


def _is_cut(span: date) -> bool:
    """Is it a part of a week only?"""
    return span.weekday() != 0 or (span + timedelta(days=6)).month != span.month


def line_of(counts: Counts, wholes: Sequence[Line] = ()) -> Line:
    """The line of a group; `wholes` are those of the groups that contain it."""
    wholes = [whole for whole in wholes if not whole.is_closed]
    rows = [counts, *(_less(whole.counts, counts) for whole in wholes)]
    # Where the group has nobody, wider groups may be tied.
    spans = {span for row in rows for span in row}
    ties = _tied(spans, rows, [tie for whole in wholes for tie in whole.ties])
    if any(tie.is_small for tie in ties):
        _tie_within_months(ties)
        _tie_the_rest(ties)
    found = tuple(frozenset(tie.spans) for tie in ties if len(tie.spans) > 1)
    return Line({span: counts.get(span, 0) for span in spans}, found, any(tie.is_small for tie in ties))


def _less(whole: Counts, part: Counts) -> dict[date, int]:
    return {span: n - part.get(span, 0) for span, n in whole.items()}


def _tied(spans: set[date], rows: Sequence[Counts], given: Iterable[frozenset[date]]) -> list[_Tie]:
    """One tie for each span, and for what the wider groups tie already."""
    of: dict[date, _Tie] = {span: _Tie({span}, [row.get(span, 0) for row in rows]) for span in spans}
    for tie in given:
        here = [span for span in tie if span in of]
        for span in here[1:]:
            if of[span] is not of[here[0]]:
                mine, other = of[here[0]], of[span]
                mine.take(other)
                of.update(dict.fromkeys(other.spans, mine))
    return list({id(tie): tie for tie in of.values()}.values())


def _tie_within_months(ties: list[_Tie]) -> None:
    """Months stay whole where they can."""
    by_month: dict[date, list[_Tie]] = {}
    for tie in ties:
        if len(tie.months) == 1:
            by_month.setdefault(next(iter(tie.months)), []).append(tie)
    for mine in by_month.values():
        while len(mine) > 1 and any(tie.is_small for tie in mine):
            gone = _tie_one(mine, lambda tie: tie.order)
            ties[:] = [tie for tie in ties if tie is not gone]


def _tie_the_rest(ties: list[_Tie]) -> None:
    while len(ties) > 1 and any(tie.is_small for tie in ties):
        _tie_one(ties, lambda tie: tie.age)


def _tie_one(ties: list[_Tie], order: Callable[[_Tie], Any]) -> _Tie:
    """Tie a small one to another, small ones first; answers the one that is gone."""
    small = sorted((tie for tie in ties if tie.is_small), key=order)
    mine = small[0]
    others = small[1:] or sorted((tie for tie in ties if tie is not mine), key=order)
    mine.take(others[0])
    ties[:] = [tie for tie in ties if tie is not others[0]]
    return others[0]


def beside(line: Line, parts: Sequence[Line]) -> Line:
    """The same line beside groups within it that are shown already: where a run of one of them could be subtracted
    from another run of this one, all time only is left, or nothing."""
    for part in parts:
        if part.is_closed or not any(part.counts.values()):
            continue
        rest = _less(line.counts, part.counts)
        if 0 < sum(rest.values()) < SMALLEST_GROUP:
            return Line(line.counts, (), is_closed=True)
        if not _fits(line, part, rest):
            line = whole_only(line)
    return line


def whole_only(line: Line) -> Line:
    """The same, of which nothing but all time is shown."""
    spans = frozenset(line.counts)
    return Line(line.counts, (spans,) if len(spans) > 1 else (), line.is_closed)


def _fits(line: Line, part: Line, rest: Counts) -> bool:
    if not all(any(tie <= wider for wider in part.ties) for tie in line.ties):
        return False
    tied = {span for tie in part.ties for span in tie}
    groups = [*part.ties, *(frozenset((span,)) for span in rest if span not in tied)]
    return not any(0 < sum(rest.get(span, 0) for span in group) < SMALLEST_GROUP for group in groups)
