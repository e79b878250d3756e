"""The page behind the search field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser import Browser
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea


@pytest.fixture
def ada(app: Flask, new_browser: Callable[..., Browser], language: str) -> Browser:
    with app.app_context():
        person = make_person("ada", password=PASSWORD, language=None)
        for number in range(10):
            idea(act(person), f"托盘 tray {number}")
    browser = new_browser(language=language)
    browser.sign_in("ada", PASSWORD)
    return browser


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_search_field_of_every_page_leads_to_what_is_found(ada: Browser, language: str) -> None:
    ada.get("/suggestions")
    ada.submit("/search", q="托盘")
    assert "10" in ada.page.h1
    assert len(ada.page.css("main ul.rows > li")) == 8
    ada.follow("Show all 10: Ideas" if language == "en" else "查看全部10项: 建议")
    assert len(ada.page.css("main ul.rows > li")) == 10


@pytest.mark.parametrize("language", ["en"])
@pytest.mark.parametrize(
    ("query", "status"), [("", 200), ("?q=", 200), ("?q=zzz", 200), ("?q=" + "x" * 201, 422)]
)
def test_nothing_found_and_nothing_asked(ada: Browser, query: str, status: int) -> None:
    ada.get(f"/search{query}", status=status)
    assert ada.page.css("main ul.rows") == []


def test_visitors_sign_in_first(app: Flask) -> None:
    assert app.test_client().get("/search?q=x").status_code == 302
