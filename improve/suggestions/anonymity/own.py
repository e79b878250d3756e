"""The mark of one's own idea in a browser: whoever entered its code there does not vote for it from there.

A cookie that the browser sends to the address of that one idea and to no other. It holds nothing, the server
stores nothing of it, and it is gone with the browser's session or when the page of the code is closed. More cannot be
checked without knowing who the author is, and the page says so.
"""

from __future__ import annotations

from flask import Response, current_app, request, url_for

from improve.core.errors import Refused
from improve.core.messages import _l
from improve.suggestions.merging.queries import one_idea

COOKIE = "improve_own"


def own_path(suggestion_id: int) -> str:
    """The address below which the mark of one's own idea is sent along."""
    return url_for("suggestions.show", suggestion_id=suggestion_id)


def _own_paths(suggestion_id: int) -> list[str]:
    """The idea's, and that of the one it is part of."""
    return [own_path(number) for number in sorted({suggestion_id, one_idea(suggestion_id)})]


def mark_own(response: Response, suggestion_id: int) -> None:
    """Let this browser not vote for the idea, until it is closed. The mark goes to no other address."""
    for path in _own_paths(suggestion_id):
        response.set_cookie(
            COOKIE,
            "1",
            path=path,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )


def unmark_own(response: Response, suggestion_id: int) -> None:
    """Leave no trace on the device."""
    for path in _own_paths(suggestion_id):
        response.delete_cookie(COOKIE, path=path)


def is_marked_own() -> bool:
    """Was the code of the idea at this address entered in this browser?"""
    return COOKIE in request.cookies


def check_not_own() -> None:
    """Refuse a vote from a browser in which the code of the idea was entered."""
    if is_marked_own():
        raise Refused(_l("The code of this idea was entered on this device. Only others can back it."))
