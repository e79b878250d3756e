"""How long a page of the list of ideas takes, at a few thousand and at a hundred thousand ideas.

    python benchmarks/suggestion_list.py                          # SQLite, 4,326 and 100,000 ideas
    python benchmarks/suggestion_list.py --rows 20000 --database-url postgresql://…/an_empty_database

Prints the median server time of a page (session, permissions, queries and rendering, without the network), by
the clock on the wall and of the processor alone, and its ratio to a page of a bare Flask application. The ideas are made by a seeded generator.
"""

from __future__ import annotations

import argparse
import logging
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from improve.accounts import passwords  # noqa: E402
from improve.accounts.models import Person, Unit  # noqa: E402
from improve.app import create_app  # noqa: E402
from improve.core.db import db, transaction  # noqa: E402
from improve.core.localized import Localized  # noqa: E402
from improve.operations import migrations  # noqa: E402
from improve.suggestions import store  # noqa: E402
from improve.suggestions.models import Category, Comment, Suggestion, SuggestionText, Vote  # noqa: E402
from improve.suggestions.rules import best  # noqa: E402

PASSWORD = "four words of mine"
PEOPLE, UNITS, CATEGORIES = 500, 12, 8
AT_ONCE = 2_000
REPEATS = 15
NOW = datetime.now(UTC)
STATUSES = (
    ["received"] * 50
    + ["in_review"] * 5
    + ["accepted"] * 8
    + ["in_pilot"] * 2
    + ["done"] * 20
    + ["declined"] * 14
    + ["withdrawn"]
)
# Real words first, then made-up pairs of characters: 2,000 words whose frequency falls with their rank. The
# first stands in about four of ten ideas, the hundredth in one of seven, the last in one of a hundred.
REAL = (
    "小区 投诉 问题 道路 安全 设备 流程 拣货 仓库 噪音 地铁 物业 排队 等待 夜班 照明 通道 托盘 叉车 标签 "
    "培训 检查 维修 温度 记录 系统 打印 包装 运输 客户 电话 表格 签字 库存 盘点 清洁 手套 工具 周转 看板 "
    "forklift pallet label aisle waiting report check shift night printer order customer form safety"
).split()
CHARACTERS = (
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙"
)
PAIRS = [first + second for first in CHARACTERS for second in CHARACTERS if first != second]
VOCABULARY = [*REAL, *PAIRS[: 2_000 - len(REAL)]]
WEIGHTS = list(accumulate(1 / (rank + 50) for rank in range(1, len(VOCABULARY) + 1)))


def words(rnd: random.Random, count: int) -> str:
    """Words drawn by their frequency."""
    drawn = rnd.choices(VOCABULARY, cum_weights=WEIGHTS, k=count)
    return "".join(word if word[0] >= "\u4e00" else f" {word} " for word in drawn).strip()


def seed(app: Flask, count: int) -> None:
    """People, units, categories and `count` ideas with votes and comments, in bulk."""
    rnd = random.Random(1)
    with app.app_context():
        migrations.upgrade()
        with transaction():
            _company()
        for first in range(1, count + 1, AT_ONCE):
            ideas, texts, votes, comments = [], [], [], []
            for number in range(first, min(first + AT_ONCE, count + 1)):
                ideas.append(_idea(rnd, number))
                texts.append({"suggestion_id": number, "problem": words(rnd, 60), "idea": words(rnd, 40)})
                votes += _votes(rnd, ideas[-1])
                comments += _comments(rnd, ideas[-1])
            _store(ideas, texts, votes, comments)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
        db.session.remove()


def _company() -> None:
    hashed = passwords.hashed(PASSWORD)
    units = [
        {"id": n, "name": Localized.both(f"Unit {n}"), "code": f"u{n}", "kind": "team" if n > 1 else "site"}
        | {"path": f"/1/{n}/" if n > 1 else "/1/", "parent_id": 1 if n > 1 else None}
        for n in range(1, UNITS + 1)
    ]
    people = [
        {"id": n, "login": f"p{n}", "name": f"Person {n}", "created_at": NOW, "unit_id": n % UNITS + 1}
        | {"password_hash": hashed if n == 1 else None}
        for n in range(1, PEOPLE + 1)
    ]
    categories = [
        {"id": n, "name": Localized.both(f"Category {n}"), "code": f"c{n}", "order": n}
        for n in range(1, CATEGORIES + 1)
    ]
    db.session.execute(insert(Unit), units)
    db.session.execute(insert(Person), people)
    db.session.execute(insert(Category), categories)


