"""A cheap, self-ending load generator: a few kept-alive connections of one process, answers read but not parsed.

It shares the machine with the server, so what it costs is what a browser's own work would not; the bare page
shows how much that is.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from math import nan
from statistics import median, quantiles
from urllib.parse import urlencode

LARGEST_READ = 1 << 18
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
GRACE = 30.0


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in."""

    cookie: str
    token: str

    def get(self, path: str, *headers: str) -> bytes:
        """The bytes of a request for a page."""
        lines = [f"GET {path} HTTP/1.1", *self._common(), *headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def post(self, path: str, fields: dict[str, str], *headers: str) -> bytes:
        """The bytes of a form that is sent, with the token of its page."""
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        lines = [f"POST {path} HTTP/1.1", *self._common(), *headers]
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    def _common(self) -> list[str]:
        return [
            "Host: 127.0.0.1",
            "Accept: text/html",
            "Accept-Language: zh-CN",
            *([f"Cookie: {self.cookie}"] if self.cookie else []),
        ]


STRANGER = Reader("", "")


def sign_in(port: int, login: str, password: str) -> Reader:
    """Sign in as a browser does."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    page, cookie = _page(connection, "/sign-in", "")
    body = urlencode({"csrf_token": _token(page), "login": login, "password": password})
    connection.request(
        "POST", "/sign-in", body, {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    )
    answer = connection.getresponse()
    answer.read()
    assert answer.status in (302, 303), answer.status
    signed_in = _cookie(answer.getheader("Set-Cookie"))
    page, again = _page(connection, "/suggestions/new", signed_in)
    connection.close()
    return Reader(again or signed_in, _token(page))


def _page(connection: HTTPConnection, path: str, cookie: str) -> tuple[str, str]:
    connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
    answer = connection.getresponse()
    text = answer.read().decode()
    assert answer.status == 200, (path, answer.status)
    return text, _cookie(answer.getheader("Set-Cookie"))


def _cookie(header: str | None) -> str:
    return (header or "").split(";")[0]


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@dataclass
class Result:
    """What came of it: answers by status, seconds each took, and what sending and reading cost this process."""

    statuses: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    wall: float = 0.0
    own_processor: float = 0.0

    @property
    def answers(self) -> int:
        return len(self.took)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.wall

    @property
    def median_ms(self) -> float:
        return median(self.took) * 1000 if self.took else nan

    @property
    def p95_ms(self) -> float:
        return quantiles(self.took, n=20)[-1] * 1000 if len(self.took) > 1 else nan


class _Connection:
    """One client: sends its next request as soon as it has read the answer."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=GRACE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests = requests
        self.sent = 0.0
        self.left = -1  # bytes of the answer that are still to come; -1: its head is not complete
        self.head = b""
        self.status = 0

    def send(self) -> bool:
        """Send the next request, if there is one."""
        request = next(self.requests, None)
        if request is None:
            return False
        self.sent, self.left, self.head = time.perf_counter(), -1, b""
        self.socket.sendall(request)
        return True

    def read(self) -> bool:
        """Read what is there; True when the answer is complete."""
        data = self.socket.recv(LARGEST_READ)
        if not data:
            raise ConnectionError("the server hung up")
        if self.left >= 0:
            self.left -= len(data)
            return self.left <= 0
        self.head += data
        end = self.head.find(b"\r\n\r\n")
        if end < 0:
            return False
        self.status = int(self.head[9:12])
        length = LENGTH.search(self.head, 0, end)
        assert length is not None, self.head[:end]
        self.left = int(length[1]) - (len(self.head) - end - 4)
        return self.left <= 0


def load(port: int, requests: list[Iterator[bytes]], seconds: float) -> Result:
    """Send the requests of each client over its own connection for so long, or until there are no more."""
    out, clients = Result(), [_Connection(port, own) for own in requests]
    begun, processor = time.perf_counter(), time.process_time()
    with selectors.DefaultSelector() as waiting:
        for client in clients:
            if client.send():
                waiting.register(client.socket, selectors.EVENT_READ, client)
        end = begun + seconds
        while waiting.get_map():
            ready = waiting.select(timeout=GRACE)
            if not ready:
                raise TimeoutError("the server does not answer")
            for key, _mask in ready:
                client = key.data
                if not client.read():
                    continue
                now = time.perf_counter()
                out.statuses[client.status] += 1
                out.took.append(now - client.sent)
                if now >= end or not client.send():
                    waiting.unregister(client.socket)
    out.wall, out.own_processor = time.perf_counter() - begun, time.process_time() - processor
    for client in clients:
        client.socket.close()
    return out
