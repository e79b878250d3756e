"""Parts of pages that are made once: the same inputs make the same HTML.

`kept("suggestions/_row_kept.html", "row", row, step)` calls a macro. It is imported without the context of the page,
so that it depends on nothing but its inputs and what the key holds besides: language, time zone and day. A guard
(tests/architecture) sees to it that such a template asks for nothing of the request or the reader. Inputs are values
(frozen, hashable): a changed idea is another input, so nothing is ever out of date and nothing has to be forgotten.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from functools import lru_cache
from secrets import token_hex
from typing import Any

from flask import Flask, current_app, g
from flask_wtf.csrf import generate_csrf
from jinja2 import Environment
from markupsafe import Markup

from improve.core import clock
from improve.web.i18n import choose_time_zone, current_language

MOST = 4_096  # of about 2 kB each
MOST_WHOLE = 64  # of about 50 kB each
# Nobody can write it into an idea: it is another one in each process, and never leaves it.
TOKEN_PLACE = f"token-{token_hex(16)}"


def kept(template: str, macro: str, *inputs: Hashable) -> Markup:
    """What a macro makes of its inputs; its icons join those of the page."""
    return _joined(_kept, template, macro, inputs)


def kept_whole(template: str, macro: str, *inputs: Hashable) -> Markup:
    """The same for a whole list, of which fewer are kept: who opens the same list with the same votes shares it."""
    return _joined(_kept_whole, template, macro, inputs)


def _joined(keep: Any, template: str, macro: str, inputs: tuple[Hashable, ...]) -> Markup:
    environment: Environment = current_app.jinja_env
    zone = choose_time_zone()
    make = _made if environment.auto_reload else keep
    html, icons = make(environment, template, macro, current_language(), zone, clock.today(zone), inputs)
    g.setdefault("icons", {}).update(icons)
    made: Markup = html
    return made


def _made(
    environment: Environment,
    template: str,
    macro: str,
    _language: str,
    _zone: str,
    _today: date,
    inputs: tuple[Hashable, ...],
) -> tuple[Markup, dict[str, bool]]:
    of_page = g.get("icons", {})
    g.icons = {}
    try:
        html: Markup = getattr(environment.get_template(template).module, macro)(*inputs)
        return html, g.icons
    finally:
        g.icons = of_page


_kept = lru_cache(maxsize=MOST)(_made)
_kept_whole = lru_cache(maxsize=MOST_WHOLE)(_made)


def with_token(html: Markup) -> Markup:
    """A kept part with the reader's CSRF token where it has its place."""
    return html.replace(TOKEN_PLACE, generate_csrf())


def init_app(app: Flask) -> None:
    """Let templates use it."""
    app.jinja_env.globals.update(kept=kept, kept_whole=kept_whole, token_place=TOKEN_PLACE)
    app.jinja_env.filters["with_token"] = with_token
