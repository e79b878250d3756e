"""What the charts say is kept: a list computes no chart, and never says what is no longer true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from improve.accounts.models import SpecialDays
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM
from improve.metrics import jobs, service
from improve.metrics.models import Metric
from improve.metrics.queries import Judged, company_day, late_series, new_limits_of, states_of
from improve.metrics.queries.judging import state_of
from improve.metrics.values.charting import ChartSettings, PhaseData
from tests.conftest import Clock
from tests.metrics.making import fill, make_metric

FIRST = date(2025, 9, 1)
YES = dict.fromkeys(("is_different", "has_known_cause", "is_desired", "is_lasting"), "yes")
WORDS = dict.fromkeys(("difference", "cause", "desired", "lasting"), "Because.")


def _changes(metric: Metric) -> dict[str, Callable[[], Any]]:
    """Everything that may change what a chart says."""
    row = {"period": "2025-09-05", "value": 90.0}
    newest = company_day() - timedelta(days=1)
    return {
        "a correction of the past": lambda: service.record(metric, [row], by=SYSTEM),
        "a reading of today": lambda: service.record(
            metric, [{"period": company_day().isoformat(), "value": 99.0}], by=SYSTEM
        ),
        "taken back": lambda: service.take_back(metric, newest, by=SYSTEM),
        "other rules": lambda: service.keep_settings(metric, ChartSettings(rules="nelson"), by=SYSTEM),
        "new limits": lambda: service.set_phase(
            metric, PhaseData(period="2025-10-06", **YES, **WORDS), by=SYSTEM
        ),
        # Monday to Friday are measured; this one now is a holiday without a reading.
        "a holiday": lambda: db.session.add(
            SpecialDays(
                name=Localized.both("Holiday"),
                first_day=date(2025, 9, 9),
                last_day=date(2025, 9, 9),
                is_working=False,
            )
        ),
    }


def test_what_is_kept_is_what_the_page_computes(context: object, clock: Clock, statements: Any) -> None:
    metric = make_metric("D", period="day", calendar="working_days")
    days = [FIRST + timedelta(days=n) for n in range((company_day() - FIRST).days)]
    rows = [
        {"period": day.isoformat(), "value": 10.0 + day.day % 4}
        for day in days
        if day.weekday() < 5 and day != date(2025, 9, 9)
    ]
    with transaction():
        service.record(metric, rows, by=SYSTEM)

    def check(why: str) -> None:
        kept = states_of([metric], company_day())[metric.id]
        limits = new_limits_of([metric.id]).get(metric.id, ())
        assert kept == state_of(metric, late_series(metric), company_day(), limits), why

    def reads() -> bool:
        with statements() as asked:
            states_of([metric], company_day())
        return any("metrics_reading.denominator" in text for text in asked.texts)

    check("at first")
    assert not reads()
    seen = {repr(states_of([metric], company_day())[metric.id])}
    for why, change in _changes(metric).items():
        with transaction():
            change()
        db.session.expire_all()
        check(why)
        seen.add(repr(states_of([metric], company_day())[metric.id]))
        assert reads() is (why == "a holiday"), why
    assert len(seen) >= 5  # they are changes; other rules may say the same
    assert jobs.judge() == 1
    assert not reads()
    # Tomorrow the reading of today counts: the list says so at once, and the clock keeps it.
    clock.move(hours=24)
    check("a day later")
    assert reads()
    assert (jobs.judge(), jobs.judge()) == (1, 0)
    assert not reads()
    check("kept again")


@pytest.mark.databases("sqlite")
def test_a_list_of_long_metrics_reads_no_readings(context: object, clock: Clock, statements: Any) -> None:
    """Nor does one that asks which of them wait."""
    empty = make_metric("EMPTY")
    metrics = [make_metric(f"D-{n}", period="day") for n in range(3)]
    for metric in metrics:
        fill(metric, FIRST, [10.0 + n % 5 for n in range(60)])
    with transaction():
        assert service.judge([empty, *metrics], company_day()) == 1  # the others when their readings came
    db.session.expire_all()
    company_day()
    everything = db.session.query(Metric).order_by(Metric.id).all()
    with statements() as asked:
        found = states_of(everything, company_day())
    assert asked.count == 3
    assert not any("denominator" in text or "GROUP BY" in text for text in asked.texts)
    assert found[empty.id].judged == Judged()
    assert found[metrics[0].id].last == FIRST + timedelta(days=59)
