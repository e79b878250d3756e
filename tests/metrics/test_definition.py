"""Defining metrics: who may, what stays, what is published."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.metrics import service
from improve.metrics.models import Metric, Reading
from improve.metrics.values import MetricData
from tests.metrics.making import fill, make_metric, record
from tests.people import act, make_person, make_unit

MONDAY = date(2026, 1, 5)
GOOD = MetricData(
    name=Localized(en="Waiting", zh_Hans="等待"), kind="value", period="week", direction="down", code="W-1"
)


def test_who_defines_a_metric_owns_it(context: object) -> None:
    tom = make_person("tom", roles=[Role.COORDINATOR])
    ann = make_person("ann")
    mine = make_metric("A", by=act(tom))
    hers = make_metric("B", by=act(tom), owner=ann)
    assert (mine.owner_id, hers.owner_id) == (tom.id, ann.id)


def test_only_coordinators_and_administrators_define(context: object) -> None:
    member = make_person("ann")
    with pytest.raises(Forbidden), transaction():
        service.define(GOOD, by=act(member))


def test_a_coordinator_defines_within_the_own_units_only(context: object) -> None:
    site, other = make_unit("Site", kind="site"), make_unit("Other", kind="site")
    tom = make_person("tom")
    with transaction():
        from improve.accounts import service as accounts

        accounts.give_role(tom, Role.COORDINATOR, site, by=SYSTEM)
    with transaction():
        service.define(dataclasses.replace(GOOD, unit_id=site.id), by=act(tom))
    for unit_id in (other.id, None):
        with pytest.raises(Forbidden), transaction():
            service.define(dataclasses.replace(GOOD, code="W-2", unit_id=unit_id), by=act(tom))


def test_an_owner_changes_the_own_metric(context: object) -> None:
    ann = make_person("ann")
    metric = make_metric(owner=ann)
    with transaction():
        service.redefine(metric, dataclasses.replace(GOOD, target=4.0), by=act(ann))
    assert (metric.target, metric.code, metric.owner_id) == (4.0, "W-1", ann.id)


@pytest.mark.parametrize(("kind", "per"), [("value", 1.0), ("proportion", 100.0), ("rate", 1000.0)])
def test_shares_are_percent_and_only_rates_choose_their_base(context: object, kind: str, per: float) -> None:
    assert make_metric(kind=kind, per="1000").per == per


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "WH-07"}, "code"),
        ({"unit_id": 999}, "unit_id"),
        ({"owner_id": 999}, "owner_id"),
    ],
)
def test_what_does_not_fit_is_named(context: object, change: dict[str, Any], field: str) -> None:
    make_metric("WH-07")
    with pytest.raises(Invalid) as refused, transaction():
        service.define(dataclasses.replace(GOOD, **change), by=SYSTEM)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize(("name", "value"), [("kind", "rate"), ("period", "month")])
def test_kind_and_period_stay_once_there_are_readings(context: object, name: str, value: str) -> None:
    metric = make_metric("W-1")
    changed = dataclasses.replace(GOOD, **{name: value})
    with transaction():
        service.redefine(metric, changed, by=SYSTEM)
        service.redefine(metric, GOOD, by=SYSTEM)
    fill(metric, MONDAY, [1.0])
    with pytest.raises(Invalid) as refused, transaction():
        service.redefine(metric, changed, by=SYSTEM)
    assert list(refused.value.errors) == [name]


def test_a_closed_metric_keeps_its_readings_and_takes_none_until_it_is_opened(context: object) -> None:
    metric = make_metric()
    fill(metric, MONDAY, [1.0])
    with transaction():
        service.close(metric, by=SYSTEM)
    with pytest.raises(Refused):
        record(metric, [{"period": "2026-W03", "value": 2}])
    with transaction():
        service.reopen(metric, by=SYSTEM)
    assert record(metric, [{"period": "2026-W03", "value": 2}]).created == 1


def test_the_database_refuses_two_readings_in_force(context: object) -> None:
    metric = make_metric()
    fill(metric, MONDAY, [1.0])
    first = db.session.scalars(select(Reading)).one()
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            Reading(
                metric_id=metric.id,
                period_start=MONDAY,
                value=2.0,
                source="typed",
                entered_at=first.entered_at,
            )
        )


@pytest.mark.parametrize(
    "amounts",
    [
        {"value": 1.0, "numerator": 1.0, "denominator": 2.0},
        {"numerator": 1.0},
        {"denominator": 2.0},
        {"numerator": 1.0, "denominator": 0.0},
        {"numerator": -1.0, "denominator": 2.0},
    ],
)
def test_the_database_refuses_a_reading_that_is_neither_value_nor_counts(
    context: object, amounts: dict[str, float]
) -> None:
    metric = make_metric()
    fill(metric, MONDAY, [1.0])
    first = db.session.scalars(select(Reading)).one()
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            Reading(
                metric_id=metric.id,
                period_start=date(2026, 1, 12),
                source="typed",
                entered_at=first.entered_at,
                **amounts,
            )
        )


def test_a_metric_without_a_code_gets_one(context: object) -> None:
    with transaction():
        metric = service.define(dataclasses.replace(GOOD, code=None), by=SYSTEM)
    assert db.session.scalars(select(Metric.code)).one() == metric.code
    assert metric.code.startswith("M-")
