"""The scripts of every page that hand in what the device has kept."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from improve.core.policy import allows
from improve.suggestions.policy import Permission
from improve.web.access import current_actor


def scripts() -> Markup:
    """For who can hand in ideas; others have kept none."""
    if not allows(current_actor(), Permission.SUBMIT):
        return Markup()
    return Markup(render_template("suggestions/_device.html"))  # noqa: S704  (our own template, escaped there)
