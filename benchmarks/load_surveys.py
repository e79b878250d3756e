"""How many whole answers to a survey a second: 8 and 32 clients, two web processes, 100,000 answers present.

    python benchmarks/load_surveys.py                                   # SQLite and PostgreSQL
    python benchmarks/load_surveys.py --database sqlite --seconds 4 --clients 8 --kill

A whole answer is the page, read and sent in with its nonce: GET and POST for one page, GET and two POSTs for two pages,
of which the first is kept. Beside it stands a bare Flask page on the same server in the same run. Every acknowledged
answer came with a receipt; afterwards each receipt is looked up. With `--kill` nothing is timed: all processes of the
server are killed by their ids, again and again while answers are sent, and started anew; of PostgreSQL one process is,
too, after which it ends all others and recovers. What was acknowledged must be there all the same.
"""

from __future__ import annotations

import argparse
import html
import os
import random
import re
import secrets
import signal
import socket
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import insert, select  # noqa: E402

from benchmarks.load import commits_a_second  # noqa: E402
from benchmarks.load_server import (  # noqa: E402
    family,
    free_port,
    killed,
    processor_seconds,
    serving,
    started,
)
from improve.app import create_app  # noqa: E402
from improve.core.db import db, transaction  # noqa: E402
from improve.core.localized import Localized  # noqa: E402
from improve.core.policy import SYSTEM  # noqa: E402
from improve.operations import migrations  # noqa: E402
from improve.surveys import service  # noqa: E402
from improve.surveys.models import Answer, Response, Survey  # noqa: E402
from improve.surveys.queries import company_today, published_version  # noqa: E402
from improve.surveys.sittings.service import hash_of  # noqa: E402
from improve.surveys.values.settings import NewSurvey  # noqa: E402
from tests import servers  # noqa: E402

TITLE = Localized(en="Repair visit", zh_Hans="上门维修")
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
PROCESSORS = os.cpu_count() or 1
WANTED = 300
FORM = "Content-Type: application/x-www-form-urlencoded"


@dataclass
class Found:
    """What came of a run."""

    receipts: list[str] = field(default_factory=list)
    pages: int = 0
    broken: int = 0
    wall: float = 0.0
    own: float = 0.0


class Unanswered(Exception):
    """The server says that it could not: nothing was acknowledged."""


