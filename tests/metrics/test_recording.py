"""Readings are append-only: the same again changes nothing, another one supersedes the old."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from improve.core import events
from improve.core.db import db, transaction
from improve.core.errors import Forbidden
from improve.core.policy import SYSTEM, Role
from improve.metrics import service
from improve.metrics.events import ReadingsRecorded
from improve.metrics.models import Reading
from improve.metrics.queries import corrections_of, data_versions, in_force, readings_of, series
from tests.conftest import Clock
from tests.metrics.making import fill, make_metric, record
from tests.people import act, make_person

MONDAY = date(2026, 1, 5)


@pytest.fixture
def heard(context: object, monkeypatch: pytest.MonkeyPatch) -> list[events.Event]:
    found: list[events.Event] = []
    from flask import current_app

    handlers = current_app.extensions[events.EXTENSION]
    monkeypatch.setitem(handlers, ReadingsRecorded, [*handlers.get(ReadingsRecorded, []), found.append])
    return found


def test_good_rows_are_stored_although_others_are_bad(context: object, clock: Clock) -> None:
    outcome = record(
        make_metric(),
        [
            {"period": "2026-W02", "value": 1.5},
            {"period": "May", "value": 1},
            {"period": "2026-W03", "value": "two"},
            {"period": "2026-W04", "value": "2,5"},
            {"period": "2026-W05"},
            {"period": "2026-W06", "value": 1, "colour": "red"},
        ],
    )
    assert (outcome.created, outcome.updated, outcome.skipped) == (2, 0, 0)
    assert [(e.row, e.field) for e in outcome.errors] == [
        (2, "period"),
        (3, "value"),
        (5, "value"),
        (6, "colour"),
    ]


def test_the_same_batch_again_changes_nothing(context: object, clock: Clock, heard: list[Any]) -> None:
    metric = make_metric()
    rows = [{"period": f"2026-W{week:02}", "value": week / 3} for week in range(2, 9)]
    assert record(metric, rows).created == 7
    again = record(metric, rows)
    assert (again.created, again.updated, again.skipped, again.errors) == (0, 0, 7, [])
    assert db.session.scalar(select(func.count()).select_from(Reading)) == 7
    assert [(event.created, event.updated, event.first, event.last) for event in heard] == [
        (7, 0, "2026-W02", "2026-W08")
    ]


def test_a_correction_keeps_the_old_reading_with_who_and_when(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    metric = make_metric(owner=ann)
    fill(metric, MONDAY, [40.0, 41.0], by=act(ann))
    clock.move(days=1)
    assert record(metric, [{"period": "2026-W02", "value": 39}]).updated == 1
    (now,) = readings_of(metric.id, MONDAY, MONDAY).values()
    (before,) = corrections_of(metric.id, MONDAY, MONDAY)[MONDAY]
    assert (now.value, now.entered_by_id, before.value, before.entered_by_id) == (39.0, None, 40.0, ann.id)
    assert before.superseded_by == now.id
    assert before.superseded_at == now.entered_at == clock.now
    assert [reading.value for reading in db.session.scalars(in_force(metric.id))] == [39.0, 41.0]


def test_a_reading_that_is_taken_back_leaves_a_gap_and_can_come_again(context: object, clock: Clock) -> None:
    metric = make_metric()
    fill(metric, MONDAY, [40.0, 41.0, 42.0])
    with transaction():
        assert service.take_back(metric, date(2026, 1, 12), by=SYSTEM)
        assert not service.take_back(metric, date(2026, 1, 12), by=SYSTEM)
        assert not service.take_back(metric, date(2026, 2, 2), by=SYSTEM)
    assert series(metric).values == (40.0, None, 42.0)
    assert record(metric, [{"period": "2026-W03", "value": 43}]).created == 1
    assert series(metric).values == (40.0, 43.0, 42.0)
    assert [
        old.is_taken_back for old in corrections_of(metric.id, MONDAY, date(2026, 2, 1))[date(2026, 1, 12)]
    ] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("second", "skipped", "bad"), [({"value": 5}, 1, 0), ({"value": 6}, 0, 1)], ids=["the same", "another"]
)
def test_a_period_that_stands_twice(
    context: object, clock: Clock, second: dict[str, float], skipped: int, bad: int
) -> None:
    metric = make_metric()
    rows = [{"period": "2026-W02", "value": 5}, {"period": "2026-01-07", **second}]
    for created in (1, 0):
        outcome = record(metric, rows)
        assert outcome.created == created
        assert outcome.skipped == skipped + (1 - created)
        assert [error.row for error in outcome.errors] == [2] * bad
    assert series(metric).values == (5.0,)


def test_the_running_period_is_taken_and_a_coming_one_is_not(context: object, clock: Clock) -> None:
    """It is Wednesday, 4 March 2026 in Shanghai."""
    outcome = record(make_metric(), [{"period": "2026-W10", "value": 1}, {"period": "2026-W11", "value": 1}])
    assert (outcome.created, [error.row for error in outcome.errors]) == (1, [2])


@pytest.mark.parametrize(
    ("login", "roles", "may"),
    [
        ("owner", (), True),
        ("coordinator", (Role.COORDINATOR,), True),
        ("finance", (Role.FINANCE,), True),
        ("member", (), False),
        ("auditor", (Role.AUDITOR,), False),
    ],
)
def test_who_records(context: object, clock: Clock, login: str, roles: tuple[Role, ...], may: bool) -> None:
    owner = make_person("owner")
    person = owner if login == "owner" else make_person(login, roles=roles)
    metric = make_metric(owner=owner)
    if may:
        assert record(metric, [{"period": "2026-W02", "value": 1}], by=act(person)).created == 1
    else:
        with pytest.raises(Forbidden):
            record(metric, [{"period": "2026-W02", "value": 1}], by=act(person))


def test_the_state_of_the_data_is_named_by_a_number_that_every_change_raises(
    context: object, clock: Clock
) -> None:
    metric, other = make_metric("A"), make_metric("B")
    fill(metric, MONDAY, [1.0, 2.0])
    versions = [data_versions([metric.id])[metric.id]]
    fill(other, MONDAY, [1.0])
    assert data_versions([metric.id])[metric.id] == versions[0]
    for change in ({"value": 3.0}, {"value": 4.0}):
        record(metric, [{"period": "2026-W02", **change}])
        versions.append(data_versions([metric.id])[metric.id])
    with transaction():
        service.take_back(metric, MONDAY, by=SYSTEM)
    versions.append(data_versions([metric.id])[metric.id])
    record(metric, [{"period": "2026-W03", "value": 2.0}])
    assert versions == sorted(set(versions))
    assert data_versions([metric.id])[metric.id] == versions[-1]


def test_a_large_batch_takes_few_statements(context: object, clock: Clock, statements: Any) -> None:
    metric = make_metric(period="day")
    rows = [
        {"period": date.fromordinal(date(2020, 1, 1).toordinal() + i).isoformat(), "value": i}
        for i in range(1500)
    ]
    with statements() as first:
        record(metric, rows[:100])
    with statements() as second:
        record(metric, rows)
    assert second.count - first.count <= 6
    changed = [{**row, "value": row["value"] + 1} for row in rows]
    assert record(metric, changed).updated == 1500
    assert series(metric).measured == 1500
