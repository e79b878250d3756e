"""What metrics put on the home page and into the search."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.metrics import service
from improve.metrics.contributions import due_readings, search
from improve.metrics.models import Metric
from improve.web.i18n import speaking
from tests.conftest import Clock
from tests.metrics.making import fill, make_metric
from tests.people import act, make_person


@pytest.fixture
def inside(app: Flask, clock: Clock):  # type: ignore[no-untyped-def]
    with app.test_request_context(), speaking("en"):
        yield


def test_an_owner_is_reminded_of_what_is_due(inside: None, clock: Clock) -> None:
    """It is Wednesday, 4 March 2026: the week of 23 February is over."""
    ann, bob = make_person("ann"), make_person("bob")
    for code, weeks in (("A", 7), ("B", 8), ("C", 6)):
        fill(make_metric(code, name=f"Metric {code}", owner=ann), date(2026, 1, 5), [1.0] * weeks)
    make_metric("D", name="Metric D", owner=ann)
    make_metric("E", name="Metric E", owner=bob)
    found = {str(item.title): item.due for item in due_readings(act(ann))}
    assert found == {
        "Enter week of 23 Feb: Metric A": date(2026, 3, 5),
        "Enter 2 readings: Metric C": date(2026, 2, 26),
        "Enter the first readings: Metric D": None,
    }
    with transaction():
        service.close(db.session.scalars(db.select(Metric).where(Metric.code == "C")).one(), by=SYSTEM)
    assert "Metric C" not in str([str(item.title) for item in due_readings(act(ann))])


def test_metrics_are_found_by_name_and_code(inside: None) -> None:
    ann = make_person("ann")
    make_metric("WH-07", name="Truck waiting time", zh="卡车等待时间", owner=ann)
    make_metric("WH-08", name="Waiting for parts", zh="待料时间")
    for text, titles in (
        ("waiting", ["Truck waiting time", "Waiting for parts"]),
        ("卡车", ["Truck waiting time"]),
        ("wh-08", ["Waiting for parts"]),
        ("truck WH-08", []),
        ("100%_!", []),
    ):
        found = search(act(ann), text, 10)
        assert [hit.title for hit in found.hits] == titles
        assert found.total == len(titles)
    assert len(search(act(ann), "waiting", 1).hits) == 1
    assert search(act(ann), "waiting", 1).total == 2
