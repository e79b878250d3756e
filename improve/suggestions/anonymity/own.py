"""The mark of one's own idea in a browser: whoever entered its code there does not vote for it from there.

A cookie that the browser sends to the address of that one idea and to no other. It holds nothing, the server
stores nothing of it, and it is gone with the browser's session or when the page of the code is closed. More cannot be
checked without knowing who the author is, and the page says so.
"""

from __future__ import annotations

from flask import Response, current_app, request, url_for

from improve.core.errors import Refused
from improve.core.messages import _l

COOKIE = "improve_own"


def own_path(suggestion_id: int) -> str:
    """The address below which the mark of one's own idea is sent along."""
    return url_for("suggestions.show", suggestion_id=suggestion_id)


def mark_own(response: Response, suggestion_id: int) -> None:
    """Let this browser not vote for the idea, until it is closed. The mark goes to no other address."""
    response.set_cookie(
        COOKIE,
        "1",
        path=own_path(suggestion_id),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def unmark_own(response: Response, suggestion_id: int) -> None:
    """Leave no trace on the device."""
    response.delete_cookie(COOKIE, path=own_path(suggestion_id))


def is_marked_own() -> bool:
    """Was the code of the idea at this address entered in this browser?"""
    return COOKIE in request.cookies


def check_not_own() -> None:
    """Refuse a vote from a browser in which the code of the idea was entered."""
    if is_marked_own():
        raise Refused(_l("The code of this idea was entered on this device. Only others can back it."))
