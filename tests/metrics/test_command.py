"""`improve import readings METRIC FILE`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.core.spreadsheets import Sheet, write_xlsx
from improve.metrics import service
from improve.metrics.models import Metric, Reading, ReadingSource
from improve.metrics.queries import chart_of, series
from tests.conftest import Clock
from tests.metrics.making import make_metric

Run = Callable[..., Result]
GOOD = "period,value\n2026-W02,1.5\n2026-W03,2\n"


@pytest.fixture
def metric(app: Flask, clock: Clock) -> int:
    with app.app_context():
        make_metric("R-1", kind="rate", period="month", per="1000")
        return make_metric("WH-07").id


def readings(app: Flask, code: str = "WH-07") -> tuple[float | None, ...]:
    with app.app_context():
        return series(db.session.scalars(select(Metric).where(Metric.code == code)).one()).values


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_second_import_of_the_same_file_changes_nothing(
    app: Flask, metric: int, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "r.csv"
    file.write_text(GOOD, encoding="utf-8")
    first = answer(run("import", "readings", "WH-07", file, "--json"))
    assert first == {"read": 2, "created": 2, "updated": 0, "skipped": 0, "errors": []}
    again = answer(run("import", "readings", metric, file, "--json"))
    assert again == {"read": 2, "created": 0, "updated": 0, "skipped": 2, "errors": []}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Reading)) == 2
        assert set(db.session.scalars(select(Reading.source))) == {str(ReadingSource.FILE)}


def test_bad_rows_are_named_and_do_not_stop_good_ones(
    app: Flask, metric: int, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "r.csv"
    file.write_text(
        "Week of;Minutes\n2026-01-05;1,5\n2026-01-12;many\nlater;3\n2026-01-19;\n2026-01-05;9\n2031-01-06;1\n",
        encoding="utf-8",
    )
    found = answer(run("import", "readings", "WH-07", file, "--json"))
    assert (found["read"], found["created"], found["skipped"]) == (6, 1, 1)
    assert [(error["row"], error["column"]) for error in found["errors"]] == [
        (3, "Minutes"),
        (4, "Week of"),
        (6, "Week of"),
        (7, "Week of"),
    ]
    assert all(error["message"] for error in found["errors"])
    assert readings(app) == (1.5,)


def test_a_dry_run_says_the_same_and_writes_nothing(
    app: Flask, metric: int, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "r.csv"
    file.write_text(GOOD, encoding="utf-8")
    assert answer(run("import", "readings", "WH-07", file, "--json", "--dry-run"))["created"] == 2
    assert readings(app) == ()
    answer(run("import", "readings", "WH-07", file, "--json"))
    file.write_text(GOOD.replace("1.5", "7"), encoding="utf-8")
    found = answer(run("import", "readings", "WH-07", file, "--json", "--dry-run"))
    assert (found["created"], found["updated"], found["skipped"]) == (0, 1, 1)
    assert readings(app) == (1.5, 2.0)


def test_counts_from_a_workbook_with_mapped_columns(
    app: Flask, metric: int, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "r.xlsx"
    rows = [[date(2026, 1, 1), "x", 12, 4000], [date(2026, 2, 1), "y", 10, 5000]]
    with file.open("wb") as stream:
        write_xlsx(
            stream, [Sheet("notes", ["a"], []), Sheet("data", ["M", "note", "complaints", "calls"], rows)]
        )
    mapped = ("--map", "period=M", "--map", "numerator=complaints", "--map", "denominator=calls")
    found = answer(run("import", "readings", "R-1", file, "--sheet", "data", *mapped, "--json"))
    assert found["created"] == 2
    assert readings(app, "R-1") == (3.0, 2.0)


def test_the_order_of_day_and_month_is_asked(app: Flask, metric: int, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("day,value\n05/01/2026,1\n12/01/2026,2\n", encoding="utf-8")
    refused = run("import", "readings", "WH-07", file, "--json")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--date-order" in refused.stderr
    found = answer(run("import", "readings", "WH-07", file, "--json", "--date-order", "dmy"))
    assert found["created"] == 2
    assert readings(app) == (1.0, 2.0)


@pytest.mark.parametrize(
    ("content", "arguments"),
    [
        (GOOD, ["NOPE"]),
        (GOOD, ["99999999999"]),
        (GOOD, ["WH-07", "--map", "period=nowhere"]),
        (GOOD, ["WH-07", "--map", "colour=value"]),
        (GOOD, ["WH-07", "--map", "period"]),
        (GOOD, ["WH-07", "--map", "period=period", "--map", "period=value"]),
        (GOOD, ["WH-07", "--sheet", "second"]),
        (GOOD, ["R-1"]),
        ("", ["WH-07"]),
        ("a,b,c,d\n1,2,3,4\n", ["WH-07"]),
        ("PK\x03\x04 broken", ["WH-07"]),
        (None, ["WH-07"]),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_leaves_nothing(
    *, app: Flask, metric: int, run: Run, tmp_path: Path, content: str | None, arguments: list[str]
) -> None:
    file = tmp_path / "r.csv"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    result = run("import", "readings", arguments[0], file, *arguments[1:], "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()
    assert readings(app) == readings(app, "R-1") == ()


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_a_closed_metric_takes_no_file(
    app: Flask, metric: int, run: Run, tmp_path: Path, dry: list[str]
) -> None:
    with app.app_context(), transaction():
        service.close(db.session.get_one(Metric, metric), by=SYSTEM)
    file = tmp_path / "r.csv"
    file.write_text(GOOD, encoding="utf-8")
    assert run("import", "readings", "WH-07", file, *dry).exit_code == 2


def test_without_json_the_outcome_is_a_sentence(metric: int, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(GOOD, encoding="utf-8")
    assert "2 created" in run("import", "readings", "WH-07", file).stdout


def test_a_public_series_is_read_whole(app: Flask, metric: int, run: Run, shared: Path) -> None:
    """England's emergency departments, breaches of four hours by month: counts of millions need a p' chart."""
    file = shared / "data" / "series" / "nhsr_ae_england_monthly.csv"
    rows = len(file.read_text(encoding="utf-8").splitlines()) - 1
    with app.app_context():
        make_metric("AE", kind="proportion", period="month")
    mapped = ("--map", "numerator=breaches", "--map", "denominator=attendances")
    found = answer(run("import", "readings", "AE", file, *mapped, "--json"))
    assert found == {"read": rows, "created": rows, "updated": 0, "skipped": 0, "errors": []}
    with app.app_context():
        stored = db.session.scalars(select(Metric).where(Metric.code == "AE")).one()
        assert chart_of(stored, series(stored)).type == "pp"
