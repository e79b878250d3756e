"""How fast a large round answers, and how many scores it takes a second.

    python benchmarks/round_table.py                      # 10,000 ideas, 30,000 scores, SQLite and PostgreSQL
    python benchmarks/round_table.py --database sqlite --ideas 1000    # a smaller one
    python benchmarks/round_table.py --only rate          # only how many scores a second
    python benchmarks/round_table.py --only rate --ideas 2000 --seconds 2    # briefly, on a busy machine

First 8 members hand in scores as fast as they are answered, on kept connections, to a server as `improve serve` starts
it (two web processes of four threads), beside a bare Flask page on the same server; “possible” is what two processors
that do nothing else would answer. Each acknowledged score is looked up afterwards. Then, for every page, how long it
took (median, in process, without the network), by the clock on the wall and of the processor alone (PostgreSQL’s is
beside it), and its ratio to a page of a bare Flask application. The data are made by a seeded generator: three of
forty members score each idea, in twelve units whose members do not score the ideas of their own. PostgreSQL is a
cluster of its own in a temporary folder on the disk, durable, with 64 MB of shared buffers; no autovacuum runs in it, so
that making the data ends with the VACUUM ANALYZE that it would have done.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import load_server  # noqa: E402
from benchmarks import suggestion_list as ideas  # noqa: E402
from benchmarks.load_client import STRANGER, Reader, load, sign_in  # noqa: E402
from benchmarks.load_data import settle  # noqa: E402
from improve.accounts import passwords  # noqa: E402
from improve.accounts.models import Person, RoleAssignment  # noqa: E402
from improve.accounts.queries import actor_of  # noqa: E402
from improve.app import create_app  # noqa: E402
from improve.core.db import db, transaction  # noqa: E402
from improve.core.localized import Localized  # noqa: E402
from improve.core.policy import Role  # noqa: E402
from improve.operations import migrations  # noqa: E402
from improve.reviews import service  # noqa: E402
from improve.reviews.models import (  # noqa: E402
    Assignment,
    Committee,
    Criterion,
    Decision,
    Membership,
    Review,
    Round,
    RoundItem,
    Rubric,
    RubricVersion,
    Score,
)
from improve.reviews.queries import visible_item  # noqa: E402
from improve.reviews.values import ReviewData, ReviewNotes, State  # noqa: E402
from improve.suggestions.models import Suggestion, SuggestionText  # noqa: E402
from tests import servers  # noqa: E402

MEMBERS, EACH, CRITERIA = 40, 3, 4
AT_ONCE = 2_000
SAVES = 100
CLIENTS = 8
PROCESSORS = os.cpu_count() or 1
SECONDS = 8.0
NOW = datetime.now(UTC)
TODAY = NOW.date()
WORDS = "label pallet aisle 投诉 流程 照明 printer shift 仓库 report".split()


def seed(app: Flask, count: int) -> None:
    """A company and one open round with `count` ideas that three members each have scored."""
    rnd = random.Random(7)
    with app.app_context():
        migrations.upgrade()
        with transaction():
            ideas._company()
            hashed = passwords.hashed(ideas.PASSWORD)
            db.session.execute(update(Person).where(Person.id <= CLIENTS).values(password_hash=hashed))
            _committee()
        for first in range(1, count + 1, AT_ONCE):
            with transaction():
                _ideas(rnd, range(first, min(first + AT_ONCE, count + 1)))
        settle((Committee, Rubric, RubricVersion, Criterion, Round, RoundItem, Review, Suggestion, Person))


def _committee() -> None:
    both = Localized.both
    db.session.execute(insert(Committee), [{"id": 1, "name": both("Committee"), "created_at": NOW}])
    members = range(1, MEMBERS + 1)
    db.session.execute(
        insert(RoleAssignment),
        [{"person_id": n, "role": Role.COMMITTEE, "granted_at": NOW} for n in members],
    )
    db.session.execute(
        insert(Membership),
        [
            {"committee_id": 1, "person_id": n, "is_chair": n == 1, "since": TODAY - timedelta(days=90)}
            for n in members
        ],
    )
    db.session.execute(insert(Rubric), [{"id": 1, "name": both("Rubric")}])
    db.session.execute(insert(RubricVersion), [{"id": 1, "rubric_id": 1, "number": 1, "created_at": NOW}])
    db.session.execute(
        insert(Criterion),
        [
            {"id": n, "version_id": 1, "position": n, "name": both(f"Criterion {n}")}
            | {"question": both("How much?"), "weight": 25}
            for n in range(1, CRITERIA + 1)
        ],
    )
    db.session.execute(
        insert(Round),
        [
            {"id": 1, "committee_id": 1, "rubric_version_id": 1, "name": both("Large round")}
            | {
                "state": State.OPEN,
                "opens_on": TODAY - timedelta(days=3),
                "closes_on": TODAY + timedelta(days=9),
            }
            | {"places": 400, "author_hidden": True, "others_shown": "after_own", "reviews_each": EACH}
            | {"seed": 5, "created_at": NOW, "opened_at": NOW}
        ],
    )


def _ideas(rnd: random.Random, numbers: range) -> None:
    kept: dict[Any, list[dict[str, Any]]] = {
        model: [] for model in (Suggestion, SuggestionText, RoundItem, Assignment, Review, Score)
    }
    for number in numbers:
        author, unit = rnd.randint(MEMBERS + 1, ideas.PEOPLE), rnd.randint(1, ideas.UNITS)
        kept[Suggestion].append(
            {"id": number, "title": f"{' '.join(rnd.choices(WORDS, k=4))} {number}", "status": "in_review"}
            | {"language": "en", "author_id": author, "unit_id": unit, "changed_at": NOW}
            | {"category_id": rnd.randint(1, ideas.CATEGORIES), "submitted_at": NOW}
        )
        kept[SuggestionText].append({"suggestion_id": number, "problem": "Problem", "idea": "Idea"})
        kept[RoundItem].append({"id": number, "round_id": 1, "suggestion_id": number, "added_at": NOW})
        own = {unit, author % ideas.UNITS + 1}
        free = [n for n in range(1, MEMBERS + 1) if n % ideas.UNITS + 1 not in own]
        quality = rnd.gauss(3.2, 0.7)
        for place, member in enumerate(rnd.sample(free, EACH + 1)):
            kept[Assignment].append(
                {"item_id": number, "person_id": member, "source": "auto", "assigned_at": NOW}
            )
            if place < EACH:
                _review(rnd, kept, number, member, quality)
    for model, rows in kept.items():
        db.session.execute(insert(model), rows)


def _review(
    rnd: random.Random, kept: dict[Any, list[dict[str, Any]]], item: int, member: int, good: float
) -> None:
    values = [min(5, max(1, round(rnd.gauss(good + (member % 5 - 2) / 5, 0.8)))) for _ in range(CRITERIA)]
    number = EACH * (item - 1) + sum(one["item_id"] == item for one in kept[Review][-EACH:]) + 1
    kept[Review].append(
        {"id": number, "item_id": item, "reviewer_key": f"p{member}", "reviewer_id": member, "revision": 1}
        | {"is_current": True, "score": sum((v - 1) * 25 for v in values) / CRITERIA, "answered": 1.0}
        | {"submitted_at": NOW}
    )
    kept[Score] += [
        {"review_id": number, "criterion_id": n, "value": value} for n, value in enumerate(values, start=1)
    ]


OPEN = {
    "open: the round": "/rounds/1",
    "open: a deep page": "/rounds/1?page=150",
    "open: the section": "",
    "open: my queue": "/queue",
    "open: table of scores": "/rounds/1/table",
    "open: one idea to score": "/items/{mine}",
    "open: who scores what": "/rounds/1/assignments",
}
CLOSED = {
    "results": "/rounds/1",
    "results: a deep page": "/rounds/1?page=150",
    "results: by disagreement": "/rounds/1?sort=spread",
    "results: views conflict": "/rounds/1?views=conflicting",
    "results: words of the title": "/rounds/1?q=投诉",
    "results: without a decision": "/rounds/1?decision=open",
    "heat map": "/rounds/1/map",
    "the meeting": "/rounds/1/meeting",
    "conflicts of interest": "/rounds/1/conflicts",
    "preview of the answers": "/rounds/1/answers",
}


def pages(app: Flask, client: FlaskClient) -> Iterator[tuple[str, ideas.Took]]:
    """Every page of the open round, then of the closed one."""
    with app.app_context():
        mine = db.session.scalar(
            select(Assignment.item_id)
            .where(
                Assignment.person_id == 1,
                Assignment.item_id.not_in(select(Review.item_id).where(Review.reviewer_id == 1)),
            )
            .limit(1)
        )
        db.session.remove()
    for name, path in OPEN.items():
        yield name, ideas.timed(client, "/reviews" + path.format(mine=mine))
    yield from saved(app, client)
    with app.app_context():
        with transaction():
            db.session.execute(update(Round).values(state=State.CALIBRATING, closed_at=NOW))
            db.session.execute(
                insert(Decision),
                [
                    {
                        "item_id": n,
                        "outcome": "accept" if n % 9 == 0 else "decline",
                        "reason": "Because of this.",
                    }
                    | {"decided_by_id": 1, "decided_at": NOW}
                    for n in range(1, 2001)
                ],
            )
        db.session.remove()
    start = time.process_time()
    assert client.get("/reviews/rounds/1").status_code == 200
    took = (time.process_time() - start) * 1000
    yield "results computed once", ideas.Took(took, took)
    for name, path in CLOSED.items():
        yield name, ideas.timed(client, "/reviews" + path)


def saved(app: Flask, client: FlaskClient) -> Iterator[tuple[str, ideas.Took]]:
    """One score after another by the service, each in a durable transaction of its own; then by the page."""
    with app.app_context():
        scored = select(Review.item_id).where(Review.reviewer_id == Assignment.person_id)
        waiting = db.session.execute(
            select(Assignment.item_id, Assignment.person_id)
            .where(Assignment.item_id.not_in(scored.correlate(Assignment)))
            .limit(SAVES)
        ).all()
        actors = {n: actor_of(db.session.get_one(Person, n)) for n in {row.person_id for row in waiting}}
        data = ReviewData(dict.fromkeys(range(1, CRITERIA + 1), 3.0), ReviewNotes(private_note="Seen."))
        finding, saving = [], []
        for row in waiting:
            with app.app_context():
                by = actors[row.person_id]
                wall, cpu = time.perf_counter(), time.process_time()
                item = visible_item(by, row.item_id)
                finding.append(_since(wall, cpu))
                assert item is not None
                wall, cpu = time.perf_counter(), time.process_time()
                with transaction():
                    service.submit_review(item, data, by=by)
                saving.append(_since(wall, cpu))
        db.session.remove()
    for name, took in (("finding one idea", finding), ("saving one score", saving)):
        yield name, ideas.Took(median(one[0] for one in took), median(one[1] for one in took))


def _since(wall: float, cpu: float) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor."""
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def _scores(reader: Reader, items: Sequence[int]) -> Iterator[bytes]:
    """Each idea that waits for a member, scored as the form does it."""
    answers = {f"c{n}": "3" for n in range(1, CRITERIA + 1)} | {"private_note": "Seen."}
    for item_id in items:
        yield reader.post(f"/reviews/items/{item_id}", answers)


