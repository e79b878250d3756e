"""How long the results of a survey take at ten thousand and at a million answers.

    python benchmarks/survey_results.py                        # SQLite, 10,000 and 1,000,000 answers
    python benchmarks/survey_results.py --rows 100000 --database-url postgresql://…/an_empty_database

Answers of a year with ten places, three channels and two languages, counted in the roll-ups as every answer is. Single
answers are stored for the comments only: results read the roll-ups. Prints the median server time of each page by the
clock on the wall and of the processor alone, its ratio to a bare Flask page and to the smallest number of answers.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.suggestion_list import PASSWORD, Took, bare, signed_in, timed  # noqa: E402
from improve.accounts import passwords  # noqa: E402
from improve.accounts.models import Person, RoleAssignment  # noqa: E402
from improve.app import create_app  # noqa: E402
from improve.core.db import db, transaction  # noqa: E402
from improve.core.localized import Localized  # noqa: E402
from improve.core.policy import SYSTEM, Role  # noqa: E402
from improve.operations import migrations  # noqa: E402
from improve.surveys import service, store  # noqa: E402
from improve.surveys.models import Answer, Response  # noqa: E402
from improve.surveys.queries import published_version  # noqa: E402
from improve.surveys.segments.rules import crossed, splitting  # noqa: E402
from improve.surveys.values.kinds import RESPONSES  # noqa: E402
from improve.surveys.values.questions import specs_of  # noqa: E402
from improve.surveys.values.settings import NewSurvey  # noqa: E402
from improve.surveys.values.texts import NewQuestion, PlainTexts  # noqa: E402

TITLE = Localized(en="Repair visit", zh_Hans="上门维修")
PLACES = [f"place{n}" for n in range(10)]
CHANNELS = ["mail", "qr", "desk"]
COMMENTED, MOST_COMMENTS = 0.1, 20_000
AT_ONCE = 20_000
TODAY = datetime.now(UTC).date()
PAGES = {
    "results": "",
    "results, by week": "?by=week",
    "results, by channel": "?split=channel",
    "one place": "?segment=place:place3",
    "three months": "?since={since}&until={until}",
    "one place, three months": "?segment=place:place3&since={since}&until={until}",
    "compare": "/compare",
    "place and time": "/times",
    "where people stop": "/drop-off",
    "weights": "/weights?split=channel&share1=1&share2=1&share3=1",
}


def seed(count: int) -> None:
    """A survey with so many answers."""
    rnd = random.Random(1)
    migrations.upgrade()
    with transaction():
        person = {"id": 1, "login": "p1", "name": "P", "created_at": datetime.now(UTC)}
        db.session.execute(insert(Person), [{**person, "password_hash": passwords.hashed(PASSWORD)}])
        assigned = {"person_id": 1, "role": str(Role.ADMINISTRATOR), "unit_id": None}
        db.session.execute(insert(RoleAssignment), [assigned])
    with transaction():
        survey = service.create(NewSurvey("relationship", TITLE, "all"), by=SYSTEM)
        for code in ("place", "channel"):
            row = service.add_question(survey, NewQuestion("hidden", TITLE), by=SYSTEM)
            service.rewrite_question(survey, row.code, PlainTexts(TITLE, code=code), by=SYSTEM)
        service.publish_survey(survey, by=SYSTEM)
    version = published_version(survey)
    assert version is not None
    split = splitting(specs_of(version.questions))
    for first in range(0, count, AT_ONCE):
        counts: Counter[tuple[date, str, str]] = Counter()
        by_segment: Counter[tuple[date, tuple[str, str, str, str]]] = Counter()
        responses, answers = [], []
        for number in range(first, min(first + AT_ONCE, count)):
            day = TODAY - timedelta(days=rnd.randrange(365))
            language = rnd.choice(["en", "zh_Hans"])
            given = [("nps", str(rnd.choice([0, 3, 5, 6, 7, 8, 8, 9, 9, 10, 10])))]
            given += [("place", rnd.choice(PLACES)), ("channel", rnd.choice(CHANNELS))]
            if number < MOST_COMMENTS and rnd.random() < COMMENTED:
                given.append(("why", "high"))
                common = {"survey_id": survey.id, "day": day}
                responses.append({**common, "id": number, "version_id": version.id, "language": language})
                answers.append(
                    {
                        **common,
                        "response_id": number,
                        "question_code": "why",
                        "value": "high",
                        "text": "On time.",
                    }
                )
            keys = [(RESPONSES, language), *given]
            counts.update((day, *key) for key in keys)
            by_segment.update((day, key) for key in crossed(split, keys))
        with transaction():
            if responses:
                db.session.execute(insert(Response), responses)
                db.session.execute(insert(Answer), answers)
            store.add_counts(survey.id, version.id, counts, by_segment)
    db.session.remove()


def measured(count: int, database_url: str) -> Iterator[tuple[str, Took]]:
    """Page and time at `count` answers."""
    with tempfile.TemporaryDirectory(prefix="improve-benchmark-") as folder:
        app: Flask = create_app({"INSTANCE": folder, "DATABASE_URL": database_url})
        logging.getLogger("alembic").setLevel(logging.WARNING)
        start = time.perf_counter()
        with app.app_context():
            seed(count)
        print(f"{count:,} answers made in {time.perf_counter() - start:.0f} s", file=sys.stderr)
        client = signed_in(app)
        since, until = ((TODAY - timedelta(days=days)).isoformat() for days in (150, 90))
        for name, query in PAGES.items():
            yield name, timed(client, "/surveys/1/results" + query.format(since=since, until=until))
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000], help="numbers of answers")
    parser.add_argument(
        "--database-url", default="", help="an empty database (one number of rows); default SQLite"
    )
    options = parser.parse_args()
    floor = bare()
    results = {count: dict(measured(count, options.database_url)) for count in options.rows}
    least = min(results)
    print(f"bare Flask page: {floor.wall:.2f} ms, processor {floor.cpu:.2f} ms; medians\n")
    print(
        f"{'page':<26}"
        + "".join(
            f"{f'{count:,} answers':>20} {'processor':>12} {'x bare':>7} {'x least':>8}" for count in results
        )
    )
    for name in PAGES:
        cells = (
            f"{t.wall:>17.1f} ms {t.cpu:>9.1f} ms {t.cpu / floor.cpu:>7.0f} {t.cpu / results[least][name].cpu:>8.2f}"
            for t in (table[name] for table in results.values())
        )
        print(f"{name:<26}" + "".join(cells))


if __name__ == "__main__":
    main()
