"""What a million readings take: to bring in from a file, and to chart by period.

    python benchmarks/readings.py
    python benchmarks/readings.py --readings 100000 --database-url postgresql://…/an_empty_database

Two files of so many rows: single measurements of one daily metric, which the import combines to a mean for each day; and
readings of another daily metric, of the whole and unit by unit, each of which is stored. Prints the processor's time and the most memory of
the process (the import is one process of its own in the product), then the server time of the charts.
"""

from __future__ import annotations

import argparse
import logging
import random
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, insert, select

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from suggestion_list import NOW, _company, signed_in, timed  # noqa: E402

from improve.accounts.models import Unit  # noqa: E402
from improve.app import create_app  # noqa: E402
from improve.core.db import db, transaction  # noqa: E402
from improve.core.localized import Localized  # noqa: E402
from improve.metrics import jobs  # noqa: E402
from improve.metrics.cli import bring_in  # noqa: E402
from improve.metrics.models import Metric, Reading  # noqa: E402
from improve.metrics.queries import company_day, path_text  # noqa: E402
from improve.operations import migrations  # noqa: E402

SINGLE, BY_UNIT = 1, 2
DAYS = 3_650
LONG, LONG_DAYS = range(101, 151), 2_000


def seed(app: Flask) -> list[str]:
    """The company with two metrics without readings; the names of its units."""
    with app.app_context():
        migrations.upgrade()
        with transaction():
            _company()
            db.session.execute(
                insert(Metric),
                [
                    {"id": number, "code": f"M-{number}", "name": Localized.both(f"Waiting time {number}")}
                    | {"direction": "down", "kind": "value", "period": "day", "created_at": NOW}
                    for number in (SINGLE, BY_UNIT)
                ],
            )
        names = [path_text(unit) for unit in db.session.scalars(select(Unit)).all()]
        db.session.remove()
    return names


def single_measurements(file: Path, count: int, today: date) -> None:
    """Rows of a day each, many of one day."""
    rnd = random.Random(1)
    with file.open("w") as out:
        out.write("date,value\n")
        for n in range(count):
            day = today - timedelta(days=DAYS - n * DAYS // count)
            out.write(f"{day},{rnd.gauss(40, 5):.2f}\n")


def readings_of_units(file: Path, count: int, today: date, units: list[str]) -> int:
    """As many rows as asked, the whole and every unit with the same days (two centuries for a million); how many."""
    rnd = random.Random(2)
    places = ["", *units]
    days = count // len(places)
    with file.open("w") as out:
        out.write("date,unit,value\n")
        for unit in places:
            for n in range(days):
                out.write(f"{today - timedelta(days=days - n)},{unit},{rnd.gauss(40, 5):.2f}\n")
    return days * len(places)


def bring(app: Flask, metric_id: int, file: Path, how: str | None) -> str:
    """The line of a table about an import."""
    started = time.process_time()
    with app.app_context():
        metric = db.session.get_one(Metric, metric_id)
        out = bring_in(metric, file, columns={}, sheet=None, date_order=None, dry_run=False, how=how)
        assert not out.errors
        db.session.remove()
    took = time.process_time() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"| {out.read:,} rows, {out.created:,} readings | {took:.1f} s | {most:.0f} MB |"


def long_metrics(app: Flask) -> None:
    """Fifty daily metrics of 2,000 readings, of which nothing is kept yet."""
    rnd = random.Random(2)
    with app.app_context():
        today = company_day()
        common = {"direction": "down", "kind": "value", "period": "day", "created_at": NOW}
        with transaction():
            db.session.execute(
                insert(Metric),
                [{"id": n, "code": f"L-{n}", "name": Localized.both(f"Long {n}"), **common} for n in LONG],
            )
            for n in LONG:
                rows = [
                    {"metric_id": n, "period_start": today - timedelta(days=day), "value": rnd.gauss(40, 5)}
                    | {"segment": "", "source": "file", "entered_at": NOW}
                    for day in range(LONG_DAYS, 0, -1)
                ]
                db.session.execute(insert(Reading), rows)
        db.session.remove()


def judge(app: Flask) -> float:
    """Seconds of the processor in which the clock's job keeps what the charts say."""
    began = time.process_time()
    with app.app_context():
        assert jobs.judge() >= len(LONG)
        db.session.remove()
    return time.process_time() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--readings", type=int, default=1_000_000, help="rows of each file")
    parser.add_argument("--database-url", default="", help="an empty database; default SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="improve-benchmark-") as folder:
        app = create_app({"INSTANCE": folder, "DATABASE_URL": options.database_url})
        logging.getLogger("alembic").setLevel(logging.WARNING)
        units, file = seed(app), Path(folder) / "readings.csv"
        with app.app_context():
            today = company_day()
        print("| import | processor | most memory so far |\n|---|---|---|")
        single_measurements(file, options.readings, today)
        print(bring(app, SINGLE, file, "mean"))
        stored = readings_of_units(file, options.readings, today, units)
        print(bring(app, BY_UNIT, file, None))
        with app.app_context():
            found = db.session.scalar(select(func.count()).where(Reading.metric_id == BY_UNIT))
            assert found == stored
            first = db.session.scalar(select(func.min(Unit.id)))
            db.session.remove()
        client = signed_in(app)
        print("\n| page | processor |\n|---|---|")
        for name, path in {
            "the metric of single measurements": f"/metrics/{SINGLE}",
            "the same, 600 days in sight": f"/metrics/{SINGLE}?show=all",
            "one of the units": f"/metrics/{BY_UNIT}?unit={first}",
            f"{len(units)} units beside each other": f"/metrics/{BY_UNIT}/units",
            "the list of metrics": "/metrics",
        }.items():
            print(f"| {name} | {timed(client, path).cpu:.0f} ms |")
        long_metrics(app)
        name = f"{len(LONG)} daily metrics of {LONG_DAYS:,} readings more: the list"
        print(f"| {name} while nothing is kept of them | {timed(client, '/metrics').cpu:.0f} ms |")
        print(f"| the job that keeps what their charts say | {judge(app) * 1000:.0f} ms |")
        print(f"| the list from then on | {timed(client, '/metrics').cpu:.0f} ms |")
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main()
