"""What is shown of a run of periods, less what is shown of another, tells about nobody or at least five."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improve.core.periods import PeriodKind, last_day
from improve.surveys.queries.report import results_of
from improve.surveys.rules import disclosure
from improve.surveys.rules.runs import Named, Run
from improve.surveys.segments.scope import Scope
from tests.conftest import Clock
from tests.surveys.making import answer_many, make_survey

MONTH = PeriodKind.MONTH
STARTS = [date(2026, month, 1) for month in range(1, 7)]
CELLS = ("a", "b", "c")
HIDDEN = frozenset(CELLS)
COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 20])
TABLE = st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=6, max_size=6)


def row(named: Named) -> dict[str, int]:
    return dict(named["q"])


def small(n: int) -> bool:
    return 0 < n < 5


@settings(max_examples=40, deadline=None)
@given(TABLE, TABLE)
def test_no_cell_of_a_run_less_another_is_small(
    mine: list[tuple[int, ...]], rest: list[tuple[int, ...]]
) -> None:
    lines = [
        {
            start: {"q": dict(zip(CELLS, found, strict=True))}
            for start, found in zip(STARTS, table, strict=True)
        }
        for table in (mine, rest)
    ]
    seen: dict[tuple[int, int], frozenset[str]] = {}
    for first, last in combinations(range(len(STARTS) + 1), 2):
        run = Run((STARTS[first], last_day(MONTH, STARTS[last - 1])), MONTH, lines)
        closed = run.closed(row)
        if closed is not None:
            counts = {cell: sum(mine[at][i] for at in range(first, last)) for i, cell in enumerate(CELLS)}
            hidden = closed | {cell for cell, n in disclosure.visible(counts).items() if n is None}
            seen[first, last] = frozenset(hidden)
    for (first, last), closed in seen.items():
        for (start, end), wider in seen.items():
            if start <= first and last <= end:
                between = [*range(start, first), *range(last, end)]
                left = {cell: sum(mine[at][i] for at in between) for i, cell in enumerate(CELLS)}
                others = {cell: sum(rest[at][i] for at in between) for i, cell in enumerate(CELLS)}
                unknown = closed | wider
                assert not any(small(left[cell]) or small(others[cell]) for cell in HIDDEN - unknown)
                # Their sum follows from the totals.
                assert not small(sum(left[cell] for cell in unknown)), (first, last, start, end)


@pytest.mark.databases("sqlite")
def test_the_distribution_of_two_months_less_that_of_one(context: object, clock: Clock) -> None:
    survey = make_survey()
    for month, low in ((3, 7), (4, 1), (5, 6), (6, 7)):
        clock.set(datetime(2026, month, 10, 9, tzinfo=UTC))
        answer_many(survey, {9: 20, 8: 20, 3: low})

    def threes(first: int, last: int) -> int | None:
        scope = Scope(MONTH, None, (date(2026, first, 1), date(2026, last, 1)))
        found = results_of(survey, MONTH, scope).leading
        assert found is not None and found.distribution is not None and found.score is not None
        return found.distribution.numbers[3]

    assert threes(3, 3) == threes(6, 6) == 7
    assert threes(4, 4) is None
    assert threes(3, 4) is None  # eight, of which seven are known
    assert threes(5, 5) is None  # the total less all others
