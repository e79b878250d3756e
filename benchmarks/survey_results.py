"""How long the results of a survey take at ten thousand and at a million answers.

    python benchmarks/survey_results.py                        # SQLite and PostgreSQL, 10,000 and 1,000,000 answers
    python benchmarks/survey_results.py --database sqlite --rows 100000

Answers of a year with ten places, three channels and two languages; every tenth has a comment. Each answer is stored
with all its rows and counted in the roll-ups, as if it had been sent in. Prints the median server time of each page by
the clock on the wall and of the processor alone (of PostgreSQL beside it), its ratio to a bare Flask page, and that of
the wall to the smallest number of answers. PostgreSQL is a cluster of its own in a temporary folder on the disk, whose
statistics are gathered once after seeding, as a server's autovacuum does.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.load_server import processor_seconds  # noqa: E402
from benchmarks.suggestion_list import REPEATS, Took, bare, signed_in, timed  # noqa: E402
from benchmarks.survey_data import seed  # noqa: E402
from improve.app import create_app  # noqa: E402
from improve.core.db import db  # noqa: E402
from tests import servers  # noqa: E402

TODAY = datetime.now(UTC).date()
RESULTS = "/surveys/1/results"
PAGES = {
    "results": RESULTS,
    "results, by week": f"{RESULTS}?by=week",
    "results, by channel": f"{RESULTS}?split=channel",
    "one place": f"{RESULTS}?segment=place:place3",
    "three months": RESULTS + "?since={since}&until={until}",
    "one place, three months": RESULTS + "?segment=place:place3&since={since}&until={until}",
    "compare": f"{RESULTS}/compare",
    "place and time": f"{RESULTS}/times",
    "where people stop": f"{RESULTS}/drop-off",
    "weights": f"{RESULTS}/weights?split=channel&share1=1&share2=1&share3=1",
    "comments, page 200": f"{RESULTS}?page=200",
    "comments of detractors": f"{RESULTS}?group=low",
    "words and themes": "/surveys/1/comments",
    "codes of comments": "/surveys/1/codes",
    "the survey": "/surveys/1",
    "all surveys": "/surveys/",
    "start page": "/",
    "periods as CSV": f"{RESULTS}/periods.csv",
}
# Streamed: the time until the first rows are there.
STREAMS = {"answers as CSV, begin": "/surveys/1/answers.csv"}


@dataclass(frozen=True)
class Measured:
    """Medians of a page in milliseconds; `database` is the processor time of PostgreSQL."""

    took: Took
    database: float


def first_bytes(client: FlaskClient, path: str) -> Took:
    """The same as `timed` up to the first portion of a streamed answer."""
    walls, cpus = [], []
    for _ in range(REPEATS + 2):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(path, buffered=False)
        assert answer.status_code == 200, (path, answer.status_code)
        next(iter(answer.response))
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
        answer.close()
    return Took(median(walls[2:]), median(cpus[2:]))


def measured(count: int, kind: str) -> Iterator[tuple[str, Measured]]:
    """Page and time at `count` answers."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="improve-benchmark-"))
        cluster = None
        if kind == "postgresql":
            servers.MEMORY_DISK = Path("/nowhere")  # its data are to be on the disk
            cluster = servers.start_postgresql()
            stack.callback(cluster.stop)
        url = cluster.url if cluster is not None else ""
        app = create_app({"INSTANCE": folder} | ({"DATABASE_URL": url} if url else {}))
        logging.getLogger("alembic").setLevel(logging.WARNING)
        start = time.perf_counter()
        with app.app_context():
            seed(count)
        print(f"{kind}: {count:,} answers made in {time.perf_counter() - start:.0f} s", file=sys.stderr)
        client = signed_in(app)
        since, until = ((TODAY - timedelta(days=days)).isoformat() for days in (150, 90))
        spent = _spent(cluster)
        for name, path in {**PAGES, **STREAMS}.items():
            measure = first_bytes if name in STREAMS else timed
            took = measure(client, path.format(since=since, until=until))
            now = _spent(cluster)
            yield name, Measured(took, (now - spent) / (REPEATS + 2) * 1000)
            spent = now
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _spent(cluster: servers.Server | None) -> float:
    return 0.0 if cluster is None else processor_seconds(cluster.process.pid)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000], help="numbers of answers")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    options = parser.parse_args()
    floor = bare()
    print(f"bare Flask page: {floor.wall:.2f} ms, processor {floor.cpu:.2f} ms; medians of {REPEATS}\n")
    for kind in ("sqlite", "postgresql") if options.database == "both" else (options.database,):
        least: dict[str, Measured] = {}
        for count in sorted(options.rows):
            print(f"{'':<26}{'wall':>12}{'processor':>14}{'database':>13}{'x bare':>8}{'x least':>9}")
            for name, one in measured(count, kind):
                least.setdefault(name, one)
                print(
                    f"{name:<26}{one.took.wall:>9.1f} ms{one.took.cpu:>11.1f} ms{one.database:>10.1f} ms"
                    f"{(one.took.cpu + one.database) / floor.cpu:>8.0f}{one.took.wall / least[name].took.wall:>9.2f}",
                    flush=True,
                )
            print()


if __name__ == "__main__":
    main()
