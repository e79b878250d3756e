"""Signing in for the pages of metrics and projects."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sqlalchemy import update

from improve.accounts.models import Person
from improve.accounts.passwords import hashed
from improve.core.db import db, transaction
from tests.browser import Browser
from tests.people import PASSWORD

NewBrowser = Callable[..., Browser]
LANGUAGES = ("en", "zh-Hans")


@cache
def _password_hash() -> str:
    """Hashing is slow on purpose; once is enough here."""
    return hashed(PASSWORD)


def let_in() -> None:
    """Give everybody the password, and no language of their own."""
    with transaction():
        db.session.execute(update(Person).values(password_hash=_password_hash(), language=None))


def signed_in(new_browser: NewBrowser, login: str, language: str = "en") -> Browser:
    """The browser of somebody who is signed in."""
    browser = new_browser(language=language)
    browser.sign_in(login, PASSWORD)
    return browser
