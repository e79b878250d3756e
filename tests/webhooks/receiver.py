"""Another system on this machine: it keeps what it gets and answers as the test says."""

from __future__ import annotations

import hmac
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from improve.core.db import db, is_writing, transaction
from improve.core.policy import SYSTEM
from improve.webhooks import service
from improve.webhooks.models import Endpoint
from improve.webhooks.values import EndpointData

HERE = "127.0.0.0/8"
SETTINGS = {"WEBHOOK_HTTP": True, "WEBHOOK_NETWORKS": HERE}
EVERYTHING = ("suggestion.submitted", "suggestion.withdrawn")


@dataclass(frozen=True)
class Got:
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def uid(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """`answers`: the status, text and headers of the next answers; 204 when there are none left."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    before: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def will(self, status: int, text: bytes = b"", **headers: str) -> None:
        self.answers.append((status, text, headers))


@contextmanager
def receiving() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kept.before()
            kept.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, text, headers = kept.answers.pop(0) if kept.answers else (204, b"", {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST

        def log_message(self, *_args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def verifies(got: Got, secret: str) -> bool:
    """What docs/webhooks.md tells the other system to do."""
    key = b64decode(secret.removeprefix("whsec_"))
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    ours = "v1," + b64encode(hmac.new(key, signed, "sha256").digest()).decode()
    return any(hmac.compare_digest(ours, one) for one in got.headers["webhook-signature"].split())


def add_endpoint(url: str, kinds: tuple[str, ...] = EVERYTHING, name: str = "Chat") -> tuple[int, str]:
    """An endpoint's number and its secret."""
    with transaction():
        endpoint, secret = service.add(EndpointData(name, url, kinds), by=SYSTEM)
        return endpoint.id, secret


def endpoint_of(endpoint_id: int) -> Endpoint:
    if not is_writing():
        db.session.rollback()
    return db.session.get_one(Endpoint, endpoint_id)
