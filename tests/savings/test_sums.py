"""Validated money as a metric and on the home page, and what happens when several speak of it at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.policy import VISITOR
from improve.metrics.queries import series
from improve.metrics.service.feeds import offer_of, offers, pull
from improve.projects.models import StoredVerdict
from improve.savings import contributions, feeds, jobs, service
from improve.savings.models import Saving, Step
from improve.savings.queries import entries_of, parts_of_metric, standing
from improve.savings.values import CostBaseData, ReasonData, ValidationData
from improve.web.i18n import speaking
from tests.accounts.test_concurrency import at_once
from tests.conftest import Clock
from tests.metrics.making import make_metric
from tests.people import act, make_person, make_unit
from tests.projects.making import RUNNING, week
from tests.savings.making import claim, improved_project, treasurer, validate


@pytest.fixture
def inside(app: Flask, clock: Clock) -> Iterator[None]:
    with app.test_request_context(), speaking("en"):
        yield


def test_validated_money_fills_a_metric(context: object, clock: Clock) -> None:
    """A year's 104,000 from ten weeks ago on, its cost in the first week; a saving taken back counts no more."""
    owner, finance, plant = make_person("owner"), treasurer(), make_unit("Plant")
    near, far, soft = (
        claim(improved_project(owner, title, code=code), act(owner), kind=kind)
        for title, code, kind in (("A", "WH-1", "hard"), ("B", "WH-2", "hard"), ("C", "WH-3", "soft"))
    )
    with transaction():
        near.project.unit_id = plant.id
    validate(near, finance, gross=104_000, cost=500)
    validate(far, finance, gross=52_000, from_on=week(-2))
    validate(soft, finance)
    for feed, first, last in (("hard:0", 104_000 * 7 / 365 - 500, 156_000 * 7 / 365), ("soft:0", None, None)):
        metric = make_metric(f"M-{feed[:4]}", feed=f"savings:{feed}")
        with transaction():
            pull(metric, by=finance)
        found = series(metric)
        assert found.starts[0] == week(-10) and len(found) == 10
        if first is not None:
            assert found.values[0] == pytest.approx(first, abs=0.01)
            assert found.values[-1] == pytest.approx(last, abs=0.01)
            with transaction():
                service.refuse(far, ReasonData("The invoice was wrong."), by=finance)
                pull(metric, by=finance)
            assert series(metric).values[-1] == pytest.approx(104_000 * 7 / 365, abs=0.01)
    unit = make_metric("M-unit", feed=f"savings:hard:{plant.id}")
    with transaction():
        pull(unit, by=finance)
    assert series(unit).values[1] == pytest.approx(104_000 * 7 / 365, abs=0.01)


def test_what_can_be_measured(context: object, clock: Clock) -> None:
    actor, plant = act(make_person("ann")), make_unit("Plant")
    keys = {key for key, _offer in offers(actor) if key.startswith("savings:")}
    assert keys == {
        "savings:hard:0",
        "savings:soft:0",
        "savings:avoided:0",
        f"savings:hard:{plant.id}",
    }
    assert all(offer_of(actor, key) is not None for key in keys)
    for gone in ("savings:hard:99", "savings:hard:", "savings:gold:0", "savings:hard:0x", "savings:"):
        assert offer_of(actor, gone) is None, gone
        assert (
            list(feeds.read(gone.partition(":")[2], make_metric(f"M{len(gone)}{gone[-1]}").period_kind)) == []
        )
    assert feeds.offers(VISITOR) == [] and feeds.offer(VISITOR, "hard:0") is None


def test_the_home_page_sums_bare_figures(inside: None, clock: Clock, statements) -> None:  # type: ignore[no-untyped-def]
    """Three statements (savings, yearly costs, the company) for any number of savings, and none of those is loaded as an object."""
    owner, finance = make_person("owner"), treasurer()
    reader = act(owner)
    for number in range(3):
        saving = claim(improved_project(owner, f"P{number}", code=f"WH-{number}"), act(owner))
        validate(saving, finance, gross=36_500, from_on=week(-10))
    old = claim(improved_project(owner, "Old", code="WH-9"), act(owner), kind="avoided")
    validate(old, finance)
    with transaction():
        service.set_cost_base(CostBaseData(yearly=36_500), by=finance)
    list(contributions.achieved(reader))
    db.session.expunge_all()
    with statements() as asked:
        (figure,) = contributions.achieved(reader)
    assert asked.count == 3
    assert not [row for row in db.session if isinstance(row, Saving)]
    days = (date(2026, 3, 4) - week(-10)).days
    assert figure.value.endswith(f"{300 * days:,}") and str(figure.small).startswith(
        f"{300 * days / 365:.1f}"
    )
    clock.move(days=700)
    assert list(contributions.achieved(reader)) == []


def test_finance_is_asked_for_what_the_data_show(inside: None) -> None:
    owner, finance = make_person("owner"), treasurer()
    first, second = (claim(improved_project(owner, code=code), act(owner)) for code in ("WH-1", "WH-2"))
    claim(improved_project(owner, code="WH-3", after=(40.0,) * 8), act(owner))
    (waiting,) = contributions.waiting(finance)
    assert str(waiting.title) == "Validate 2 savings"
    validate(first, finance)
    (waiting,) = contributions.waiting(finance)
    assert waiting.href.endswith(f"/{second.id}")
    with transaction():
        service.withdraw(second, ReasonData("Counted twice."), by=act(owner))
    assert list(contributions.waiting(finance)) == []


def test_the_job_writes_only_where_readings_changed(context: object, clock: Clock) -> None:
    owner = make_person("owner")
    saving = claim(improved_project(owner), act(owner))
    assert jobs.measure() == 0
    with transaction():
        db.session.scalars(select(StoredVerdict)).one().inputs_hash = "1" * 64
    assert (jobs.measure(), jobs.measure()) == (1, 0)
    assert [entry.step for entry in entries_of(saving)].count(Step.MEASURED) == 2
    with transaction():
        service.withdraw(saving, ReasonData("Wrong."), by=act(owner))
        db.session.scalars(select(StoredVerdict)).one().inputs_hash = "2" * 64
    assert jobs.measure() == 0


def test_two_at_once_never_count_more_than_the_change(app: Flask, clock: Clock) -> None:
    """Two in finance stand for 60 % of one metric's change each, at the same moment: one of them is refused."""
    with app.app_context():
        owner = make_person("owner")
        first = improved_project(owner, "A")
        savings = [claim(first, act(owner)).id, claim(first, act(owner), kind="soft").id]
        people, metric_id = [treasurer("fin"), treasurer("fred")], first.metric_id
    data = ValidationData(gross=1_000, from_on=RUNNING, reason="Time sheets", share=60)
    ends = at_once(
        app,
        [
            lambda n=n: service.validate(db.session.get_one(Saving, savings[n]), data, by=people[n])  # type: ignore[misc]
            for n in (0, 1)
        ],
    )
    assert ends == {"done": 1, "Invalid": 1}
    with app.app_context():
        assert metric_id is not None
        assert sum(part.share for part in parts_of_metric(metric_id, besides=0)) == 60
        assert sorted(standing(db.session.get_one(Saving, one)).entry.step for one in savings) == [
            "claimed",
            "validated",
        ]
