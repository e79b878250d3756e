"""Working days: weekdays, days off, make-up days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.workdays import WorkCalendar

WEDNESDAY = date(2026, 3, 4)
SPRING = WorkCalendar(
    off=frozenset(date(2026, 2, 15) + timedelta(days=n) for n in range(9)),
    on=frozenset({date(2026, 2, 14), date(2026, 2, 28)}),
)


@pytest.mark.parametrize(
    ("count", "day"),
    [
        (0, WEDNESDAY),
        (1, date(2026, 3, 5)),
        (2, date(2026, 3, 6)),
        (3, date(2026, 3, 9)),
        (-1, date(2026, 3, 3)),
        (-3, date(2026, 2, 27)),
    ],
)
def test_weekends_are_stepped_over(count: int, day: date) -> None:
    assert WorkCalendar().after(WEDNESDAY, count) == day


@pytest.mark.parametrize(
    ("first", "count", "day"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday on which people work
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
        (date(2026, 2, 27), 1, date(2026, 2, 28)),
    ],
)
def test_holidays_and_make_up_days_count_as_what_they_are(first: date, count: int, day: date) -> None:
    assert SPRING.after(first, count) == day


def test_a_six_day_week_and_a_week_of_one_day() -> None:
    assert WorkCalendar(frozenset({1, 2, 3, 4, 5, 6})).after(date(2026, 3, 6), 1) == date(2026, 3, 7)
    assert WorkCalendar(frozenset({7})).after(WEDNESDAY, 2) == date(2026, 3, 15)


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({0, 1}), frozenset({8})])
def test_a_week_has_working_days_from_one_to_seven(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="working day"):
        WorkCalendar(weekdays)


CALENDARS = st.builds(
    WorkCalendar,
    st.frozensets(st.integers(1, 7), min_size=1),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 6, 30)), max_size=40),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 6, 30)), max_size=10),
)


@given(CALENDARS, st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.integers(-40, 40))
def test_counting_forth_and_back_agree(calendar: WorkCalendar, day: date, count: int) -> None:
    reached = calendar.after(day, count)
    if count > 0:
        assert calendar.between(day, reached) == count
    if count:
        assert calendar.is_working(reached)
    assert calendar.between(day, reached) == -calendar.between(reached, day)
