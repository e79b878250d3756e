"""How good and how fast the similar ideas under the title are.

    python benchmarks/similar_ideas.py                           # SQLite: quality, then times at 1,000 and 100,000
    python benchmarks/similar_ideas.py --rows 100000 --database-url postgresql://…/an_empty_database

Quality is judged on `../shared/golden/similar.json` (skipped with a word where it is absent): recall among the five
offered, the first match, and how often it stays silent where nothing matches, per kind and language. Times are of
the whole answer under the title (session, permissions, candidates, ranking, rendering) without the network. The ideas
are made by a seeded generator out of the thesaurus; a few thousand are analyzed, the rest are copies of them.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.suggestion_list import NOW, _company, bare, signed_in  # noqa: E402
from improve.app import create_app  # noqa: E402
from improve.core.db import db, transaction  # noqa: E402
from improve.core.policy import SYSTEM  # noqa: E402
from improve.operations import migrations  # noqa: E402
from improve.suggestions import service, store  # noqa: E402
from improve.suggestions.models import Suggestion, SuggestionText  # noqa: E402
from improve.suggestions.similar.jobs import renew_outdated  # noqa: E402
from improve.suggestions.similar.searching import similar_to  # noqa: E402
from improve.suggestions.similar.thesaurus import thesaurus  # noqa: E402
from improve.suggestions.values import ImportedSuggestion  # noqa: E402

GOLDEN = ROOT.parent / "shared" / "golden" / "similar.json"
ANALYZED = 4_000
ASKED = 300
KINDS = ("repeat", "partial", "typo", "paraphrase", "none")


# Quality


def quality() -> None:
    """Print recall, first match and silence per kind and language."""
    if not GOLDEN.exists():
        print(f"quality: skipped, {GOLDEN.name} is not here\n")
        return
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="improve-benchmark-") as folder:
        app = create_app({"INSTANCE": folder})
        with app.app_context():
            migrations.upgrade()
            ideas = [
                ImportedSuggestion(title=i["title"], problem=i["body"], external_id=str(i["id"]))
                for i in golden["ideas"]
            ]
            with transaction():
                service.import_suggestions(ideas, by=SYSTEM)
            renew_outdated()
            _print_quality(golden["queries"])
            db.session.remove()
            db.engine.dispose()


def _print_quality(queries: Sequence[Mapping[str, Any]]) -> None:
    rows: defaultdict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    for query in queries:
        found = [
            int(m.suggestion.external_id or 0)
            for m in similar_to(SYSTEM, query["text"], language=query["lang"])
        ]
        wanted = set(query["matches"])
        recall = len(wanted & set(found)) / len(wanted) if wanted else float(not found)
        rows[query["kind"], query["lang"]].append((recall, bool(found) and found[0] in wanted))
    print(f"{'kind':<12} {'language':<9} {'titles':>6} {'recall@5':>9} {'first':>6}")
    for kind in KINDS:
        for language in ("zh", "en"):
            print(_line(kind, language, rows[kind, language]))
    matched = [row for (kind, _language), found in rows.items() if kind != "none" for row in found]
    print(_line("all kinds", "", matched))
    print(_line("silent", "", [row for language in ("zh", "en") for row in rows["none", language]]) + "\n")


def _line(kind: str, language: str, rows: Sequence[tuple[float, bool]]) -> str:
    recall = sum(row[0] for row in rows) / len(rows)
    first = "" if kind in ("none", "silent") else f"{sum(row[1] for row in rows) / len(rows):6.2f}"
    return f"{kind:<12} {language:<9} {len(rows):>6} {recall:>9.2f} {first:>6}"


# Speed


def words(rnd: random.Random, chinese: bool, count: int) -> str:
    """Words of the thesaurus by rank: the first about ten times as often as the hundredth."""
    known: Sequence[Any] = list(thesaurus().chinese) if chinese else list(thesaurus().spelled)
    drawn = [known[min(int(rnd.paretovariate(0.35)), len(known) - 1)] for _ in range(count)]
    return ("" if chinese else " ").join(drawn)


def seed(count: int) -> None:
    """`count` ideas, of which the first few thousand are analyzed and the others copies."""
    rnd = random.Random(7)
    with transaction():
        _company()
    first = min(count, ANALYZED)
    for start in range(1, first + 1, 500):
        ideas, texts = [], []
        for number in range(start, min(start + 500, first + 1)):
            chinese = number % 2 == 0
            ideas.append(_idea(number, words(rnd, chinese, 5)[:200], chinese))
            texts.append({"suggestion_id": number, "problem": words(rnd, chinese, 12), "idea": ""})
        with transaction():
            db.session.execute(insert(Suggestion), ideas)
            db.session.execute(insert(SuggestionText), texts)
            store.index(
                store.Entry(idea["id"], idea["title"], body["problem"], "", "")
                for idea, body in zip(ideas, texts, strict=True)
            )
    for shift in range(first, count, first):
        with transaction():
            for statement in _copies():
                db.session.execute(text(statement), {"shift": shift, "most": count})
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _idea(number: int, title: str, chinese: bool) -> dict[str, Any]:
    return {
        "id": number,
        "title": title,
        "status": "received",
        "language": "zh_Hans" if chinese else "en",
        "author_id": number % 500 + 1,
        "submitted_at": NOW,
        "changed_at": NOW,
    }


def _copies() -> list[str]:
    key = "rowid" if db.engine.dialect.name == "sqlite" else "suggestion_id"
    first = f"<= {ANALYZED} AND {{0}} + :shift <= :most"
    idea = "title, status, language, author_id, submitted_at, changed_at, votes_for, votes_against, imported_for,"
    idea += " imported_against, votes, best, comment_count"
    units = "version, title_units, text_units, title_vector, text_vector"
    return [
        f"INSERT INTO suggestions_suggestion (id, {idea}) SELECT id + :shift, {idea}"
        f" FROM suggestions_suggestion WHERE id {first.format('id')}",
        "INSERT INTO suggestions_text (suggestion_id, problem, idea, expected_result)"
        " SELECT suggestion_id + :shift, problem, idea, expected_result FROM suggestions_text"
        f" WHERE suggestion_id {first.format('suggestion_id')}",
        f"INSERT INTO suggestions_similar (suggestion_id, {units}) SELECT suggestion_id + :shift, {units}"
        f" FROM suggestions_similar WHERE suggestion_id {first.format('suggestion_id')}",
        f"INSERT INTO suggestions_similar_fts ({key}, terms) SELECT {key} + :shift, terms"
        f" FROM suggestions_similar_fts WHERE {key} {first.format(key)}",
    ]


def speed(count: int, database_url: str) -> None:
    """Print the median and the 95th percentile of the answer under the title at `count` ideas."""
    with tempfile.TemporaryDirectory(prefix="improve-benchmark-") as folder:
        app = create_app({"INSTANCE": folder, "DATABASE_URL": database_url})
        logging.getLogger("alembic").setLevel(logging.WARNING)
        with app.app_context():
            migrations.upgrade()
            start = time.perf_counter()
            seed(count)
            print(f"{count:,} ideas made in {time.perf_counter() - start:.0f} s", file=sys.stderr)
            db.session.remove()
        walls, cpus = _timed(app)
        print(
            f"{count:>9,} ideas {median(walls):>8.1f} ms {quantiles(walls, n=20)[-1]:>8.1f} ms"
            f" {median(cpus):>8.1f} ms {quantiles(cpus, n=20)[-1]:>8.1f} ms"
        )
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _timed(app: Flask) -> tuple[list[float], list[float]]:
    rnd = random.Random(8)
    client = signed_in(app)
    walls, cpus = [], []
    for number in range(ASKED + 5):
        title = words(rnd, number % 2 == 0, 5)[:200]
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(
            "/suggestions/similar", query_string={"title": title}, headers={"HX-Request": "true"}
        )
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
        assert answer.status_code == 200, answer.status_code
    return walls[5:], cpus[5:]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 100_000], help="numbers of ideas")
    parser.add_argument(
        "--database-url", default="", help="an empty database (one number of rows); default SQLite"
    )
    parser.add_argument("--no-quality", action="store_true", help="times only")
    options = parser.parse_args()
    if not options.no_quality:
        quality()
    print(f"bare Flask page: {bare().wall:.2f} ms; {ASKED} titles")
    print(f"{'':>15} {'median':>11} {'p95':>11} {'processor':>11} {'p95':>11}")
    for count in options.rows:
        speed(count, options.database_url)


if __name__ == "__main__":
    main()
