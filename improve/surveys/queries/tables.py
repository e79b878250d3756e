"""What was answered to questions that are no score: shares, places, means, with small groups hidden."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from improve.core.localized import Localized
from improve.surveys.rules import disclosure
from improve.surveys.rules.runs import Run
from improve.surveys.values.kinds import NO, NOT_SURE, OTHER, YES, Kind, part
from improve.surveys.values.questions import Choice, Spec

Counts = Mapping[str, int]
# Of free values (hidden fields, days) so many are listed, the most frequent ones.
MOST_LINES = 60
# Between a quartile and the next one lie at least so many answers divided by four.
FEWEST_FOR_QUARTILES = 20
Others = Sequence[Mapping[str, Counts]]
"""The counts of everybody else, by name, where results are filtered: what is shown must not tell about them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: its words (or, without them, the value itself) and how often it was given; None is hidden."""

    value: str
    text: Localized | None
    count: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """The answers to a question, or to one row of a matrix. `n` answered it; None where too few did.

    `adds_up` is False where one person may give several answers, so that the shares exceed 100 %.
    """

    spec: Spec
    row: Choice | None
    n: int | None
    lines: list[Line]
    adds_up: bool = True


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers that were answered: their mean and quartiles. The extremes are single persons and not shown, and
    neither are the quartiles of few answers (None), which would be the answers of single persons."""

    spec: Spec
    n: int
    mean: float
    sd: float | None
    quartiles: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Places:
    """An order of answers: for each the mean place and how many ranked it, best first. None is hidden."""

    spec: Spec
    lines: list[tuple[Choice, int | None, float | None]]


def tables_of(
    spec: Spec, counts: Mapping[str, Counts], others: Others = (), run: Run | None = None
) -> Iterator[Table]:
    """The tables of a question: one, or one for each row of a matrix; none for other kinds. `run` is the run of periods
    that the counts are of."""
    if spec.kind is Kind.MULTIPLE:
        yield _multiple(spec, counts, others, run)
    elif spec.kind is Kind.MATRIX:
        for row in spec.rows:
            name = part(spec.code, row.code)
            yield _table(spec, _rows(counts, others, name), _offered(spec), row, _closed(run, name))
    elif spec.kind in (Kind.CHOICE, Kind.YES_NO, Kind.RATING):
        rows = _rows(counts, others, spec.code)
        yield _table(spec, rows, _offered(spec), closed=_closed(run, spec.code))
    elif spec.kind in (Kind.HIDDEN, Kind.CONSENT, Kind.DATE):
        rows = _rows(counts, others, spec.code)
        closed = _closed(run, spec.code)
        if spec.kind is Kind.DATE:
            rows = [_by_month(row) for row in rows]
            closed = run.closed(lambda named: _by_month(named.get(spec.code, {}))) if run else closed
        values = Counter(rows[0])
        listed = [(value, None) for value, _count in values.most_common(MOST_LINES)]
        found = _table(spec, rows, listed, closed=closed)
        # What an address carried may name a person: values that few came with are not shown themselves.
        yield replace(found, lines=[line for line in found.lines if line.count is not None])


def _offered(spec: Spec) -> list[tuple[str, Localized | None]]:
    """The values that can be answered, in their order, with their words."""
    if spec.kind is Kind.YES_NO:
        return [(YES, None), (NO, None)]
    if spec.scale is not None:
        found: list[tuple[str, Localized | None]] = [(str(number), None) for number in spec.scale.numbers]
    else:
        found = [(choice.code, choice.text) for choice in spec.choices]
    if spec.offers_other:
        found.append((OTHER, None))
    return [*found, (NOT_SURE, None)] if spec.offers_not_sure else found


def _rows(counts: Mapping[str, Counts], others: Others, name: str) -> list[Counts]:
    """The counts of a name, first ours, then those of everybody else."""
    return [found.get(name, {}) for found in (counts, *others)]


def _closed(run: Run | None, name: str) -> Set[str] | None:
    """The values of a name that are not shown of a run; None where none is."""
    return frozenset() if run is None else run.closed(lambda named: named.get(name, {}))