def _bare() -> Iterator[bytes]:
    while True:
        yield STRANGER.get("/bare/")


def rate(app: Flask, folder: Path, database_url: str, database: int | None, seconds: float) -> None:
    """Print how many scores a second a server takes, and check that each of them is there."""
    with app.app_context():
        scored = (
            select(Review.item_id).where(Review.reviewer_id == Assignment.person_id).correlate(Assignment)
        )
        waiting: dict[int, list[int]] = {}
        for item_id, person_id in db.session.execute(
            select(Assignment.item_id, Assignment.person_id).where(
                Assignment.item_id.not_in(scored), Assignment.person_id <= CLIENTS
            )
        ):
            waiting.setdefault(person_id, []).append(item_id)
        before = db.session.scalar(select(func.count()).select_from(Review)) or 0
        db.session.remove()
        db.engine.dispose()
    with load_server.serving(folder, database_url, workers=2) as (port, server):
        readers = {person: sign_in(port, f"p{person}", ideas.PASSWORD) for person in waiting}
        bare = load(port, [_bare() for _ in range(CLIENTS)], 2.0)
        clients = [_scores(reader, waiting[person]) for person, reader in readers.items()]
        warm = load(port, clients, 1.0)
        used = [_processors(server, database)]
        found = load(port, clients, seconds)
        used.append(_processors(server, database))
    saved, answers = found.statuses[303], max(found.answers, 1)
    server_ms, database_ms = ((b - a) / answers * 1000 for a, b in zip(*used, strict=True))
    own_ms = found.own_processor / answers * 1000
    print(
        f"{saved / found.wall:.0f} scores a second, {saved / found.wall / bare.rate:.3f} of bare ({bare.rate:,.0f});"
        f" median {found.median_ms:.1f} ms, p95 {found.p95_ms:.1f} ms; processor: server {server_ms:.2f} ms,"
        f" database {database_ms:.2f} ms, client {own_ms:.2f} ms; possible"
        f" {PROCESSORS * 1000 / (server_ms + database_ms + own_ms):.0f} a second"
    )
    with app.app_context():
        stored = (db.session.scalar(select(func.count()).select_from(Review)) or 0) - before
        db.session.remove()
    print(f"{saved + warm.statuses[303]:,} scores acknowledged, {stored:,} stored; others {found.statuses}\n")


