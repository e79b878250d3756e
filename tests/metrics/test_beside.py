"""Single measurements combined, readings of units, and charts beside each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from improve.core.db import transaction
from improve.core.periods import PeriodKind, after
from improve.core.policy import SYSTEM, Role
from improve.metrics import service
from improve.metrics.queries import (
    Series,
    corrections_of,
    segment_of,
    series,
    series_of_units,
    targets_of,
    versions_of,
)
from improve.metrics.values import MetricData
from improve.metrics.views.comparing import over
from tests.conftest import Clock
from tests.metrics.door import NewBrowser, let_in, signed_in
from tests.metrics.making import fill, make_metric, record
from tests.people import make_person, make_unit

APRIL = datetime(2026, 4, 1, 9, tzinfo=UTC)
MONDAY = date(2025, 11, 3)
STEADY = [10.0, 12.0, 11.0, 9.0, 10.0, 11.0, 12.0, 10.0, 9.0, 11.0]
ROWS = [("2026-03-02", 4.0), ("2026-03-02", 8.0), ("2026-03-03", 5.0), ("2026-03-02", 9.0)]


@pytest.mark.parametrize(
    ("how", "first"),
    [("mean", 7.0), ("median", 8.0), ("sum", 21.0), ("count", 3.0), ("last", 9.0)],
)
@pytest.mark.databases("sqlite")
def test_rows_of_one_period_become_one_reading(context: object, clock: Clock, how: str, first: float) -> None:
    clock.set(APRIL)
    metric = make_metric("S-1", period="day", combine=how)
    outcome = record(metric, [{"period": day, "value": value} for day, value in ROWS])
    assert (outcome.created, outcome.combined, outcome.errors) == (2, 2, [])
    assert series(metric).values == (first, 1.0 if how == "count" else 5.0)
    again = record(metric, [{"period": day, "value": value} for day, value in ROWS])
    assert (again.created, again.updated, again.skipped) == (0, 0, 2)


def test_what_is_no_reading_stays_a_problem_of_its_row(context: object, clock: Clock) -> None:
    clock.set(APRIL)
    metric = make_metric("S-1", period="month", combine="sum")
    rows: list[dict[str, Any]] = [
        {"period": "2026-01", "value": 1},
        {"period": "soon", "value": 1},
        {"period": "2026-01-31", "value": 2.5},
        {"period": "2026-02", "value": "12"},
        {"period": "2026-02", "value": True},
        {"period": None, "value": None},
    ]
    outcome = record(metric, rows)
    assert series(metric).values[0] == 3.5
    assert outcome.combined == 1
    assert {problem.row for problem in outcome.errors} >= {2, 5, 6}
    for how in ("sum", "median", "count"):
        bad = [1e308, 10**400, float("nan"), float("-inf"), 1e13]
        hostile = [{"period": "2026-03", "value": value} for value in (1, 3, *bad)]
        tried = service.preview(metric, hostile, how=how)
        assert [problem.row for problem in tried.errors] == [3, 4, 5, 6, 7]
        assert tried.combined == 1
    counts = make_metric("S-2", kind="proportion", period="month", combine="mean")
    owed = [{"period": "2026-02", "numerator": n, "denominator": 10} for n in (7, -3)]
    assert [problem.row for problem in service.preview(counts, owed).errors] == [2]
    record(counts, [{"period": "2026-01", "numerator": n, "denominator": 10} for n in (1, 2, 3)])
    assert series(counts).numerators == (6.0,)
    assert series(counts).denominators == (30.0,)
    plain = make_metric("S-3", period="month")
    assert len(record(plain, [{"period": "2026-01", "value": n} for n in (1, 2)]).errors) == 1


def test_readings_of_units_are_kept_apart(context: object, clock: Clock) -> None:
    clock.set(APRIL)
    plant = make_unit("Plant")
    dock = make_unit("月台", parent=plant)
    make_unit("Office", parent=plant)
    make_unit("Office")
    metric = make_metric("U-1", period="month")
    rows = [
        {"period": "2026-01", "value": 5},
        {"period": "2026-01", "value": 6, "unit": " 月台 "},
        {"period": "2026-02", "value": 7, "unit": "plant>月台"},
        {"period": "2026-01", "value": 8, "unit": "Plant"},
        {"period": "2026-01", "value": 8, "unit": "Office"},
        {"period": "2026-01", "value": 8, "unit": "Nowhere\u202e<b>"},
        {"period": "2026-01", "value": 9, "unit": "月台"},
    ]
    outcome = record(metric, rows)
    assert outcome.created == 4
    assert [(problem.row, problem.field) for problem in outcome.errors] == [
        (5, "unit"),
        (6, "unit"),
        (7, "period"),
    ]
    assert series(metric).values == (5.0,)
    assert {str(unit.name): part.values for unit, part in series_of_units(metric)} == {
        "Plant": (8.0,),
        str(dock.name): (6.0, 7.0),
    }
    record(metric, [{"period": "2026-01", "value": 6.5, "unit": "月台"}])
    old = corrections_of(metric.id, date(2026, 1, 1), date(2026, 1, 1), segment_of(dock.id))
    assert [reading.value for reading in old[date(2026, 1, 1)]] == [6.0]


def test_a_file_with_single_measurements_of_units(
    app: Flask, run: Callable[..., Any], clock: Clock, tmp_path: Path
) -> None:
    clock.set(APRIL)
    with app.app_context():
        make_unit("月台")
        make_metric("U-2", period="day")
    path = tmp_path / "single.csv"
    text = "时间,数值,部门\n2026/3/2 08:00:01,4,月台\n2026/3/2 09:00,8,月台\n2026/3/3 10:00,5,月台\n"
    path.write_bytes(text.encode("gb18030"))
    refused = json.loads(run("import", "readings", "U-2", str(path), "--json", "--dry-run").stdout)
    assert len(refused["errors"]) == 1
    done = json.loads(run("import", "readings", "U-2", str(path), "--json", "--combine", "mean").stdout)
    assert done == {"read": 3, "created": 2, "updated": 0, "skipped": 0, "errors": [], "combined": 1}
    path.write_text("day,value,unit\n2026-03-02,4,minutes\n", encoding="utf-8")
    plain = json.loads(run("import", "readings", "U-2", str(path), "--json").stdout)
    assert (plain["created"], plain["errors"]) == (1, [])  # the unit of measure is no unit of the company


def test_two_metrics_stand_over_the_same_periods() -> None:
    starts = [date(2026, month, 1) for month in (1, 2, 3, 4)]
    found = over(_months([1.0, 2.0], starts[1]), starts)
    assert found.values == (None, 1.0, 2.0, None)


def _months(values: list[float], first: date) -> Series:
    starts = tuple(after(PeriodKind.MONTH, first, n) for n in range(len(values)))
    nothing: tuple[float | None, ...] = (None,) * len(values)
    return Series(PeriodKind.MONTH, starts, tuple(values), nothing, nothing)


def test_pages_beside_each_other(app: Flask, new_browser: NewBrowser, clock: Clock) -> None:
    with app.app_context():
        clock.set(APRIL)
        make_person("tom", "Tom", roles=[Role.COORDINATOR])
        let_in()
        unit = make_unit("Dock")
        one, two, daily = (
            make_metric("A-1"),
            make_metric("A-2", name="Scrap"),
            make_metric("A-3", period="day"),
        )
        fill(one, MONDAY, STEADY)
        fill(two, MONDAY, [None, *STEADY])
        with transaction():
            rows = [{"period": f"2025-W{week}", "value": week % 3, "unit": "Dock"} for week in range(45, 53)]
            service.record(one, rows, by=SYSTEM)
        ids = (one.id, two.id, daily.id, unit.id)
    tom = signed_in(new_browser, "tom")
    assert "1 unit" in tom.get(f"/metrics/{ids[0]}/units").text
    assert "Dock is stable" in tom.text
    assert "No unit has readings" in tom.get(f"/metrics/{ids[1]}/units").text
    assert "(Dock)" in tom.get(f"/metrics/{ids[0]}?unit={ids[3]}").text
    assert "(Dock)" not in tom.get(f"/metrics/{ids[0]}?unit=99999999999999999").text
    tom.get(f"/metrics/{ids[0]}/chart.svg?unit={ids[3]}")
    assert "period by period" in tom.get(f"/metrics/compare?one={ids[0]}&two={ids[1]}").text
    assert "not measured over the same" in tom.get(f"/metrics/compare?one={ids[0]}&two={ids[2]}").text
    tom.get("/metrics/compare?one=x&two=99999999999999")


def test_one_reading_of_a_unit_is_typed_and_every_chart_says_what_changed(
    app: Flask, new_browser: NewBrowser, clock: Clock
) -> None:
    with app.app_context():
        clock.set(APRIL)
        make_person("tom", "Tom", roles=[Role.COORDINATOR])
        let_in()
        dock = make_unit("Dock > 3", parent=make_unit("Plant"))
        metric = make_metric("A-1", target=14.0)
        fill(metric, MONDAY, STEADY)
        fill(make_metric("A-2", name="Scrap"), MONDAY, STEADY)
        with transaction():
            meant = MetricData(metric.name, "down", "value", "week", target=9.0, holds_from=date(2025, 12, 3))
            service.redefine(metric, meant, by=SYSTEM)
        found, one, unit = series(metric), metric.id, dock.id
        held = targets_of(metric, versions_of(one), found)
        assert held == [14.0] * 4 + [9.0] * 6  # the week of 3 December is the first with the new one
    tom = signed_in(new_browser, "tom")
    for period, value in (("2025-W45", "11"), ("2026-W10", "12.5"), ("2026-W11", "13")):
        tom.get(f"/metrics/{one}/enter?unit={unit}&period={period}")
        tom.submit(**{f"value-{period}": value})
    assert "(Dock > 3): 3 weeks" in tom.text
    tom.get(f"/metrics/{one}/enter?unit={unit}")
    assert b"value-2025-W46" in tom.body and b"value-2026-W10" not in tom.body
    tom.get(f"/metrics/{one}/enter?unit=999999", status=404)
    own = tom.get(f"/metrics/{one}/readings.csv?unit={unit}") and tom.body.decode("utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in own[2:]] == [
        ["2026-W10", "Plant > Dock > 3", "12.5"],
        ["2026-W11", "Plant > Dock > 3", "13.0"],
    ]
    everything = tom.get(f"/metrics/{one}/readings.csv?unit=all") and tom.body.decode("utf-8-sig")
    assert len(everything.splitlines()) == 1 + 10 + 3
    tom.get(f"/metrics/{one}/paste")
    tom.submit(f"/metrics/{one}/paste", text=everything)
    assert "13 unchanged" in tom.text
    for heading in ("department", "unit"):  # what names no unit is never taken for the whole
        tom.get(f"/metrics/{one}/paste")
        tom.submit(f"/metrics/{one}/paste", text=f"week,{heading},value\n2026-W02,Dokc,1\n2026-W03,Quay,2")
        assert "There is no unit “Dokc”" in tom.text
    tom.get(f"/metrics/{one}/enter?unit={unit}&period=2026-W11")
    tom.submit("Remove this reading")
    assert "2 weeks" in tom.text
    for page in (f"{one}/units", f"compare?one={one}&two={one + 1}"):
        tom.get(f"/metrics/{page}")
        assert "Definition changed: Target" in tom.text
        assert tom.text.count("How this was computed") == (1 if "units" in page else 2)
