"""A survey with so many answers, each stored with its rows as `surveys.service.answer` stores it, but in bulk."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from benchmarks.suggestion_list import PASSWORD
from improve.accounts import passwords
from improve.accounts.models import Person, RoleAssignment
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.operations import migrations
from improve.surveys import service, store
from improve.surveys.models import Survey
from improve.surveys.queries import published_version
from improve.surveys.segments.rules import SegmentKey, Splitting, crossed, splitting
from improve.surveys.values.kinds import RESPONSES
from improve.surveys.values.questions import specs_of
from improve.surveys.values.settings import NewSurvey
from improve.surveys.values.texts import NewQuestion, PlainTexts

TITLE = Localized(en="Repair visit", zh_Hans="上门维修")
PLACES = [f"place{n}" for n in range(10)]
CHANNELS = ["mail", "qr", "desk"]
SCORES = [0, 3, 5, 6, 7, 8, 8, 9, 9, 10, 10]
COMMENTED = 0.1
DAYS = 365
AT_ONCE = 50_000
PARTS = (
    ("The technician came on time", "Nobody called before the visit", "The part was missing", "师傅很准时"),
    ("and explained what was done", "and the bill was wrong", "but the noise came back", "，态度很好"),
    ("within two days", "after three weeks", "on a Sunday", "，价格偏高"),
)
RESPONSE_COLUMNS = ("id", "survey_id", "version_id", "day", "language")
ANSWER_COLUMNS = ("response_id", "question_code", "survey_id", "day", "value", "text")


@dataclass
class Portion:
    """Rows of the two large tables, and what they raise in the roll-ups."""

    responses: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    counts: Counter[tuple[date, str, str]] = field(default_factory=Counter)
    by_segment: Counter[tuple[date, SegmentKey]] = field(default_factory=Counter)


def seed(count: int) -> None:
    """An administrator, and a survey of his with so many answers of a year."""
    migrations.upgrade()
    with transaction():
        person = {"id": 1, "login": "p1", "name": "P", "created_at": datetime.now(UTC)}
        db.session.execute(insert(Person), [{**person, "password_hash": passwords.hashed(PASSWORD)}])
        assigned = {"person_id": 1, "role": str(Role.ADMINISTRATOR), "unit_id": None}
        db.session.execute(insert(RoleAssignment), [assigned])
    survey = _survey()
    version = published_version(survey)
    assert version is not None
    split = splitting(specs_of(version.questions))
    survey_id, version_id = survey.id, version.id
    for portion in _portions(count, survey_id, version_id, split):
        with transaction():
            _store("surveys_response", RESPONSE_COLUMNS, portion.responses)
            _store("surveys_answer", ANSWER_COLUMNS, portion.answers)
            store.add_counts(survey_id, version_id, portion.counts, portion.by_segment)
    _as_after_a_while()
    db.session.remove()


def _survey() -> Survey:
    with transaction():
        survey = service.create(NewSurvey("relationship", TITLE, "all"), by=SYSTEM)
        for code in ("place", "channel"):
            row = service.add_question(survey, NewQuestion("hidden", TITLE), by=SYSTEM)
            service.rewrite_question(survey, row.code, PlainTexts(TITLE, code=code), by=SYSTEM)
        service.publish_survey(survey, by=SYSTEM)
    return survey


def _portions(count: int, survey_id: int, version_id: int, split: Splitting) -> Iterator[Portion]:
    """In the order of the random keys, which the databases store fastest."""
    rnd, today = random.Random(1), datetime.now(UTC).date()
    keys = sorted(rnd.sample(range(2**62), count))
    for first in range(0, count, AT_ONCE):
        found = Portion()
        for key in keys[first : first + AT_ONCE]:
            day, language = today - timedelta(days=rnd.randrange(DAYS)), rnd.choice(["en", "zh_Hans"])
            given = _given(rnd)
            found.responses.append((key, survey_id, version_id, day.isoformat(), language))
            found.answers += [
                (key, code, survey_id, day.isoformat(), value, words) for code, value, words in given
            ]
            counted = [(RESPONSES, language), *((code, value) for code, value, _words in given)]
            found.counts.update((day, *one) for one in counted)
            found.by_segment.update((day, one) for one in crossed(split, counted))
        yield found


def _given(rnd: random.Random) -> list[tuple[str, str, str | None]]:
    """Code, value and words of each answer of a form."""
    score = rnd.choice(SCORES)
    given: list[tuple[str, str, str | None]] = [
        ("channel", rnd.choice(CHANNELS), None),
        ("nps", str(score), None),
        ("place", rnd.choice(PLACES), None),
    ]
    if rnd.random() < COMMENTED:
        group = "high" if score > 8 else "middle" if score > 6 else "low"
        given.append(("why", group, " ".join(rnd.choice(part) for part in PARTS)))
    return given


def _store(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """As the driver is fastest."""
    connection = db.session.connection()
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))
        return
    # The rows fit each other; looking up each of them took longer than storing all.
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    connection.exec_driver_sql("SET LOCAL session_replication_role = origin")


def _as_after_a_while() -> None:
    """The test cluster runs without autovacuum; a real server has gathered its statistics by then, and knows which
    pages of a table everybody sees."""
    if db.engine.dialect.name != "sqlite":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
