"""How long the board of 500 projects takes, and a verdict over 200 readings.

    python benchmarks/board.py
    python benchmarks/board.py --cards 2000 --database-url postgresql://…/an_empty_database

Prints the median server time of a page (session, permissions, queries and rendering, without the network) by the
clock on the wall and of the processor alone, with its ratio to a page of a bare Flask application. A quarter of the
cards stands in each column; each metric has two years of weekly readings, every verdict is stored as the product does.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import insert, select

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from suggestion_list import NOW, PEOPLE, UNITS, Took, _company, bare, signed_in, timed  # noqa: E402

from improve.app import create_app  # noqa: E402
from improve.core.db import db, transaction  # noqa: E402
from improve.core.localized import Localized  # noqa: E402
from improve.core.periods import PeriodKind, after, start_of  # noqa: E402
from improve.metrics.models import Metric, Reading  # noqa: E402
from improve.metrics.queries import company_day  # noqa: E402
from improve.operations import migrations  # noqa: E402
from improve.projects import verdicts  # noqa: E402
from improve.projects.models import Project  # noqa: E402
from improve.projects.queries import with_metric  # noqa: E402
from improve.projects.sustaining.models import SustainCheck  # noqa: E402
from improve.projects.sustaining.values import DAYS  # noqa: E402
from improve.stats.change import judge  # noqa: E402

STAGES = ("plan", "do", "check", "act")
METRICS, BEFORE, AFTER = 40, 80, 24
PAGES = {
    "the board": "/projects",
    "the board in lanes by place": "/projects?lanes=unit",
    "the board, overdue": "/projects?late=1",
    "the list": "/projects/list",
    "a project": "/projects/3",
}


def seed(app: Flask, count: int) -> None:
    """People, metrics with their readings, and the cards with their verdicts."""
    rnd = random.Random(1)
    with app.app_context():
        migrations.upgrade()
        with transaction():
            _company()
            running = start_of(PeriodKind.WEEK, company_day())
            db.session.execute(insert(Metric), [_metric(n) for n in range(1, METRICS + 1)])
            db.session.execute(
                insert(Reading),
                [
                    {"metric_id": n, "period_start": after(PeriodKind.WEEK, running, week)}
                    | {"value": rnd.gauss(40 if week < -AFTER else 37 + n % 4, 2), "source": "typed"}
                    | {"entered_at": NOW}
                    for n in range(1, METRICS + 1)
                    for week in range(-BEFORE - AFTER, 0)
                ],
            )
            db.session.execute(insert(Project), [_card(rnd, n) for n in range(1, count + 1)])
            db.session.execute(
                insert(SustainCheck), [check for n in range(1, count + 1) for check in _checks(n)]
            )
        with transaction():
            verdicts.refresh(db.session.scalars(with_metric()).all(), today=company_day())
        db.session.remove()


def _metric(number: int) -> dict[str, object]:
    return {
        "id": number,
        "code": f"M-{number}",
        "name": Localized.both(f"Waiting time {number}"),
        "direction": "down",
        "kind": "value",
        "period": "week",
        "created_at": NOW,
    }


def _card(rnd: random.Random, number: int) -> dict[str, object]:
    stage, today = STAGES[number % 4], company_day()
    running = start_of(PeriodKind.WEEK, today)
    decided = {
        "decision": "adopt",
        "decision_reason": "It works.",
        "decided_by_id": 1,
        "decided_at": NOW - timedelta(days=3),
        "decided_verdict": "improved",
    }
    return {
        "id": number,
        "title": f"Pick lists in walking order, round {number}",
        "problem": "We walk the same aisle three times.",
        "stage": stage,
        "stage_since": NOW - timedelta(days=rnd.randrange(90)),
        "unit_id": rnd.randint(1, UNITS),
        "owner_id": rnd.randint(1, PEOPLE),
        "created_at": NOW,
        "plan_due_on": today + timedelta(days=rnd.randrange(-10, 20)),
        "metric_id": number % METRICS + 1,
        "direction": "down",
        "smallest_useful": 2.0,
        "baseline_from": after(PeriodKind.WEEK, running, -BEFORE - AFTER),
        "starts_on": after(PeriodKind.WEEK, running, -AFTER),
        **(decided if stage == "act" else dict.fromkeys(decided)),
    }


def _checks(number: int) -> list[dict[str, object]]:
    if STAGES[number % 4] != "act":
        return []
    due = company_day()
    return [
        {
            "project_id": number,
            "cycle": 1,
            "days": days,
            "due_on": due + timedelta(days=days),
            "state": "waiting",
        }
        for days in DAYS
    ]


def verdict() -> Took:
    """One verdict over 200 readings, half before and half after."""
    rnd = random.Random(2)
    before, after_ = ([rnd.gauss(mean, 2) for _ in range(100)] for mean in (40, 37))
    walls, cpus = [], []
    for _ in range(102):
        wall, cpu = time.perf_counter(), time.process_time()
        judge(before, after_, better="down", smallest_useful=2.0)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return Took(median(walls[2:]), median(cpus[2:]))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cards", type=int, default=500, help="cards on the board")
    parser.add_argument("--database-url", default="", help="an empty database; default SQLite")
    options = parser.parse_args()
    floor = bare()
    with tempfile.TemporaryDirectory(prefix="improve-benchmark-") as folder:
        app = create_app({"INSTANCE": folder, "DATABASE_URL": options.database_url})
        logging.getLogger("alembic").setLevel(logging.WARNING)
        seed(app, options.cards)
        client = signed_in(app)
        print(
            f"bare Flask page: {floor.wall:.2f} ms\n\n| page, {options.cards} cards | wall | processor | x bare |"
        )
        print("|---|---|---|---|")
        for name, path in PAGES.items():
            took = timed(client, path)
            print(f"| {name} | {took.wall:.1f} ms | {took.cpu:.1f} ms | {took.wall / floor.wall:.0f} |")
        judged = verdict()
        print(f"| (a verdict over 200 readings) | {judged.wall:.1f} ms | {judged.cpu:.1f} ms | |")
        with app.app_context():
            counted = db.session.scalar(select(db.func.count()).select_from(Project))
            assert counted == options.cards
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
