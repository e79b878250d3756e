"""Templates: undefined names fail, icons are cut to the page, dates and numbers speak the reader's language."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.local import LocalProxy

from improve.core import clock
from improve.core.messages import LazyText, _, _n, _p
from improve.core.policy import allows
from improve.core.text import excerpt
from improve.web.access import current_actor
from improve.web.assets import icon_symbols
from improve.web.features import contributed, navigation_for
from improve.web.formatting import (
    day,
    day_short,
    due_state,
    file_size,
    in_words,
    initials,
    instant,
    lang_of,
    money,
    number,
    percent,
    signed,
    time_tag,
    today_or_day,
    weekday,
)
from improve.web.fragments import kept
from improve.web.i18n import OWN_NAMES, TAGS, choose_time_zone, current_language
from improve.web.navigation import NavItem
from improve.web.tables import page_url, url_with


def init_app(app: Flask) -> None:
    """Install filters, globals and the context of every page."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=_,
        _n=_n,
        _p=_p,
        icon=icon,
        icon_sprite=icon_sprite,
        contributed=_contributed,
        is_htmx=is_htmx,
        page_url=page_url,
        quick_menu=quick_menu,
        side_menu=side_menu,
        url_with=url_with,
    )
    app.jinja_env.filters.update(
        day=day,
        day_short=day_short,
        instant=instant,
        number=number,
        file_size=file_size,
        signed=signed,
        percent=percent,
        money=money,
        initials=initials,
        excerpt=excerpt,
        lang_of=lang_of,
        time_tag=time_tag,
        in_words=in_words,
        today_or_day=today_or_day,
        due_state=due_state,
        weekday=weekday,
        stored_text=LazyText.from_json,
        iso=lambda value: value.isoformat(),
    )
    app.context_processor(_page_context)


def _contributed(slot: str) -> list[Any]:
    return contributed(current_app, slot)


def _page_context() -> dict[str, Any]:
    actor = current_actor()
    language = current_language()
    other = "en" if language == "zh_Hans" else "zh_Hans"
    return {
        "actor": actor,
        "language": language,
        "language_tag": TAGS[language],
        "other_language": (TAGS[other], OWN_NAMES[other]),
        "theme": actor.theme if actor.theme in ("light", "dark") else "auto",
        "navigation": LocalProxy(_navigation),
        "now": clock.now(),
        "today": clock.today(choose_time_zone()),
        "company": contributed(current_app, "company")[0]() if contributed(current_app, "company") else None,
        "unread": LocalProxy(_unread),
    }


# What only whole pages show is asked when a template first reads it, once a request; a part of a page, such as a
# vote button, does not pay for it.


def _navigation() -> list[NavItem]:
    found: list[NavItem] | None = g.get("navigation")
    if found is None:
        actor = current_actor()
        found = navigation_for(current_app, actor, allows) if actor.actor_id is not None else []
        g.navigation = found
    return found


def side_menu() -> Markup:
    """The entries of the menu, with what waits."""
    actor, navigation = current_actor(), _navigation()
    items = tuple(item for item in navigation if item.place == "menu")
    waiting = tuple(item.waiting(actor) if item.waiting else 0 for item in items)
    named = tuple(page for item in navigation for page in item.pages)
    return kept("components/menu_kept.html", "entries", items, waiting, request.endpoint, named)


def quick_menu() -> Markup:
    """The entries of the bar on phones."""
    numbered = [(item.tab, item) for item in _navigation() if item.tab is not None]
    items = tuple(item for _tab, item in sorted(numbered, key=itemgetter(0)))
    return kept("components/menu_kept.html", "tabs", items, request.endpoint)


def _unread() -> int:
    found: int | None = g.get("unread")
    if found is None:
        actor = current_actor()
        counters = contributed(current_app, "unread")
        found = sum(count(actor) for count in counters) if actor.actor_id is not None else 0
        g.unread = found
    return found


def icon(name: str, label: str | None = None, css: str = "") -> Markup:
    """A Bootstrap icon; with a label it is a picture of its own, else it decorates the word beside it."""
    g.setdefault("icons", {})[name] = True
    return _icon(name, str(label) if label else None, css)


@lru_cache(maxsize=1024)
def _icon(name: str, label: str | None, css: str) -> Markup:
    if name not in icon_symbols():
        raise LookupError(f"there is no icon {name}")
    described = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="{}" {}><use href="#i-{}"/></svg>').format(f"i {css}".strip(), described, name)


def icon_sprite() -> Markup:
    """The symbols of the icons this page used; stands at the end of the body."""
    return _sprite(tuple(sorted(g.get("icons", {}))))


@lru_cache(maxsize=256)
def _sprite(names: tuple[str, ...]) -> Markup:
    symbols = Markup("").join(
        Markup('<symbol id="i-{}" viewBox="0 0 16 16">{}</symbol>').format(name, Markup(icon_symbols()[name]))  # noqa: S704  (from the wheel)
        for name in names
    )
    return Markup('<svg class="d-none" aria-hidden="true">{}</svg>').format(symbols)


def is_htmx() -> bool:
    """Does a script ask for a part of the page?"""
    return request.headers.get("HX-Request") == "true"


def partial_or_redirect(template: str, location: str, **context: Any) -> ResponseReturnValue:
    """The changed part for a script, a redirect for everybody else."""
    if is_htmx():
        return render_template(template, **context)
    return "", 303, {"Location": location}
