"""Languages: which one, and how dates and numbers look in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, current_app, g, has_request_context, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel, refresh

from improve.core.localized import LANGUAGES
from improve.web.access import LANGUAGE, TIME_ZONE, current_actor, public
from improve.web.features import contributed
from improve.web.navigation import safe_next

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
TAGS = {"zh_Hans": "zh-Hans", "en": "en"}
OWN_NAMES = {"zh_Hans": "中文", "en": "English"}
COOKIE = "improve_language"
_TRADITIONAL = ("tw", "hk", "mo", "hant")

# Slots. `defaults`: callable() -> mapping with the company's "language" and "time_zone", which come before the
# deployment's. `language.chosen`: callable(language), called when somebody switches.
DEFAULTS = "defaults"
CHOSEN = "language.chosen"
# What a visitor switched to, for the sign-in that follows.
CHOSEN_IN_SESSION = "language_chosen"

babel = Babel()
blueprint = Blueprint("i18n", __name__)


def language_of(tag: str) -> str | None:
    """Our language for a BCP 47 tag; any Chinese but the traditional ones is `zh_Hans`."""
    parts = tag.replace("_", "-").lower().split("-")
    if parts[0] == "zh":
        return None if any(part in _TRADITIONAL for part in parts[1:]) and "hans" not in parts else "zh_Hans"
    return "en" if parts[0] == "en" else None


def _default(name: str, setting: str) -> str:
    """The company's choice, else the deployment's setting. Asked for every date, so it is kept for the request."""
    if "company_defaults" not in g:
        merged: dict[str, str] = {}
        for fill in contributed(current_app, DEFAULTS):
            found: Mapping[str, str] = fill()
            merged |= found
        g.company_defaults = merged
    return g.company_defaults.get(name) or str(current_app.config[setting])


def forget_defaults() -> None:
    """Ask again: after the company's choice changed."""
    g.pop("company_defaults", None)
    forget_reader()


def default_language() -> str:
    """The language where nobody's choice is known."""
    return _default("language", "DEFAULT_LANGUAGE")


def default_time_zone() -> str:
    """The company's time zone."""
    return _default("time_zone", "TIME_ZONE")


def choose_language() -> str:
    """The forced language of this moment, the person's choice, the visitor's cookie, the browser's wish, the default."""
    forced = g.get("language")
    if forced in LANGUAGES:
        return str(forced)
    chosen = current_actor().language
    if chosen in LANGUAGES:
        return str(chosen)
    return (_wish_of_browser() if has_request_context() else None) or default_language()


def _wish_of_browser() -> str | None:
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    wished = (language_of(tag) for tag, _quality in request.accept_languages)
    return next((language for language in wished if language is not None), None)


def current_language() -> str:
    """`zh_Hans` or `en`. Asked hundreds of times a page, so it is kept until the reader or the wish changes."""
    found: str | None = g.get(LANGUAGE)
    if found is None:
        found = choose_language()
        setattr(g, LANGUAGE, found)
    return found


def choose_time_zone() -> str:
    """The person's time zone, else the company's."""
    found: str | None = g.get(TIME_ZONE)
    if found is None:
        found = current_actor().time_zone or default_time_zone()
        setattr(g, TIME_ZONE, found)
    return found


def zone() -> ZoneInfo:
    """The reader's time zone."""
    return ZoneInfo(choose_time_zone())


def forget_reader() -> None:
    """Choose language and time zone again: after who reads, or what they want, has changed."""
    g.pop(LANGUAGE, None)
    g.pop(TIME_ZONE, None)
    refresh()


def speak(language: str) -> None:
    """Answer this request in `language`, whatever its reader chose elsewhere: a survey is in its own languages."""
    g.language = language
    forget_reader()


@contextmanager
def speaking(language: str | None) -> Iterator[str]:
    """Texts, dates and numbers inside the block are in `language` (None: the default): mails and slips for others."""
    chosen = language if language in LANGUAGES else default_language()
    before = g.get("language")
    g.language = chosen
    forget_reader()
    try:
        yield chosen
    finally:
        g.language = before
        forget_reader()


def init_app(app: Flask) -> None:
    """Set up Babel with our catalogs."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    babel.init_app(app, locale_selector=current_language, timezone_selector=choose_time_zone)
    app.register_blueprint(blueprint)


@blueprint.get("/language/<tag>")
@public("visitors choose their language, too")
def switch(tag: str) -> ResponseReturnValue:
    """Remember the language in a cookie, and for a person where features store it, and go back."""
    language = language_of(tag)
    response = redirect(safe_next(request.args.get("next")))
    if language is not None:
        response.set_cookie(
            COOKIE,
            language,
            max_age=31_536_000,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
        session[CHOSEN_IN_SESSION] = language
        for remember in contributed(current_app, CHOSEN):
            remember(language)
    return response
