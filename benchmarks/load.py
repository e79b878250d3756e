"""How many pages, searches, votes and new ideas a second: 8 clients, two web processes, the data on disk.

    python benchmarks/load.py                                     # SQLite and PostgreSQL, 1,000 and 100,000 ideas
    python benchmarks/load.py --database sqlite --rows 100000 --seconds 5 --keep /var/tmp/load

Everything that a company has is on: sessions, the form token, permissions, the audit trail, and writes that are on
the disk before they are answered. Each table has a bare Flask page on the same server in the same run. Processor time
is what the server's processes (and those of PostgreSQL) used for one answer; from it follows what the machine would
answer if it had nothing else to do, which says more than the rate where it has. After the run each vote and idea that
was acknowledged is looked up. PostgreSQL is a cluster of its own in a temporary folder on the disk.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select  # noqa: E402

from benchmarks import load_data  # noqa: E402
from benchmarks.load_client import STRANGER, Reader, Result, load, sign_in  # noqa: E402
from benchmarks.load_server import memory, processor_seconds, serving  # noqa: E402
from improve.app import create_app  # noqa: E402
from improve.core.db import db  # noqa: E402
from improve.suggestions.models import Suggestion, Vote  # noqa: E402
from improve.suggestions.rules import VOTABLE  # noqa: E402
from tests import servers  # noqa: E402

WARM_UP = 1.0
PROCESSORS = os.cpu_count() or 1
BARE = "bare page"


@dataclass(frozen=True)
class Scene:
    """One kind of request; `expected` is the status of an answer that counts, `wanted` what is to be reached."""

    name: str
    requests: Callable[[Reader, random.Random, int], Iterator[bytes]]
    expected: int = 200
    wanted: int | None = None
    clients: int | None = None  # None: as many as were asked for


def _bare(_reader: Reader, _rnd: random.Random, _client: int) -> Iterator[bytes]:
    while True:
        yield STRANGER.get("/bare/")


def _list(reader: Reader, _rnd: random.Random, _client: int) -> Iterator[bytes]:
    while True:
        yield reader.get("/suggestions")


def _compressed(reader: Reader, _rnd: random.Random, _client: int) -> Iterator[bytes]:
    while True:
        yield reader.get("/suggestions", "Accept-Encoding: gzip, deflate, br")


def _search(reader: Reader, rnd: random.Random, _client: int) -> Iterator[bytes]:
    """Words as often as they are written, every third time two."""
    while True:
        chinese = rnd.random() < 0.5
        asked = "+".join(_quoted(load_data.words(rnd, chinese, 1)) for _ in range(rnd.choice((1, 1, 2))))
        yield reader.get(f"/suggestions?q={asked}")


def _quoted(word: str) -> str:
    return "".join(f"%{byte:02X}" for byte in word.encode())


def _submit(reader: Reader, rnd: random.Random, client: int) -> Iterator[bytes]:
    """New ideas of six words in the title and one or two sentences each."""
    while True:
        chinese = rnd.random() < 0.5
        told = {"title": 6, "problem": 12, "idea": 8}
        fields = {name: load_data.words(rnd, chinese, count) for name, count in told.items()}
        fields["title"] = fields["title"][:200]
        yield reader.post("/suggestions/new", fields | {"category_id": "2", "unit_id": str(client % 8 + 1)})


def _common(reader: Reader, _rnd: random.Random, _client: int) -> Iterator[bytes]:
    """The most frequent word."""
    while True:
        yield reader.get(f"/suggestions?q={_quoted(load_data.ranked(True, 0))}")


def _two_words(reader: Reader, _rnd: random.Random, _client: int) -> Iterator[bytes]:
    """Two words that are both frequent."""
    while True:
        both = (_quoted(load_data.ranked(True, rank)) for rank in (0, 3))
        yield reader.get(f"/suggestions?q={'+'.join(both)}")


def _similar(reader: Reader, rnd: random.Random, _client: int) -> Iterator[bytes]:
    """What is asked under the title, while another one is typed each time."""
    while True:
        title = load_data.words(rnd, rnd.random() < 0.5, 6)[:200]
        yield reader.get(f"/suggestions/similar?title={_quoted(title)}", "HX-Request: true")


@dataclass(frozen=True)
class Voters:
    """What is open to votes: each client votes once for each idea, in an order of its own."""

    open_ids: tuple[int, ...]

    def __call__(self, reader: Reader, rnd: random.Random, _client: int) -> Iterator[bytes]:
        for suggestion_id in rnd.sample(self.open_ids, len(self.open_ids)):
            yield reader.post(f"/suggestions/{suggestion_id}/back", {}, "HX-Request: true")


def scenes(open_ids: tuple[int, ...]) -> list[Scene]:
    """In the order in which they are run: what writes comes last."""
    return [
        Scene(BARE, _bare),
        Scene("list", _list, wanted=250),
        Scene("list, compressed", _compressed),
        Scene("search", _search, wanted=200),
        Scene("list, alone", _list, clients=1),
        Scene("common, alone", _common, clients=1),
        Scene("two words, alone", _two_words, clients=1),
        Scene("similar, alone", _similar, clients=1),
        Scene("vote", Voters(open_ids), wanted=600),
        Scene("submit", _submit, expected=303, wanted=150),
    ]


@dataclass(frozen=True)
class Line:
    """What was measured of a scene."""

    scene: Scene
    result: Result
    server_ms: float  # of the processor, for one answer
    database_ms: float

    @property
    def counted(self) -> int:
        return self.result.statuses[self.scene.expected]

    @property
    def own_ms(self) -> float:
        return self.result.own_processor / max(self.result.answers, 1) * 1000

    @property
    def possible(self) -> float:
        """Answers a second if the processors did nothing else."""
        return PROCESSORS * 1000 / (self.server_ms + self.database_ms + self.own_ms)


class Run:
    """One server over one set of data."""

    def __init__(self, port: int, server: int, database: int | None, options: argparse.Namespace) -> None:
        self.port, self.server, self.database, self.options = port, server, database, options
        self.readers = [
            sign_in(port, f"p{number}", load_data.PASSWORD) for number in range(1, options.clients + 1)
        ]

    def measure(self, scene: Scene) -> Line:
        """Warm up, then count."""
        clients = [
            scene.requests(reader, random.Random(number), number)
            for number, reader in enumerate(self.readers[: scene.clients], start=1)
        ]
        warm = load(self.port, clients, WARM_UP)
        before = self._processor()
        result = load(self.port, clients, self.options.seconds)
        after = self._processor()
        used = [(b - a) / max(result.answers, 1) * 1000 for a, b in zip(before, after, strict=True)]
        line = Line(scene, result, *used)
        self.stored[scene.name] = line.counted + warm.statuses[scene.expected]
        return line

    @property
    def stored(self) -> dict[str, int]:
        """How many answers of each scene were as expected, the warming up included."""
        return self.__dict__.setdefault("_stored", {})

    def _processor(self) -> tuple[float, float]:
        database = processor_seconds(self.database) if self.database is not None else 0.0
        return processor_seconds(self.server), database


def facts() -> tuple[int, int, tuple[int, ...]]:
    """How many votes and ideas there are, and which ideas take votes."""
    statement = select(Suggestion.id).where(Suggestion.status.in_(VOTABLE)).order_by(Suggestion.id)
    found = (
        db.session.scalar(select(func.count()).select_from(Vote)) or 0,
        db.session.scalar(select(func.count()).select_from(Suggestion)) or 0,
        tuple(db.session.scalars(statement)),
    )
    db.session.remove()
    return found


@contextmanager
def prepared(rows: int, database_url: str, options: argparse.Namespace) -> Iterator[tuple[Path, Any]]:
    """A folder with the data, and the application to ask about it; gone afterwards, but for the copy to keep."""
    with tempfile.TemporaryDirectory(prefix="improve-load-") as temporary:
        folder = Path(temporary) / "instance"
        kept = Path(options.keep) / f"sqlite-{rows}" if options.keep and not database_url else None
        if kept is not None and kept.exists():
            shutil.copytree(kept, folder)
        app = create_app({"INSTANCE": str(folder)} | ({"DATABASE_URL": database_url} if database_url else {}))
        logging.getLogger("alembic").setLevel(logging.WARNING)
        with app.app_context():
            if kept is None or not kept.exists():
                start = time.perf_counter()
                votes = load_data.build(rows, options.clients)
                took = time.perf_counter() - start
                print(f"{rows:,} ideas with {votes:,} votes made in {took:.0f} s", file=sys.stderr)
            db.engine.dispose()
            if kept is not None and not kept.exists():
                shutil.copytree(folder, kept)
            yield folder, app
            db.session.remove()
            db.engine.dispose()


def measured(rows: int, kind: str, options: argparse.Namespace) -> dict[str, Line]:
    """Every scene at so many ideas; prints the memory, and what is missing of what was acknowledged."""
    with ExitStack() as stack:
        cluster = None
        if kind == "postgresql":
            servers.MEMORY_DISK = Path("/nowhere")  # its data are to be on the disk
            cluster = servers.start_postgresql()
            stack.callback(cluster.stop)
        url = cluster.url if cluster is not None else ""
        folder, _app = stack.enter_context(prepared(rows, url, options))
        votes, ideas, open_ids = facts()
        port, server = stack.enter_context(serving(folder, url, options.workers))
        run = Run(port, server, cluster.process.pid if cluster is not None else None, options)
        chosen = [
            scene for scene in scenes(open_ids) if not options.only or scene.name in (BARE, *options.only)
        ]
        lines = {scene.name: run.measure(scene) for scene in chosen}
        sizes = ", ".join(f"{all_of_it:.0f} MB ({own:.0f} its own)" for all_of_it, own in memory(server))
        print(f"{kind}, {rows:,} ideas: memory of each web process {sizes}")
        votes_after, ideas_after, _open = facts()
        print(
            f"{kind}, {rows:,} ideas: {run.stored.get('vote', 0):,} votes acknowledged, {votes_after - votes:,}"
            f" stored; {run.stored.get('submit', 0):,} ideas acknowledged, {ideas_after - ideas:,} stored"
        )
    return lines


def commits_a_second(seconds: float = 1.0) -> float:
    """How many durable writes the disk takes from SQLite alone, one after the other."""
    with tempfile.TemporaryDirectory(prefix="improve-load-") as folder:
        connection = sqlite3.connect(Path(folder) / "disk.db", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=wal",
            "PRAGMA synchronous=full",
            "CREATE TABLE one (number INT)",
        ):
            connection.execute(statement)
        done, end = 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            connection.execute("INSERT INTO one VALUES (1)")
            done += 1
        connection.close()
    return done / seconds


HEAD = (
    f"{'':<18}{'ideas':>9}{'a second':>10}{'wanted':>8}{'of bare':>9}{'median':>10}{'p95':>10}"
    f"{'server':>10}{'database':>10}{'client':>10}{'possible':>10}{'not as expected':>17}"
)


def table(kind: str, found: dict[int, dict[str, Line]]) -> None:
    """Print what was measured with one database."""
    print(f"\n{kind}\n{HEAD}")
    for name in next(iter(found.values())):
        for rows, lines in found.items():
            print(_row(rows, lines[name], lines[BARE]))
    if len(found) > 1:
        few, many = min(found), max(found)
        grown = (
            f"{name} {found[many][name].server_ms / found[few][name].server_ms:.2f}"
            for name in found[few]
            if name != BARE
        )
        print(f"processor time of the server at {many:,} ideas to that at {few:,}: {', '.join(grown)}")


def _row(rows: int, line: Line, bare: Line) -> str:
    result, wanted = line.result, line.scene.wanted
    return (
        f"{line.scene.name:<18}{rows:>9,}{line.counted / result.wall:>10.0f}{wanted or '':>8}"
        f"{line.counted / result.wall / bare.result.rate:>9.3f}"
        f"{result.median_ms:>7.1f} ms{result.p95_ms:>7.1f} ms{line.server_ms:>7.2f} ms{line.database_ms:>7.2f} ms"
        f"{line.own_ms:>7.2f} ms{line.possible:>10.0f}{result.answers - line.counted:>17}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 100_000], help="numbers of ideas")
    parser.add_argument("--only", nargs="+", default=[], help="kinds of requests, as the table names them")
    parser.add_argument("--seconds", type=float, default=8.0, help="for each kind of request; default 8")
    parser.add_argument("--clients", type=int, default=8, choices=range(1, 65), metavar="N", help="default 8")
    parser.add_argument("--workers", type=int, default=2, choices=range(1, 17), metavar="N", help="default 2")
    parser.add_argument("--keep", default="", help="a folder for the SQLite data, for another run")
    options = parser.parse_args()
    kinds = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    print(f"{commits_a_second():,.0f} commits a second is what this disk takes from SQLite alone")
    for kind in kinds:
        table(kind, {rows: measured(rows, kind, options) for rows in options.rows})


if __name__ == "__main__":
    main()
