"""What the demonstration puts on pages of others."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from improve.core.policy import allows
from improve.demo import door, service
from improve.demo.policy import COMPANY, Permission
from improve.web.access import current_actor


def banner() -> Markup | str:
    """Above every page while the demonstration is loaded."""
    if not service.is_loaded():
        return ""
    may_begin = allows(current_actor(), Permission.BEGIN_COMPANY, COMPANY)
    page = render_template("demo/_banner.html", may_begin=may_begin, is_public=door.is_public())
    return Markup(page)  # noqa: S704  (a template of ours)


def below_sign_in() -> Markup | None:
    """The sign-ins, for whom they are meant."""
    if not door.is_open():
        return None
    page = render_template("demo/_sign_ins.html", sign_ins=service.sign_ins(), is_public=door.is_public())
    return Markup(page)  # noqa: S704  (a template of ours)
