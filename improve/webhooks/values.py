"""What is typed, with its limits, and what became of an attempt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from improve.core.messages import LazyText, _l
from improve.core.values import Constraint, Day, FieldError, Line, Many
from improve.webhooks.models import LONGEST_ADDRESS, LONGEST_CODE, LONGEST_NAME

MOST_KINDS = 100
# Beyond 80 and 443 only ports on which anybody may listen: no mail, no remote shell.
FIRST_FREE_PORT = 1024
WEB_PORTS = (80, 443)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


class Problem(StrEnum):
    """Why an attempt has no answer."""

    NO_NAME = "no_name"
    CLOSED_NETWORK = "closed_network"
    NO_HTTP = "no_http"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    TIMEOUT = "timeout"
    BROKEN = "broken"


@dataclass(frozen=True)
class Outcome:
    """An attempt: the answer's status, or the problem; how long it took; how the answer begins, what it wishes."""

    status: int | None
    problem: Problem | None
    duration: timedelta
    answer: str = ""
    wished: timedelta | None = None


@dataclass(frozen=True)
class Target:
    """An address in its parts; `host` as the resolver and the certificate have it, `path` with its query."""

    is_secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_secure else 80) else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{'https' if self.is_secure else 'http'}://{self.authority}{self.path}"


def target_of(url: str) -> Target:
    """The parts of an address; raises `FieldError` with the sentence for whoever typed it."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise FieldError(_NO_ADDRESS) from error
    if parts.scheme not in ("http", "https") or not host or "\\" in url:
        raise FieldError(_NO_ADDRESS)
    if "@" in parts.netloc or parts.fragment:
        raise FieldError(_l("Name and password or a part after # cannot stand in the address."))
    is_secure = parts.scheme == "https"
    port = port if port is not None else (443 if is_secure else 80)
    if port not in WEB_PORTS and port < FIRST_FREE_PORT:
        raise FieldError(_l("The port must be 80, 443, or 1024 and above."))
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return Target(is_secure, _host(host), port, f"{path}?{query}" if query else path)


def _host(host: str) -> str:
    if ":" in host:
        return host.lower()
    try:
        name = host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError as error:
        raise FieldError(_NO_ADDRESS) from error
    if not name or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise FieldError(_NO_ADDRESS)
    return name


_NO_ADDRESS: LazyText = _l("Please give a full address such as https://example.org/hooks/improve.")


@dataclass(frozen=True)
class HookAddress(Constraint):
    """An address to send to, in its canonical spelling."""

    def check(self, raw: Any) -> str:
        url = target_of(Line(LONGEST_ADDRESS).check(raw)).url
        if len(url) > LONGEST_ADDRESS:
            raise FieldError(_l("At most %(most)s characters fit.", most=LONGEST_ADDRESS))
        return url

    def attributes(self) -> dict[str, Any]:
        return {"maxlength": LONGEST_ADDRESS}

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uri", "maxLength": LONGEST_ADDRESS}


@dataclass(frozen=True)
class EndpointData:
    """An endpoint as it is added and changed."""

    name: Annotated[str, Line(LONGEST_NAME)]
    url: Annotated[str, HookAddress()]
    kinds: Annotated[tuple[str, ...], Many(Line(LONGEST_CODE), MOST_KINDS)] = ()


@dataclass(frozen=True)
class Period:
    """Days of the company, both included."""

    since: Annotated[date, Day()]
    until: Annotated[date, Day()]
