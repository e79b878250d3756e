"""A company for the load: a hundred thousand ideas with a million votes, the same in every run.

Rows go into the models' tables in bulk; what the product keeps beside them (the search, the analysis for similar
ideas, the ranks) is made by the product's own code.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from sqlalchemy import insert, text

from benchmarks.suggestion_list import CATEGORIES, NOW, STATUSES, UNITS
from improve.accounts import passwords
from improve.accounts.models import Person, Unit
from improve.core.db import Base, db, transaction
from improve.core.localized import Localized
from improve.operations import migrations
from improve.suggestions import store
from improve.suggestions.models import (
    Category,
    StatusChange,
    Suggestion,
    SuggestionText,
    Vote,
)
from improve.suggestions.rules import best
from improve.suggestions.similar.thesaurus import thesaurus

PASSWORD = "four words of mine"
PEOPLE = 2_000
VOTES_EACH = 10  # on average
MOST_VOTES = 400
AT_ONCE = 1_000
FIRST_VOTER = 100  # the people before are the clients': they wrote nothing and voted for nothing yet
ANALYZED = 4_000  # ideas whose terms and vectors are made from their texts; the others repeat texts and terms
WORDS_OF = {"title": 6, "problem": 25, "idea": 15}


@cache
def _vocabulary(chinese: bool) -> tuple[list[str], list[float]]:
    """Real words, the first in about four of ten texts, the last in one of a hundred; and their added-up weights."""
    known = sorted(thesaurus().chinese if chinese else thesaurus().spelled)
    random.Random(3).shuffle(known)
    return known, list(accumulate(1 / (rank + 50) for rank in range(1, len(known) + 1)))


def words(rnd: random.Random, chinese: bool, count: int) -> str:
    """Words drawn by their frequency."""
    known, weights = _vocabulary(chinese)
    return ("" if chinese else " ").join(rnd.choices(known, cum_weights=weights, k=count))


def ranked(chinese: bool, rank: int) -> str:
    """The word of that rank, the most frequent first."""
    return _vocabulary(chinese)[0][rank]


def build(count: int, clients: int) -> int:
    """People, of whom the first `clients` can sign in, and `count` ideas with their votes; how many votes."""
    rnd = random.Random(1)
    migrations.upgrade()
    with transaction():
        _company(clients)
    made = min(count, ANALYZED)
    titles = [words(rnd, _is_chinese(number), WORDS_OF["title"])[:200] for number in range(1, made + 1)]
    votes = 0
    for first in range(1, count + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count + 1))
        ideas = [_idea(rnd, number, titles[(number - 1) % made]) for number in numbers]
        ballots = [ballot for idea in ideas for ballot in _votes(rnd, idea)]
        with transaction():
            db.session.execute(insert(Suggestion), ideas)
            db.session.execute(insert(StatusChange), [_step(idea) for idea in ideas])
            db.session.execute(insert(Vote), ballots)
            if first <= made:
                _store_texts(rnd, ideas)
        votes += len(ballots)
    for shift in range(made, count, made):
        with transaction():
            for statement in _copies():
                db.session.execute(text(statement), {"shift": shift, "most": count})
    settle((Unit, Person, Category, Suggestion))
    return votes


def _company(clients: int) -> None:
    hashed = passwords.hashed(PASSWORD)
    units = [
        {"id": n, "name": Localized.both(f"Unit {n}"), "code": f"u{n}", "kind": "team" if n > 1 else "site"}
        | {"path": f"/1/{n}/" if n > 1 else "/1/", "parent_id": 1 if n > 1 else None}
        for n in range(1, UNITS + 1)
    ]
    people = [
        {"id": n, "login": f"p{n}", "name": f"Person {n}", "created_at": NOW, "unit_id": n % UNITS + 1}
        | {"password_hash": hashed if n <= clients else None}
        for n in range(1, PEOPLE + 1)
    ]
    categories = [
        {"id": n, "name": Localized.both(f"Category {n}"), "code": f"c{n}", "order": n}
        for n in range(1, CATEGORIES + 1)
    ]
    db.session.execute(insert(Unit), units)
    db.session.execute(insert(Person), people)
    db.session.execute(insert(Category), categories)


def _is_chinese(number: int) -> bool:
    return number % 2 == 0


def _idea(rnd: random.Random, number: int, title: str) -> dict[str, Any]:
    """The columns of an idea; the number of its votes is spread like that of real ones: few have many."""
    votes = min(int(rnd.expovariate(1 / (VOTES_EACH + 0.5))), MOST_VOTES)
    return {
        "id": number,
        "title": title,
        "status": rnd.choice(STATUSES),
        "language": "zh_Hans" if _is_chinese(number) else "en",
        "category_id": rnd.choice([None, *range(1, CATEGORIES + 1)]),
        "unit_id": rnd.choice([None, *range(1, UNITS + 1)]),
        "author_id": rnd.randint(FIRST_VOTER, PEOPLE),
        "submitted_at": NOW - timedelta(seconds=rnd.randrange(10**8)),
        "changed_at": NOW,
        "votes_for": votes,
        "votes": votes,
        "best": best(votes, 0),
    }


def _votes(rnd: random.Random, idea: dict[str, Any]) -> list[dict[str, Any]]:
    people = rnd.sample(range(FIRST_VOTER, PEOPLE + 1), idea["votes"])
    return [{"suggestion_id": idea["id"], "person_id": p, "value": 1, "at": NOW} for p in people]


def _step(idea: dict[str, Any]) -> dict[str, Any]:
    return {"suggestion_id": idea["id"], "to_status": "received", "by_id": idea["author_id"], "at": NOW}


def _store_texts(rnd: random.Random, ideas: list[dict[str, Any]]) -> None:
    texts = [
        {"suggestion_id": idea["id"]}
        | {name: words(rnd, _is_chinese(idea["id"]), WORDS_OF[name]) for name in ("problem", "idea")}
        for idea in ideas
    ]
    db.session.execute(insert(SuggestionText), texts)
    store.index(
        store.Entry(idea["id"], idea["title"], body["problem"], body["idea"], "")
        for idea, body in zip(ideas, texts, strict=True)
    )


def _copies() -> list[str]:
    """Statements that give the next ideas the texts of the first, and what the product made of them."""
    key = "rowid" if db.engine.dialect.name == "sqlite" else "suggestion_id"
    tables = {
        "suggestions_text": ("suggestion_id", "problem, idea, expected_result"),
        "suggestions_similar": (
            "suggestion_id",
            "version, title_units, text_units, title_vector, text_vector",
        ),
        "suggestions_similar_fts": (key, "terms"),
        "suggestions_fts": (key, "title, problem, idea, expected_result"),
    }
    return [
        f"INSERT INTO {table} ({number}, {columns}) SELECT {number} + :shift, {columns} FROM {table}"
        f" WHERE {number} <= {ANALYZED} AND {number} + :shift <= :most"
        for table, (number, columns) in tables.items()
    ]


def settle(models: Iterable[type[Base]]) -> None:
    """Let the database know its tables and the last of their numbers, as it does by itself in time."""
    is_postgresql = db.engine.dialect.name == "postgresql"
    with db.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        for model in models if is_postgresql else ():
            name = model.__tablename__
            last = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"
            connection.execute(text(last))
        connection.execute(text("VACUUM ANALYZE" if is_postgresql else "PRAGMA wal_checkpoint(TRUNCATE)"))
    db.session.remove()
