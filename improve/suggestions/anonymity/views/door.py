"""What the pages of the box share: its session, its throttles, and how a code opens a page.

Nothing here asks who is signed in: below this address the session of an account is not even opened.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address
from typing import ParamSpec

from flask import Response, current_app, make_response, request, session
from flask.typing import ResponseReturnValue

from improve.core import clock
from improve.suggestions.anonymity import throttle
from improve.suggestions.anonymity.models import Claim, Letter
from improve.suggestions.anonymity.queries import claim_of, idea_letter_of
from improve.web.access import public

P = ParamSpec("P")
REASON = "unnamed authors have no account, and nothing here may know one"
THROTTLES = "improve.suggestions.box"
CLAIM, UNTIL = "claim", "until"
IDLE_MINUTES = 30


def open_to_all(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """A page of the box: public, and kept by no cache."""

    @public(REASON)
    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        response.headers["Cache-Control"] = "no-store"
        return response

    return wrapped


def throttles() -> tuple[throttle.Throttle, throttle.Throttle]:
    """(for opening with a code, for handing in), of this process."""
    found: tuple[throttle.Throttle, throttle.Throttle] = current_app.extensions.setdefault(
        THROTTLES, (throttle.Throttle(throttle.OPENING), throttle.Throttle(throttle.HANDING_IN))
    )
    return found


def network() -> str:
    """What counts as one address: of IPv6 the half that a customer gets as a whole."""
    try:
        found = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(IPv6Address(int(found) >> 64 << 64))
    return str(found)


def remember(code_hash: str) -> None:
    """Keep the page of a code open in this browser."""
    session[CLAIM] = code_hash
    session[UNTIL] = int(clock.now().timestamp()) + IDLE_MINUTES * 60


def remembered() -> str | None:
    """The hash of the code that is open in this browser; its time begins anew."""
    code_hash, until = session.get(CLAIM), session.get(UNTIL)
    if not isinstance(code_hash, str) or not isinstance(until, int) or clock.now().timestamp() > until:
        forget()
        return None
    remember(code_hash)
    return code_hash


def forget() -> None:
    """Close the page of the code."""
    session.pop(CLAIM, None)
    session.pop(UNTIL, None)


def behind(code_hash: str) -> Claim | Letter | None:
    """What a code opens: the idea, or the letter while it is in the box."""
    return claim_of(code_hash) or idea_letter_of(code_hash)
