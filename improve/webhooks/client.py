"""The one way out: a POST to an address that was checked.

The name is resolved once, every address that it has is checked, and the connection goes to one that was: whatever the
name leads to a moment later, it is not asked again. No redirect is followed, no proxy taken from the environment, and
of the answer only the beginning is read. The whole attempt has one deadline.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse

from flask import current_app

from improve.core import clock
from improve.core.text import unreadable
from improve.core.values import FieldError
from improve.webhooks import rules
from improve.webhooks.models import ANSWER_KEPT
from improve.webhooks.networks import Network, may_reach, networks_of
from improve.webhooks.values import Outcome, Problem, Target, target_of

DEADLINE = timedelta(seconds=15)
AGENT = "Improve-Webhooks/1"


class Failed(Exception):
    """There is no answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Limits:
    """What the settings allow."""

    networks: Sequence[Network]
    allows_http: bool
    ca_file: str | None


def limits() -> Limits:
    """As the installation has them."""
    config = current_app.config
    return Limits(
        networks_of(str(config["WEBHOOK_NETWORKS"])),
        bool(config["WEBHOOK_HTTP"]),
        str(config["WEBHOOK_CA_FILE"]) or None,
    )


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name. Numbers in other spellings (decimal, octal, hexadecimal) come back in the usual one."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def checked(target: Target, limit: Limits) -> list[str]:
    """The addresses of a target; raises `Failed` unless all of them may be reached."""
    if not target.is_secure and not limit.allows_http:
        raise Failed(Problem.NO_HTTP)
    try:
        found = resolve(target.host, target.port)
    except (OSError, UnicodeError) as error:
        raise Failed(Problem.NO_NAME) from error
    if not found:
        raise Failed(Problem.NO_NAME)
    if not all(may_reach(one, limit.networks) for one in found):
        raise Failed(Problem.CLOSED_NETWORK)
    return found


def post(url: str, body: bytes, headers: Mapping[str, str], *, deadline: timedelta = DEADLINE) -> Outcome:
    """Send, and tell what came of it; raises nothing."""
    begun = time.monotonic()
    try:
        limit, target = limits(), target_of(url)
        with _connected(target, checked(target, limit), limit, begun + deadline.total_seconds()) as way:
            way.request("POST", target.path, body, {**headers, **_own(target)})
            answer = way.getresponse()
            outcome = _outcome(answer, begun)
    except Failed as error:
        return Outcome(None, error.problem, _since(begun))
    except FieldError:
        return Outcome(None, Problem.NO_NAME, _since(begun))
    except ssl.SSLError:
        late = _since(begun) >= deadline
        return Outcome(None, Problem.TIMEOUT if late else Problem.CERTIFICATE, _since(begun))
    except (OSError, HTTPException, ValueError):
        late = _since(begun) >= deadline
        return Outcome(None, Problem.TIMEOUT if late else Problem.BROKEN, _since(begun))
    return outcome


def _own(target: Target) -> dict[str, str]:
    return {
        "Host": target.authority,
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _since(begun: float) -> timedelta:
    return timedelta(seconds=time.monotonic() - begun)


@contextmanager
def _connected(
    target: Target, addresses: Sequence[str], limit: Limits, until: float
) -> Iterator[HTTPConnection]:
    """A connection to the first of these addresses that answers; cut when the time is over."""
    plain = _socket(target, addresses, until)
    cut = threading.Timer(max(until - time.monotonic(), 0.001), _cut, (plain,))
    cut.daemon = True
    cut.start()
    held = plain
    try:
        if target.is_secure:
            trust = ssl.create_default_context(cafile=limit.ca_file)
            # The wrapped socket takes the descriptor over: from here on it is the one to cut.
            held = trust.wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)
            cut.args = (held,)
            held.do_handshake()
        way = HTTPConnection(target.host, target.port)
        way.auto_open = 0  # what is cut is not opened again, to an address that nobody checked
        way.sock = held
        yield way
    finally:
        cut.cancel()
        held.close()


def _socket(target: Target, addresses: Sequence[str], until: float) -> socket.socket:
    late = False
    for address in addresses:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, target.port), timeout=left)
        except TimeoutError:
            late = True
        except OSError:
            continue
    raise Failed(Problem.TIMEOUT if late or time.monotonic() >= until else Problem.REFUSED)


def _cut(held: socket.socket) -> None:
    with suppress(OSError):
        held.shutdown(socket.SHUT_RDWR)


def _outcome(answer: HTTPResponse, begun: float) -> Outcome:
    """The status counts, whether or not the text behind it arrives."""
    beginning = b""
    with suppress(OSError, HTTPException):
        beginning = answer.read(ANSWER_KEPT)
    wished = rules.wished_pause(answer.getheader("Retry-After"), clock.now())
    return Outcome(answer.status, None, _since(begun), readable(beginning), wished)


def readable(raw: bytes) -> str:
    """The beginning of an answer as text that can be stored and shown."""
    text = raw.decode("utf-8", "replace")
    if unreadable(text) is None:
        return text
    return "".join(one if one in "\n\t" or one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