def _processors(server: int, database: int | None) -> tuple[float, float]:
    spent = load_server.processor_seconds
    return spent(server), spent(database) if database is not None else 0.0


def measured(count: int, kind: str, only: str, seconds: float) -> Iterator[tuple[str, ideas.Took, float]]:
    """What was measured at `count` ideas: name, medians, and what PostgreSQL used for it in milliseconds."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="improve-benchmark-"))
        cluster = None
        if kind == "postgresql":
            servers.MEMORY_DISK = Path("/nowhere")  # its data are to be on the disk
            cluster = servers.start_postgresql()
            stack.callback(cluster.stop)
        url = cluster.url if cluster is not None else ""
        database = cluster.process.pid if cluster is not None else None
        app = create_app({"INSTANCE": folder} | ({"DATABASE_URL": url} if url else {}))
        logging.getLogger("alembic").setLevel(logging.WARNING)
        start = time.perf_counter()
        seed(app, count)
        print(f"{kind}: {count:,} ideas made in {time.perf_counter() - start:.0f} s")
        if only in ("", "rate"):
            rate(app, Path(folder), url, database, seconds)
        if only in ("", "pages"):
            client = ideas.signed_in(app)
            spent = 0.0 if database is None else load_server.processor_seconds(database)
            for name, took in pages(app, client):
                now = 0.0 if database is None else load_server.processor_seconds(database)
                yield name, took, (now - spent) / (ideas.REPEATS + 2) * 1000
                spent = now
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--ideas", type=int, default=10_000, help="ideas in the round")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--only", choices=("rate", "pages"), default="", help="default: both")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long the rate is measured")
    options = parser.parse_args()
    floor = ideas.bare()
    print(f"bare Flask page: {floor.cpu:.2f} ms; medians of {ideas.REPEATS}\n")
    for kind in ("sqlite", "postgresql") if options.database == "both" else (options.database,):
        print(f"{'':<30}{'wall':>12}{'processor':>14}{'database':>13}{'x bare':>8}{'a second':>10}")
        for name, took, database in measured(options.ideas, kind, options.only, options.seconds):
            whole = took.cpu + database
            print(
                f"{name:<30}{took.wall:>9.1f} ms{took.cpu:>11.1f} ms{database:>10.1f} ms"
                f"{whole / floor.cpu:>8.0f}{1000 / whole:>10.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
