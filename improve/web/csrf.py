"""CSRF protection of every cookie-authenticated POST; the token API takes no cookies and is exempt."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

protection = CSRFProtect()


def init_app(app: Flask) -> None:
    """Protect all views."""
    protection.init_app(app)