class Talk:
    """One client on a kept connection: each request may depend on the answer before."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, str, str]:
        """Status, address that is sent to, and text. Raises `OSError` when the server hangs up."""
        head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Language: en"]
        if body:
            head += [FORM, f"Content-Length: {len(body)}"]
        self.socket.sendall(("\r\n".join(head) + "\r\n\r\n").encode() + body)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        top, _gap, text = data.partition(b"\r\n\r\n")
        lines = top.decode().split("\r\n")
        headers = {name.lower(): value for name, _gap, value in (line.partition(": ") for line in lines[1:])}
        while len(text) < int(headers.get("content-length", 0)):
            text += self._more()
        return int(lines[0][9:12]), headers.get("location", ""), text.decode()

    def _more(self) -> bytes:
        data = self.socket.recv(1 << 16)
        if not data:
            raise ConnectionError("the server hung up")
        return data


def whole(talk: Talk, address: str, dice: random.Random) -> str:
    """One whole answer; its receipt."""
    _status, _to, page = talk.ask("GET", address)
    fields = {"q_nps": str(dice.randrange(11)), "go": "next"}
    while True:
        hidden = {name: html.unescape(value) for name, value in FIELD.findall(page)}
        sent = urlencode({**hidden, **fields}).encode()
        status, to, page = talk.ask("POST", address, sent)
        if status == 303:
            return parse_qs(urlsplit(to).query)["receipt"][0]
        if status != 200:
            raise Unanswered(f"{status}: {page[:200]}")
        fields = {"q_why": "The technician came on time 师傅很准时", "go": "send"}


def _bare(talk: Talk, _address: str, _dice: random.Random) -> str:
    talk.ask("GET", "/bare/")
    return ""


def run(port: int, clients: int, seconds: float, address: str, ended: threading.Event | None = None) -> Found:
    """So many clients for so long or until it is `ended`, each as fast as it is answered; an empty address asks for the
    bare page."""
    found, lock = Found(), threading.Lock()
    begun, own = time.perf_counter(), time.process_time()

    def client(number: int) -> None:
        dice, kept, broken = random.Random(number), [], 0
        talk: Talk | None = None
        while time.perf_counter() < begun + seconds and not (ended and ended.is_set()):
            try:
                talk = talk or Talk(port)
                kept.append((whole if address else _bare)(talk, address, dice))
            except (OSError, Unanswered):
                talk, broken = None, broken + 1
                time.sleep(0.02)
        with lock:
            found.receipts += kept
            found.broken += broken

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.wall, found.own = time.perf_counter() - begun, time.process_time() - own
    return found


def prepare(rows: int) -> dict[str, str]:
    """Surveys of one and of two pages, the first with so many answers; their addresses by name."""
    migrations.upgrade()
    out = {}
    for name, starter in (("one page", "transaction"), ("two pages", "relationship")):
        with transaction():
            survey = service.create(NewSurvey("relationship", TITLE, "all", None), by=SYSTEM)
            if name == "one page":
                service.remove_question(survey, "why", by=SYSTEM)
            service.publish_survey(survey, by=SYSTEM)
        out[name] = f"/s/{survey.public_id}"
        _fill(survey, rows, random.Random(starter))
    return out


def _fill(survey: Survey, rows: int, dice: random.Random) -> None:
    version = published_version(survey)
    assert version is not None
    survey_id, version_id, today = survey.id, version.id, company_today()
    for start in range(0, rows, 10_000):
        responses: list[dict[str, Any]] = []
        for _ in range(min(10_000, rows - start)):
            day = today - timedelta(days=dice.randrange(700))
            responses.append(
                {"id": secrets.randbits(62), "survey_id": survey_id, "version_id": version_id, "day": day}
                | {"language": "en", "receipt_hash": secrets.token_hex(32)}
            )
        answers = [
            {"response_id": one["id"], "question_code": "nps", "survey_id": survey_id, "day": one["day"]}
            | {"value": str(dice.randrange(11)), "text": None}
            for one in responses
        ]
        with transaction() as session:
            session.execute(insert(Response), responses)
            session.execute(insert(Answer), answers)


def lost(receipts: list[str]) -> int:
    """How many of the acknowledged answers are not there."""
    hashes, there = [hash_of(receipt) for receipt in receipts], 0
    for start in range(0, len(hashes), 500):
        part = hashes[start : start + 500]
        there += len(db.session.scalars(select(Response.id).where(Response.receipt_hash.in_(part))).all())
    db.session.remove()
    return len(hashes) - there


def measured(kind: str, options: argparse.Namespace) -> None:
    """Print the table of one database."""
    with ExitStack() as stack:
        cluster = None
        if kind == "postgresql":
            servers.MEMORY_DISK = Path("/nowhere")  # its data are to be on the disk
            cluster = servers.start_postgresql()
            stack.callback(cluster.stop)
        url = cluster.url if cluster is not None else ""
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="improve-load-"))) / "instance"
        app = create_app({"INSTANCE": str(folder)} | ({"DATABASE_URL": url} if url else {}))
        stack.enter_context(app.app_context())
        addresses = {"bare page": "", **prepare(options.rows)}
        db.session.remove()
        db.engine.dispose()
        database = cluster.process.pid if cluster is not None else None
        if options.kill:
            for clients in options.clients:
                for name, address in addresses.items():
                    if address:
                        print(f"{kind:<11}{name:<10}{clients:>3} clients", end=" ")
                        killed_meanwhile(
                            folder, url, options, clients=clients, address=address, database=database
                        )
            return
        port, server = stack.enter_context(serving(folder, url, options.workers))
        for clients in options.clients:
            bare = 0.0
            for name, address in addresses.items():
                run(port, clients, 1.0, address)
                before = _used(server, database)
                found = run(port, clients, options.seconds, address)
                used = [b - a for a, b in zip(before, _used(server, database), strict=True)]
                rate = len(found.receipts) / found.wall
                bare = bare or rate or 1.0
                each = 1000 / max(len(found.receipts), 1)
                possible = PROCESSORS * 1000 / ((sum(used) + found.own) * each)
                print(
                    f"{kind:<11}{name:<10}{clients:>3} clients {rate:>7.0f}/s  of bare {rate / bare:.3f}  server"
                    f" {used[0] * each:5.2f} ms  database {used[1] * each:5.2f} ms  client {found.own * each:5.2f}"
                    f" ms  possible {possible:6.0f}/s"
                    + (
                        f"  acknowledged {len(found.receipts)}, lost {lost(found.receipts)}"
                        if address
                        else ""
                    )
                )


def killed_meanwhile(
    folder: Path,
    url: str,
    options: argparse.Namespace,
    *,
    clients: int,
    address: str,
    database: int | None,
) -> None:
    """Kill all of the server `--kills` times while answers are sent; print how many were acknowledged and lost."""
    port, found = free_port(), list[Found]()
    server = started(folder, url, options.workers, port)
    ended = threading.Event()
    load = threading.Thread(target=lambda: found.append(run(port, clients, 3600.0, address, ended)))
    load.start()
    processes = 0
    try:
        for number in range(options.kills):
            time.sleep(options.seconds)
            if database is not None and number % 2:
                with suppress(ProcessLookupError, IndexError):
                    os.kill(family(database)[-1], signal.SIGKILL)
                time.sleep(1.0)
            processes += killed(server)
            server = started(folder, url, options.workers, port)
        time.sleep(options.seconds / 2)
    finally:
        ended.set()
        load.join()
        killed(server)
    receipts = found[0].receipts
    print(
        f"killed {options.kills} times ({processes} processes), broken off {found[0].broken},"
        f" acknowledged {len(receipts)}, lost {lost(receipts)}"
    )


def _used(server: int, database: int | None) -> tuple[float, float]:
    return processor_seconds(server), processor_seconds(database) if database is not None else 0.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--rows", type=int, default=100_000, help="answers present; default 100,000")
    parser.add_argument("--seconds", type=float, default=6.0, help="for each line; default 6")
    parser.add_argument("--clients", type=int, nargs="+", default=[8, 32])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill", action="store_true", help="kill the server instead of timing it")
    parser.add_argument("--kills", type=int, default=4, help="how often; default 4")
    options = parser.parse_args()
    print(
        f"{commits_a_second():,.0f} commits a second is what this disk takes from SQLite alone; wanted {WANTED}/s"
    )
    for kind in ("sqlite", "postgresql") if options.database == "both" else (options.database,):
        measured(kind, options)


if __name__ == "__main__":
    main()