def _idea(rnd: random.Random, number: int) -> dict[str, Any]:
    votes = min(int(rnd.paretovariate(1.2)) - 1, 60)
    return {
        "id": number,
        "title": words(rnd, 6)[:200],
        "status": rnd.choice(STATUSES),
        "language": "zh_Hans",
        "category_id": rnd.choice([None, *range(1, CATEGORIES + 1)]),
        "unit_id": rnd.choice([None, *range(1, UNITS + 1)]),
        "author_id": rnd.randint(1, PEOPLE),
        "submitted_at": NOW - timedelta(seconds=rnd.randrange(10**8)),
        "changed_at": NOW,
        "votes_for": votes,
        "votes": votes,
        "best": best(votes, 0),
        "comment_count": rnd.randrange(4),
    }


def _votes(rnd: random.Random, idea: dict[str, Any]) -> list[dict[str, Any]]:
    people = rnd.sample(range(1, PEOPLE + 1), idea["votes"])
    return [{"suggestion_id": idea["id"], "person_id": p, "value": 1, "at": NOW} for p in people]


def _comments(rnd: random.Random, idea: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"suggestion_id": idea["id"], "author_id": rnd.randint(1, PEOPLE), "body": words(rnd, 9)}
        | {"created_at": NOW}
        for _ in range(idea["comment_count"])
    ]


def _store(ideas: Any, texts: Any, votes: Any, comments: Any) -> None:
    with transaction():
        db.session.execute(insert(Suggestion), ideas)
        db.session.execute(insert(SuggestionText), texts)
        if votes:
            db.session.execute(insert(Vote), votes)
        if comments:
            db.session.execute(insert(Comment), comments)
        store.index(
            store.Entry(idea["id"], idea["title"], body["problem"], body["idea"], "")
            for idea, body in zip(ideas, texts, strict=True)
        )


PAGES = {
    "newest": "",
    "best": "?sort=best",
    "most votes": "?sort=votes",
    "most discussed": "?sort=discussed",
    "received, best": "?status=received&sort=best",
    "in pilot, votes": "?status=in_pilot&sort=votes",
    "category, votes": "?category=3&sort=votes",
    "category and status": "?category=3&status=done&sort=discussed",
    "site with all below, best": "?unit=1&sort=best",
    "one team": "?unit=3",
    "mine": "?mine=written",
    "backed by me": "?mine=backed&sort=best",
    "search, frequent word": "?q=小区",
    "search, rare word": "?q=天玄",
    "search, two words": "?q=投诉 forklift",
    "search, one character": "?q=托",
    "search, titles, votes": "?q=投诉&in=title&sort=votes",
    "search, status, category": "?q=投诉&status=done&category=3",
    "a deep page": "?page=1500",
    "an idea": "/77",
}


def signed_in(app: Flask) -> FlaskClient:
    """A client with a session of an ordinary colleague."""
    client = app.test_client()
    form = client.get("/sign-in").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert found is not None
    answer = client.post("/sign-in", data={"csrf_token": found[1], "login": "p1", "password": PASSWORD})
    assert answer.status_code in (302, 303), answer.status_code
    return client


@dataclass(frozen=True)
class Took:
    """Medians in milliseconds: by the clock on the wall, and of the processor alone."""

    wall: float
    cpu: float


def timed(client: FlaskClient, path: str) -> Took:
    """The medians over the repeats, after two to warm up."""
    walls, cpus = [], []
    for _ in range(REPEATS + 2):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(path)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return Took(median(walls[2:]), median(cpus[2:]))


def bare() -> Took:
    """A page of an application that does nothing."""
    app = Flask("bare")
    app.add_url_rule("/", "hello", lambda: "<h1>Hello</h1>")
    return timed(app.test_client(), "/")


def measured(count: int, database_url: str) -> Iterator[tuple[str, Took]]:
    """Page and time at `count` ideas."""
    with tempfile.TemporaryDirectory(prefix="improve-benchmark-") as folder:
        app = create_app({"INSTANCE": folder, "DATABASE_URL": database_url})
        logging.getLogger("alembic").setLevel(logging.WARNING)
        start = time.perf_counter()
        seed(app, count)
        print(f"{count:,} ideas made in {time.perf_counter() - start:.0f} s", file=sys.stderr)
        client = signed_in(app)
        for name, query in PAGES.items():
            yield name, timed(client, f"/suggestions{query}")
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[4_326, 100_000], help="numbers of ideas")
    parser.add_argument(
        "--database-url", default="", help="an empty database (one number of rows); default SQLite"
    )
    options = parser.parse_args()
    floor = bare()
    results = {count: dict(measured(count, options.database_url)) for count in options.rows}
    print(f"bare Flask page: {floor.wall:.2f} ms; medians of {REPEATS}\n")
    print(
        f"{'page':<28}"
        + "".join(f"{f'{count:,} ideas':>16} {'processor':>12} {'x bare':>7}" for count in results)
    )
    for name in PAGES:
        row = [table[name] for table in results.values()]
        cells = (f"{t.wall:>13.1f} ms {t.cpu:>9.1f} ms {t.wall / floor.wall:>7.0f}" for t in row)
        print(f"{name:<28}" + "".join(cells))


if __name__ == "__main__":
    main()
