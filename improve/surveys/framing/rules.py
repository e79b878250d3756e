"""Which sites may be listed, and how they are written."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _l

LONGEST_SITE = 200
MOST_SITES = 20
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
NO_SITE = _l("“%(line)s” is no site. Write it as https://www.example.com, without a path.")


def origins_of(text: str) -> list[str]:
    """The origins written one a line, each once and as browsers write them; `Invalid` at "sites"."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found = list(dict.fromkeys(_origin(line) for line in lines))
    if len(found) > MOST_SITES:
        raise Invalid.field("sites", _l("At most %(most)s entries fit.", most=MOST_SITES))
    return sorted(found)


def _origin(line: str) -> str:
    problem: LazyText = NO_SITE % {"line": line[:60]}
    try:
        parts = urlsplit(line)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError) as error:
        raise Invalid.field("sites", problem) from error
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment and "@" not in parts.netloc
    if parts.scheme not in ("http", "https") or not is_bare or not _HOST.fullmatch(host):
        raise Invalid.field("sites", problem)
    usual = {"http": 80, "https": 443}[parts.scheme]
    origin = f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")
    if len(origin) > LONGEST_SITE:
        raise Invalid.field("sites", problem)
    return origin
