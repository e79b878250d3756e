"""Fixtures of surveys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from improve.core.policy import Role
from tests.browser import Browser
from tests.people import PASSWORD, make_person

SignIn = Callable[..., Browser]


@pytest.fixture
def sign_in(app: Flask, new_browser: Any) -> SignIn:
    """A browser of a new person with these roles, signed in."""

    def enter(*roles: Role, login: str = "ann", language: str = "en") -> Browser:
        with app.app_context():
            make_person(login, roles=roles, language=language, password=PASSWORD)
        browser: Browser = new_browser(language="zh-Hans" if language == "zh_Hans" else "en")
        browser.get("/sign-in")
        form = browser.form().values
        browser.client.post("/sign-in", data={**form, "login": login, "password": PASSWORD})
        return browser

    return enter
