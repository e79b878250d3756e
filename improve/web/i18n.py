"""Languages: which one, and how dates and numbers look in it."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel

from improve.core.localized import LANGUAGES
from improve.web.access import current_actor, public
from improve.web.navigation import safe_next

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
TAGS = {"zh_Hans": "zh-Hans", "en": "en"}
OWN_NAMES = {"zh_Hans": "中文", "en": "English"}
COOKIE = "improve_language"
_TRADITIONAL = ("tw", "hk", "mo", "hant")

babel = Babel()
blueprint = Blueprint("i18n", __name__)


def language_of(tag: str) -> str | None:
    """Our language for a BCP 47 tag; any Chinese but the traditional ones is `zh_Hans`."""
    parts = tag.replace("_", "-").lower().split("-")
    if parts[0] == "zh":
        return None if any(part in _TRADITIONAL for part in parts[1:]) and "hans" not in parts else "zh_Hans"
    return "en" if parts[0] == "en" else None


def choose_language() -> str:
    """The forced language of this request, the person's choice, the visitor's cookie, the browser's wish, the default."""
    forced = g.get("language")
    if forced in LANGUAGES:
        return str(forced)
    chosen = current_actor().language or request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return str(chosen)
    for tag, _quality in request.accept_languages:
        found = language_of(tag)
        if found is not None:
            return found
    return str(current_app.config["DEFAULT_LANGUAGE"])


def current_language() -> str:
    """`zh_Hans` or `en`."""
    return choose_language()


def choose_time_zone() -> str:
    """The person's time zone, else the company's."""
    return current_actor().time_zone or str(current_app.config["TIME_ZONE"])


def init_app(app: Flask) -> None:
    """Set up Babel with our catalogs."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    babel.init_app(app, locale_selector=choose_language, timezone_selector=choose_time_zone)
    app.register_blueprint(blueprint)


@blueprint.get("/language/<tag>")
@public("visitors choose their language, too")
def switch(tag: str) -> ResponseReturnValue:
    """Remember the language in a cookie (and let accounts store it for a person) and go back."""
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
        session["language_chosen"] = language
    return response
