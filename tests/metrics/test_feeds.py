"""Metrics that fill themselves: what the source says holds, by hand nothing is entered, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from improve.core.db import transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.periods import PeriodKind
from improve.core.policy import SYSTEM, Actor, Role
from improve.metrics import jobs, service
from improve.metrics.models import Metric, MetricKind
from improve.metrics.ports import MetricSource, Offer, SourceReading
from improve.metrics.queries import corrections_of, readings_of, series
from improve.metrics.service import feeds
from improve.metrics.values import MetricData
from tests.browser import Browser
from tests.conftest import Clock
from tests.metrics.making import make_metric, record
from tests.people import PASSWORD, act, make_person

WEEKS = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26)]
Say = Callable[..., None]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Say:
    """A source "till" that measures "noon": `say(1.5, None, 2)` is what it says from the first week on."""
    said: list[SourceReading] = []

    def offer(actor: Actor, key: str) -> Offer | None:
        may = actor.is_system or any(item.role is Role.COORDINATOR for item in actor.assignments)
        return Offer("noon", "Queue at noon", MetricKind.VALUE) if may and key == "noon" else None

    def offers(actor: Actor) -> list[Offer]:
        found = offer(actor, "noon")
        return [found] if found is not None else []

    def read(key: str, by: PeriodKind) -> list[SourceReading]:
        assert (key, by) == ("noon", PeriodKind.WEEK)
        return list(said)

    source = MetricSource("till", offers, offer, read)
    monkeypatch.setattr(feeds, "contributed", lambda _app, _slot: [source])
    clock.set(datetime(2026, 1, 28, 9, tzinfo=UTC))  # in the fourth week

    def speak(*values: float | None) -> None:
        said[:] = [
            SourceReading(start, value=value)
            for start, value in zip(WEEKS, values, strict=False)
            if value is not None
        ]

    return speak


def pulled(metric: Metric) -> int:
    with transaction():
        return len(service.pull(metric, by=SYSTEM).changes)


def values_of(metric: Metric) -> list[float | None]:
    return list(series(metric).values)


def test_finished_periods_come_in_and_the_running_one_waits(context: object, say: Say, clock: Clock) -> None:
    metric = make_metric(feed="till:noon")
    say(5, None, 7, 9)
    assert pulled(metric) == 2
    assert values_of(metric) == [5, None, 7]
    assert pulled(metric) == 0
    clock.move(days=7)
    assert pulled(metric) == 1
    assert values_of(metric) == [5, None, 7, 9]


def test_a_correction_of_the_source_keeps_the_old_value(context: object, say: Say) -> None:
    metric = make_metric(feed="till:noon")
    say(5, 6, 7)
    pulled(metric)
    say(5, 6.5, None)
    assert pulled(metric) == 1
    assert values_of(metric) == [5, 6.5]
    old = corrections_of(metric.id, WEEKS[0], WEEKS[-1])
    assert {start: [row.value for row in rows] for start, rows in old.items()} == {
        WEEKS[1]: [6],
        WEEKS[2]: [7],
    }


def test_what_was_entered_by_hand_before_stays(context: object, say: Say) -> None:
    metric = make_metric()
    record(metric, [{"period": "2025-W52", "value": 4}, {"period": "2026-W02", "value": 1}])
    say(5, 6)
    with transaction():
        metric.feed = "till:noon"
    pulled(metric)
    rows = readings_of(metric.id, date(2025, 12, 1), WEEKS[-1])
    assert {start: (row.value, row.source) for start, row in rows.items()} == {
        date(2025, 12, 22): (4, "typed"),
        WEEKS[0]: (5, "port"),
        WEEKS[1]: (6, "port"),
    }


def test_nothing_is_entered_by_hand(context: object, say: Say) -> None:
    metric = make_metric(feed="till:noon")
    say(5)
    pulled(metric)
    with pytest.raises(Refused):
        record(metric, [{"period": "2026-W03", "value": 1}])
    with pytest.raises(Refused), transaction():
        service.take_back(metric, WEEKS[0], by=SYSTEM)
    assert values_of(metric) == [5]


def test_the_source_decides_the_kind(context: object, say: Say) -> None:
    metric = make_metric(feed="till:noon", kind="proportion")
    assert (metric.kind, metric.per) == ("value", 1)


@pytest.mark.parametrize("feed", ["till:evening", "shop:noon", "nothing", ":", "till:"])
def test_an_unknown_source_is_refused(context: object, say: Say, feed: str) -> None:
    with pytest.raises(Invalid) as refused:
        make_metric(feed=feed)
    assert list(refused.value.errors) == ["feed"]


def test_only_who_may_see_a_source_lets_a_metric_be_filled_by_it(context: object, say: Say) -> None:
    owner = make_person("own")
    metric = make_metric(owner=owner)
    wanted: dict[str, Any] = {"name": metric.name, "kind": "value", "period": "week", "direction": "down"}
    with pytest.raises(Invalid), transaction():
        service.redefine(metric, MetricData(**wanted, feed="till:noon"), by=act(owner))
    with transaction():
        metric.feed = "till:noon"
    with transaction():  # who may define the metric changes its target without seeing the source
        service.redefine(metric, MetricData(**wanted, feed="till:noon", target=3.0), by=act(owner))
    assert (metric.target, metric.feed) == (3.0, "till:noon")


def test_strangers_pull_nothing(context: object, say: Say) -> None:
    metric = make_metric(feed="till:noon")
    with pytest.raises(Forbidden), transaction():
        service.pull(metric, by=act(make_person("eve")))


def test_the_clock_fills_all_open_metrics(context: object, say: Say) -> None:
    for code in ("A-1", "A-2", "A-3"):
        make_metric(code, feed="till:noon" if code != "A-2" else None)
    say(5, 6)
    assert jobs.pull() == 4
    assert jobs.pull() == 0


def test_a_source_that_is_gone_leaves_what_is_there(
    context: object, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    metric = make_metric(feed="till:noon")
    say(5)
    pulled(metric)
    monkeypatch.setattr(feeds, "contributed", lambda _app, _slot: [])
    assert pulled(metric) == 0
    assert values_of(metric) == [5]


def test_on_the_pages(app: Any, say: Say, browser: Browser) -> None:
    with app.app_context():
        make_person("cora", roles=[Role.COORDINATOR], password=PASSWORD)
    say(5, 6, 7)
    browser.sign_in("cora", PASSWORD)
    browser.get("/metrics/new")
    page = browser.submit(
        button="Define the metric",
        **{"name-en": "Queue", "name-zh_Hans": "排队"},
        direction="Less",
        kind="A value: minutes, tons, points",
        feed="Queue at noon",
    )
    assert "3 readings came in." in page.text
    assert "fills itself" in page.text
    assert not page.css("a[href$='/enter']")
    assert browser.get("/metrics/1/enter", status=409)
    browser.get("/metrics/1")
    page = browser.submit(button="Look for news now")
    assert "Nothing new came in." in page.text
