"""The box has a session of its own, in a cookie that goes nowhere else.

Requests below `/suggestions/box` never open the session of an account: the cookie that a browser may send along is
not read, so nothing that happens there can know, log or store who is signed in. The box's cookie holds a token
against forged forms and the hash of the code that was entered, until the browser is closed.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, Response
from flask import request as current
from flask.sessions import SecureCookieSessionInterface, SessionInterface, SessionMixin

PREFIX = "/suggestions/box"
COOKIE = "improve_box"


class BoxSession(SecureCookieSessionInterface):
    """A signed cookie of the box alone."""

    salt = "improve-box"

    def get_cookie_name(self, app: Flask) -> str:
        return COOKIE

    def get_cookie_path(self, app: Flask) -> str:
        return super().get_cookie_path(app).rstrip("/") + PREFIX

    def get_cookie_samesite(self, app: Flask) -> str:
        return "Strict"


class DividedSession(SessionInterface):
    """Which of two sessions a request has is told by its path."""

    def __init__(self, of_accounts: SessionInterface) -> None:
        self.of_accounts = of_accounts
        self.of_box = BoxSession()

    def _of(self, request: Request) -> SessionInterface:
        return self.of_box if is_box(request.path) else self.of_accounts

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        return self._of(request).open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        self._of(current).save_session(app, session, response)

    def make_null_session(self, app: Flask) -> Any:
        return self.of_accounts.make_null_session(app)


def is_box(path: str) -> bool:
    """Is this an address of the box?"""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def init_app(app: Flask) -> None:
    """Divide the sessions."""
    app.session_interface = DividedSession(app.session_interface)
