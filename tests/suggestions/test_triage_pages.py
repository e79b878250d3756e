"""The desk and the author's answers as a person without a script meets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from improve.core.db import db
from improve.core.policy import Role
from improve.suggestions.models import Suggestion
from tests.browser import Browser
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea

NewBrowser = Callable[..., Browser]


@pytest.fixture
def number(app: Flask) -> int:
    with app.app_context():
        ada = make_person("ada", password=PASSWORD)
        make_person("chief", roles=(Role.COORDINATOR,), password=PASSWORD)
        return idea(act(ada), "Drip trays").id


def signed_in(new_browser: NewBrowser, login: str) -> Browser:
    browser = new_browser()
    browser.get("/sign-in")
    browser.submit(login=login, password=PASSWORD)
    return browser


def status_of(app: Flask, number: int) -> str:
    with app.app_context():
        return db.session.get_one(Suggestion, number).status


def test_the_desk_asks_and_the_author_answers(app: Flask, number: int, new_browser: NewBrowser) -> None:
    chief, ada = signed_in(new_browser, "chief"), signed_in(new_browser, "ada")
    chief.get("/suggestions/triage")
    assert "1 idea waits for you" in chief.text
    chief.submit(act="ask", text="", status=422)
    assert "Please write your question." in chief.text
    chief.submit(act="ask", text="Which rack?")
    assert status_of(app, number) == "needs_information"
    ada.get(f"/suggestions/{number}")
    assert "Which rack?" in ada.text
    assert "20 working days of the promise are left" in ada.text
    ada.submit(f"/suggestions/{number}/answer-question", text="The one at the door")
    assert status_of(app, number) == "in_triage"
    chief.get(f"/suggestions/{number}")
    assert "The one at the door" in chief.text


def test_the_pages_of_the_administration_take_what_is_typed(
    app: Flask, number: int, new_browser: NewBrowser
) -> None:
    chief = signed_in(new_browser, "chief")
    chief.get("/suggestions/routes/new")
    chief.submit(handler="person", person="nobody", status=422)
    assert "Nobody is found by this." in chief.text
    chief.submit(handler="person", person="ada")
    assert "1 rule says who triages" in chief.text
    chief.get("/suggestions/statuses")
    chief.submit(raw={"received-en": "New here", "received-zh_Hans": "新来的"})
    chief.get("/suggestions")
    assert "New here" in chief.text
    data: dict[str, Any] = {"declined-en": "New here", "received-en": "New here"}
    chief.get("/suggestions/statuses")
    chief.submit(raw=data, status=422)
    assert "Another status has this name." in chief.text
