"""When a promise is due, what counts as kept, and calendars of working hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.stats.errors import StatsError
from improve.stats.sla import (
    Promise,
    Standing,
    WorkingHours,
    compliance,
    due,
    elapsed_seconds,
    rate_of,
    standing,
)
from improve.stats.working_hours import working_hours

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
OPENED = datetime(2026, 6, 5, 9, 0, tzinfo=UTC)
H = 3600
OFFICE = working_hours({"mon-fri": ["09:00", "18:00"]}, SHANGHAI)


def after(**duration: float) -> datetime:
    return OPENED + timedelta(**duration)


@pytest.mark.parametrize(
    ("answered", "now", "verdict"),
    [
        (after(minutes=119), after(days=3), Standing.IN_TIME),
        (after(hours=2), after(days=3), Standing.IN_TIME),
        (after(hours=2, microseconds=1), after(days=3), Standing.LATE),
        (None, after(hours=2), Standing.OPEN_ON_TRACK),
        (None, after(hours=2, microseconds=1), Standing.OPEN_OVERDUE),
        (None, after(hours=-1), Standing.OPEN_ON_TRACK),
    ],
)
def test_the_boundary_is_in_time(answered: datetime | None, now: datetime, verdict: Standing) -> None:
    assert standing(Promise(OPENED, answered), seconds=2 * H, now=now) == verdict


@pytest.mark.parametrize(
    ("received", "hours", "expected"),
    [
        ("2026-06-05 17:30", 2, "2026-06-08 10:30"),  # Friday, then Monday
        ("2026-06-05 16:00", 2, "2026-06-05 18:00"),  # to the last minute
        ("2026-06-06 12:00", 1, "2026-06-08 10:00"),  # Saturday
        ("2026-06-05 18:00", 1, "2026-06-08 10:00"),
        ("2026-06-05 03:00", 9, "2026-06-05 18:00"),
        ("2026-06-05 09:00", 45, "2026-06-11 18:00"),
        ("2026-06-06 12:00", 0, "2026-06-08 09:00"),
    ],
)
def test_due_in_working_hours(received: str, hours: float, expected: str) -> None:
    start = datetime.fromisoformat(received).replace(tzinfo=SHANGHAI)
    assert due(start, hours * H, OFFICE) == datetime.fromisoformat(expected).replace(tzinfo=SHANGHAI)


def test_24_hours_are_24_hours_across_a_change_of_clocks() -> None:
    # Europe/Berlin goes from 2:00 to 3:00 on 29 March 2026.
    start = datetime(2026, 3, 28, 12, 0, tzinfo=BERLIN)
    assert due(start, 24 * H).astimezone(BERLIN) == datetime(2026, 3, 29, 13, 0, tzinfo=BERLIN)
    night = working_hours({"sun": ["00:00", "06:00"]}, BERLIN)
    assert elapsed_seconds(start, start + timedelta(days=1), night) == 5 * H
    autumn = datetime(2026, 10, 24, 12, 0, tzinfo=BERLIN)
    assert elapsed_seconds(autumn, autumn + timedelta(days=2), night) == 7 * H


def test_holidays_and_extra_days() -> None:
    # 2026-10-01 and 02 are holidays; Saturday the 10th is worked in the morning.
    calendar = working_hours(
        {
            "mon-fri": [["09:00", "12:00"], ["13:00", "18:00"]],
            "holidays": ["2026-10-01", "2026-10-02"],
            "extra": {"2026-10-10": ["09:00", "12:00"]},
            "time_zone": "Asia/Shanghai",
        },
        SHANGHAI,
    )
    start = datetime(2026, 9, 30, 17, 0, tzinfo=SHANGHAI)
    assert due(start, 5 * H, calendar) == datetime(2026, 10, 5, 14, 0, tzinfo=SHANGHAI)
    week = elapsed_seconds(start, datetime(2026, 10, 12, 0, 0, tzinfo=SHANGHAI), calendar)
    assert week == (1 + 5 * 8 + 3) * H


def test_a_shift_over_midnight() -> None:
    calendar = working_hours({"fri": ["22:00", "06:00"]}, UTC)
    assert due(datetime(2026, 6, 5, 23, 0, tzinfo=UTC), 3 * H, calendar) == datetime(
        2026, 6, 6, 2, tzinfo=UTC
    )
    # The local day has not begun where the period that is running has.
    assert due(datetime(2026, 6, 6, 1, 0, tzinfo=UTC), 5 * H, calendar) == datetime(2026, 6, 6, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        {"Monday - Friday": "09:00-18:00"},
        {"mon,tue,wed,thu,fri": ["9:00", "18:00"]},
        {"mon to fri": [["09:00:00", "18:00:00"]]},
        dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "9:00, 18:00"),
    ],
)
def test_ways_to_write_office_hours(written: dict[str, Any]) -> None:
    assert working_hours(written, SHANGHAI) == OFFICE


def test_the_week_may_run_over_sunday_and_the_day_to_24() -> None:
    found = working_hours({"sat-mon": ["20:00", "24:00"]}, UTC)
    assert [bool(spans) for spans in found.week] == [True, False, False, False, False, True, True]
    assert due(datetime(2026, 6, 6, 23, 0, tzinfo=UTC), H, found) == datetime(2026, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"holidays": ["2026-01-01"]},
        {"funday": ["09:00", "18:00"]},
        {"mon-wed-fri": ["09:00", "18:00"]},
        {"mon": ["09:00"]},
        {"mon": ["09:00", "25:00"]},
        {"mon": ["09:61", "18:00"]},
        {"mon": "all day"},
        {"mon": 9},
        {"mon": [["09:00", "12:00"], ["11:00", "18:00"]]},
        {"mon": ["09:00", "18:00"], "holidays": ["soon"]},
        {"mon": ["09:00", "18:00"], "holidays": 5},
        {"mon": ["09:00", "18:00"], "extra": ["2026-01-01"]},
        {"extra": {"2026-01-01": ["22:00", "06:00"]}},
    ],
)
def test_calendars_that_cannot_be_read(written: dict[str, Any]) -> None:
    with pytest.raises(StatsError) as refused:
        working_hours(written, UTC)
    assert refused.value.code == "calendar"


def test_a_promise_that_no_working_time_can_keep() -> None:
    once = WorkingHours(UTC, ((),) * 7, {date(2026, 6, 5): ((540, 600),)})
    assert due(OPENED, H, once) == after(hours=1)
    with pytest.raises(StatsError):
        due(OPENED, H + 1, once)


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_due_and_elapsed_are_two_sides_of_one_clock(minutes: int, promise: int) -> None:
    start = OPENED + timedelta(minutes=minutes)
    for calendar in (None, OFFICE):
        limit = due(start, promise * 60, calendar)
        assert limit >= start
        assert elapsed_seconds(start, limit, calendar) == promise * 60


def test_compliance_by_hand() -> None:
    promises = [
        Promise(OPENED, after(hours=1)),
        Promise(OPENED, after(hours=2)),
        Promise(OPENED, after(hours=4)),
        Promise(OPENED, None),
        Promise(after(hours=9), None),
    ]
    found = compliance(promises, seconds=2 * H, now=after(hours=10))
    assert (found.cases, found.in_time, found.late, found.open_overdue, found.open_on_track) == (
        5,
        2,
        1,
        1,
        1,
    )
    assert found.compliance == 0.5
    assert (found.median_seconds, found.p90_seconds) == (2 * H, pytest.approx(3.6 * H))


def test_nothing_is_decided_yet() -> None:
    found = compliance([Promise(OPENED, None)], seconds=H, now=OPENED)
    assert (found.compliance, found.low, found.median_seconds) == (None, None, None)
    assert compliance([], seconds=H, now=OPENED).cases == 0
    assert rate_of(0, 0, 0) == (None, None, None)


def test_what_a_clock_refuses() -> None:
    naive = datetime(2026, 6, 5)  # noqa: DTZ001
    for refused in (
        lambda: due(naive, H),
        lambda: due(OPENED, -1),
        lambda: due(OPENED, float("inf")),
        lambda: elapsed_seconds(OPENED, after(hours=-1)),
    ):
        with pytest.raises(StatsError):
            refused()