def _table(
    spec: Spec,
    rows: Sequence[Counts],
    offered: Sequence[tuple[str, Localized | None]],
    row: Choice | None = None,
    closed: Set[str] | None = frozenset(),
) -> Table:
    counts = rows[0]
    n = sum(counts.values())
    if closed is None or not disclosure.tells_nothing_of_few([sum(one.values()) for one in rows]):
        return Table(spec, row, None if n else 0, [])
    # Values beyond the list belong to the total: they are one more cell that small ones could hide behind.
    listed = {value: counts.get(value, 0) for value, _text in offered}
    rest = n - sum(listed.values())
    shown = disclosure.without(
        disclosure.visible({**listed, "": rest} if rest else listed), disclosure.closed_in(rows) | closed
    )
    return Table(spec, row, n, [Line(value, text, shown[value]) for value, text in offered])


def _multiple(spec: Spec, counts: Mapping[str, Counts], others: Others, run: Run | None) -> Table:
    """Each choice is a table of its own: who ticked it and who did not."""
    sizes = [sum(row.values()) for row in _rows(counts, others, spec.code)]
    n = sizes[0]
    if not disclosure.tells_nothing_of_few(sizes):
        return Table(spec, None, None if n else 0, [], adds_up=False)
    lines = []
    for value, text in _offered(spec):
        ticked = [sum(row.values()) for row in _rows(counts, others, part(spec.code, value))]
        rows = [{YES: yes, NO: size - yes} for yes, size in zip(ticked, sizes, strict=True)]
        closed = run.closed(partial(_ticked, spec.code, value)) if run is not None else frozenset()
        if closed is None:
            return Table(spec, None, None, [], adds_up=False)
        shown = disclosure.without(disclosure.visible(rows[0]), disclosure.closed_in(rows) | closed)
        lines.append(Line(value, text, shown[YES]))
    return Table(spec, None, n, lines, adds_up=False)


def _ticked(code: str, value: str, named: Mapping[str, Counts]) -> dict[str, int]:
    yes = sum(named.get(part(code, value), {}).values())
    return {YES: yes, NO: sum(named.get(code, {}).values()) - yes}


def _by_month(counts: Counts) -> Counter[str]:
    out: Counter[str] = Counter()
    for day, count in counts.items():
        out[f"{date.fromisoformat(day):%Y-%m}"] += count
    return out


def figures_of(spec: Spec, counts: Counts) -> Figures | None:
    """The figures of a question answered with a number; None with fewer than five answers."""
    n = sum(counts.values())
    if spec.kind is not Kind.NUMBER or not disclosure.enough(n):
        return None
    numbers = sorted((float(value), count) for value, count in counts.items())
    mean = math.fsum(number * count for number, count in numbers) / n
    spread = math.fsum(count * (number - mean) ** 2 for number, count in numbers) / (n - 1)
    first, middle, third = (_quantile(numbers, n, share) for share in (0.25, 0.5, 0.75))
    quartiles = (first, middle, third) if n >= FEWEST_FOR_QUARTILES else None
    return Figures(spec, n, mean, math.sqrt(spread), quartiles)


def _quantile(numbers: list[tuple[float, int]], n: int, share: float) -> float:
    """The linear quantile (Hyndman and Fan's type 7) of counted numbers, ascending."""
    place = share * (n - 1)
    below, above = _at(numbers, math.floor(place)), _at(numbers, math.ceil(place))
    return below + (above - below) * (place - math.floor(place))


def _at(numbers: list[tuple[float, int]], place: int) -> float:
    for number, count in numbers:
        if place < count:
            return number
        place -= count
    return numbers[-1][0]


def places_of(spec: Spec, counts: Mapping[str, Counts]) -> Places | None:
    """The mean places of a ranking, the best first; those ranked by fewer than five are hidden."""
    if spec.kind is not Kind.RANKING:
        return None
    lines: list[tuple[Choice, int | None, float | None]] = []
    for choice in spec.choices:
        found = counts.get(part(spec.code, choice.code), {})
        n = sum(found.values())
        mean = sum(int(place) * count for place, count in found.items()) / n if n else None
        lines.append((choice, n, mean) if disclosure.enough(n) else (choice, None, None))
    return Places(spec, sorted(lines, key=lambda line: (line[2] is None, line[2] or 0)))
