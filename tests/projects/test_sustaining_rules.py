"""Whether a change lasts: the rule alone, as a table."""

from __future__ import annotations

from datetime import date

import pytest

from improve.core.periods import PeriodKind, after
from improve.projects.limits import frozen
from improve.projects.sustaining.models import State
from improve.projects.sustaining.rules import judge, new_state
from improve.projects.verdicts import Inputs

BEFORE = (41.0, 39.0) * 6
GOOD = (34.5, 33.5) * 5

CASES = [
    # values since the adoption, better, what the data showed then, state
    ((34.0, 34.2, 33.8, 34.1), "down", "improved", State.HELD),
    ((34.0, None, 33.8, 34.1), "down", "improved", State.MISSING),
    ((34.0, 34.2, 41.0, 34.1), "down", "improved", State.SLID),  # a signal to the wrong side
    ((34.0, 29.0, 34.0, 34.1), "down", "improved", State.HELD),  # one to the good side is none
    ((40.0,) * 30, "down", "improved", State.SLID),
    ((34.0, 34.2, 33.8, 34.1), "up", "no_change_shown", State.HELD),
    ((34.0, 29.0, 33.8, 34.1), "up", "no_change_shown", State.SLID),
]


def inputs(later: tuple[float | None, ...], better: str) -> Inputs:
    values = (*BEFORE, *GOOD, *later)
    first = date(2026, 1, 5)
    starts = tuple(after(PeriodKind.WEEK, first, n) for n in range(len(values)))
    return Inputs(PeriodKind.WEEK, starts, values, len(BEFORE), 0, better, None, seasonal=False)


@pytest.mark.parametrize(("later", "better", "decided", "state"), CASES)
def test_the_state_at_a_check(
    later: tuple[float | None, ...], better: str, decided: str, state: State
) -> None:
    since = len(BEFORE) + len(GOOD)
    given = inputs(later, better)
    chart = new_state(given, since)
    assert chart is not None
    labels = frozen(chart).labels[chart.changed_at :]
    assert judge(given, since=since, decided_verdict=decided, labels=labels) is state


def test_too_few_readings_make_no_limits() -> None:
    assert new_state(inputs((34.0,), "down"), len(BEFORE) + 5) is None
    assert new_state(inputs((34.0,), "down"), len(BEFORE)) is None
