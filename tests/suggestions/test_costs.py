"""What the pages that are asked for most ask of the database; and that what they keep is never out of date."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.suggestions import service
from improve.suggestions.models import Suggestion
from tests.browser import Browser
from tests.page import text_of
from tests.people import PASSWORD, act, make_person
from tests.statements import Statements
from tests.suggestions.ideas import idea

Counting = Callable[[], AbstractContextManager[Statements]]
# Of a list that was opened before; and of a vote, with who asks and the entry of the audit trail.
LIST, VOTE = 13, 9


@pytest.fixture
def bob(app: Flask, browser: Browser) -> Browser:
    with app.app_context():
        ada = act(make_person("ada"))
        make_person("bob", password=PASSWORD)
        for number in range(30):
            idea(ada, f"idea {number}")
    browser.sign_in("bob", PASSWORD)
    return browser


def pressed(browser: Browser, suggestion_id: int) -> str:
    """The button that a script gets for a vote in the list."""
    token = browser.page.css('input[name="csrf_token"]')[0].attributes["value"]
    answer = browser.client.post(
        f"/suggestions/{suggestion_id}/back",
        data={"csrf_token": token},
        headers={**browser.headers, "HX-Request": "true"},
    )
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_list_and_a_vote_ask_for_little(bob: Browser, statements: Counting) -> None:
    bob.get("/suggestions")
    with statements() as listed:
        bob.get("/suggestions")
    assert listed.count <= LIST, str(listed)
    pressed(bob, 1)
    with statements() as voted:
        pressed(bob, 2)
    assert voted.count <= VOTE, str(voted)


def test_a_kept_list_shows_what_has_changed_since(app: Flask, bob: Browser) -> None:
    def row() -> str:
        bob.get("/suggestions")
        return " ".join(text_of(bob.page.one("#idea-30")).split())

    def change(act_on: Callable[[Suggestion], object]) -> None:
        with app.app_context(), transaction():
            act_on(db.session.get_one(Suggestion, 30))

    seen = [row(), row()]
    with app.app_context():
        cora = act(make_person("cora"))
    change(lambda found: service.back(found, by=cora))
    seen.append(row())
    pressed(bob, 30)
    seen.append(row())
    change(lambda found: setattr(found, "title", "another title"))
    seen.append(row())
    assert seen[0] == seen[1]
    assert len(set(seen)) == 4
    assert seen[2].startswith("1 ") and seen[3].startswith("2 ") and "another title" in seen[4]


def test_a_votes_answer_is_the_button_of_the_list(bob: Browser) -> None:
    bob.get("/suggestions")
    answer = pressed(bob, 30)
    bob.get("/suggestions")
    form = bob.page.one("#idea-30 form")
    assert form.attributes["action"] in answer and "/take-back" in form.attributes["action"]
    assert 'aria-pressed="true"' in answer
