"""What a metric takes, and when its next reading is due."""

from __future__ import annotations

from datetime import date

import pytest

from improve.core.errors import Invalid, Refused
from improve.core.periods import PeriodKind, after, last_day, start_of
from improve.metrics import rules
from improve.metrics.models import MetricKind

VALUE, SHARE, RATE = MetricKind.VALUE, MetricKind.PROPORTION, MetricKind.RATE
WEEK, MONTH, DAY, QUARTER = PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.DAY, PeriodKind.QUARTER


@pytest.mark.parametrize(
    ("kind", "value", "numerator", "denominator", "field"),
    [
        (VALUE, 1.0, None, None, None),
        (VALUE, 0.0, None, None, None),
        (VALUE, -3.5, None, None, None),
        (VALUE, None, None, None, "value"),
        (VALUE, None, 1.0, 2.0, "numerator"),
        (VALUE, 1.0, 1.0, 2.0, "value"),
        (SHARE, None, 0.0, 1.0, None),
        (SHARE, None, 340.0, 340.0, None),
        (SHARE, None, 341.0, 340.0, "numerator"),
        (SHARE, None, 1.0, 0.0, "denominator"),
        (SHARE, None, 1.0, None, "denominator"),
        (SHARE, None, None, 5.0, "numerator"),
        (SHARE, 0.5, None, None, "value"),
        (RATE, None, 12.0, 4.0, None),
        (RATE, None, 12.0, 0.0, "denominator"),
        (RATE, 3.0, None, None, "value"),
    ],
)
def test_a_reading_holds_what_its_metric_counts(
    kind: MetricKind,
    value: float | None,
    numerator: float | None,
    denominator: float | None,
    field: str | None,
) -> None:
    if field is None:
        rules.check_reading(kind, value, numerator, denominator)
        return
    with pytest.raises(Invalid) as refused:
        rules.check_reading(kind, value, numerator, denominator)
    assert list(refused.value.errors) == [field]


def test_a_closed_metric_takes_nothing() -> None:
    rules.check_open(False)
    with pytest.raises(Refused):
        rules.check_open(True)


def test_a_period_that_has_not_begun_has_no_reading() -> None:
    rules.check_period(date(2026, 3, 2), date(2026, 3, 2))
    with pytest.raises(Invalid) as refused:
        rules.check_period(date(2026, 3, 9), date(2026, 3, 8))
    assert list(refused.value.errors) == ["period"]


@pytest.mark.parametrize(
    ("kind", "last", "today", "waiting", "overdue"),
    [
        # Wednesday 4 March 2026: the week of 23 February is over, the one of 2 March still runs.
        (WEEK, date(2026, 2, 23), date(2026, 3, 4), [], False),
        (WEEK, date(2026, 3, 2), date(2026, 3, 4), [], False),
        (WEEK, date(2026, 2, 16), date(2026, 3, 1), [], False),
        (WEEK, date(2026, 2, 16), date(2026, 3, 2), [date(2026, 2, 23)], False),
        (WEEK, date(2026, 2, 16), date(2026, 3, 5), [date(2026, 2, 23)], False),
        (WEEK, date(2026, 2, 16), date(2026, 3, 6), [date(2026, 2, 23)], True),
        (WEEK, date(2026, 2, 9), date(2026, 3, 2), [date(2026, 2, 16), date(2026, 2, 23)], True),
        (MONTH, date(2026, 1, 1), date(2026, 2, 28), [], False),
        (MONTH, date(2026, 1, 1), date(2026, 3, 10), [date(2026, 2, 1)], False),
        (MONTH, date(2026, 1, 1), date(2026, 3, 11), [date(2026, 2, 1)], True),
        (DAY, date(2026, 3, 2), date(2026, 3, 4), [date(2026, 3, 3)], False),
        (QUARTER, date(2025, 7, 1), date(2026, 1, 20), [date(2025, 10, 1)], False),
        (QUARTER, date(2025, 7, 1), date(2026, 1, 21), [date(2025, 10, 1)], True),
    ],
)
def test_what_waits_and_when_it_is_overdue(
    kind: PeriodKind, last: date, today: date, waiting: list[date], overdue: bool
) -> None:
    found = rules.standing(kind, last, today)
    assert list(found.waiting) == waiting
    assert found.is_overdue is overdue
    assert (found.due is None) == (not waiting)


def test_a_metric_without_readings_waits_for_the_last_period_and_is_never_overdue() -> None:
    found = rules.standing(WEEK, None, date(2026, 3, 4))
    assert list(found.waiting) == [date(2026, 2, 23)]
    assert found.due is None
    assert not found.is_overdue


def test_a_long_silence_is_not_listed_without_end() -> None:
    assert len(rules.standing(DAY, date(2020, 1, 1), date(2026, 3, 4)).waiting) == rules.LONGEST_LIST


@pytest.mark.parametrize("kind", list(PeriodKind))
def test_a_period_is_finished_on_the_day_after_its_last(kind: PeriodKind) -> None:
    start = start_of(kind, date(2026, 3, 4))
    assert not rules.is_finished(kind, start, last_day(kind, start))
    assert rules.is_finished(kind, start, after(kind, start))
    assert rules.last_finished(kind, after(kind, start)) == start
