"""Votes on every door: buttons that say their state, hidden counts that nothing tells, and the rule's own page."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.accounts.values import NewToken
from improve.core.db import db, transaction
from improve.core.policy import Role
from improve.suggestions.models import Suggestion
from improve.suggestions.voting.jobs import show_due_counts
from improve.suggestions.voting.store import count_anew
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea, vote_of
from tests.suggestions.test_voting import category

VOTERS = 37  # a number that stands nowhere else on a page


@pytest.fixture
def company(app: Flask, clock: Clock) -> Flask:
    with app.app_context():
        make_person("ada")
        make_person("bob", password=PASSWORD)
        make_person("cora", roles=[Role.COORDINATOR], password=PASSWORD)
    return app


@pytest.fixture
def bob(company: Flask, browser: Browser) -> Browser:
    browser.sign_in("bob", PASSWORD)
    return browser


def ideas_in(app: Flask, name: str, count: int = 1, **rule: Any) -> list[int]:
    """Ideas of ada in a new category with this rule."""
    with app.app_context():
        ada = act(db.session.scalars(select(Person).filter_by(login="ada")).one())
        made = category(name, **rule)
        return [idea(ada, f"{name} {n}", category_id=made.id).id for n in range(count)]


def crowd_backs(app: Flask, suggestion_id: int) -> None:
    with app.app_context():
        people = [act(make_person(f"v{n}")) for n in range(VOTERS)]
        vote_of(*people, on=db.session.get_one(Suggestion, suggestion_id))


def pressed(browser: Browser) -> dict[str, str]:
    """The vote buttons of the page and whether they are pressed."""
    return {
        browser.page.name_of(button): str(button.attributes.get("aria-pressed"))
        for button in browser.page.css("button.vote")
    }


def test_a_vote_for_is_turned_and_taken_back_without_a_script(bob: Browser, company: Flask) -> None:
    (number,) = ideas_in(company, "Noise", kind="both")
    bob.get(f"/suggestions/{number}")
    assert pressed(bob) == {"0 Back": "false", "0 Oppose": "false"}
    bob.submit(f"/suggestions/{number}/back")
    assert pressed(bob) == {"1 Backed": "true", "0 Oppose": "false"}
    bob.submit(f"/suggestions/{number}/oppose")
    assert pressed(bob) == {"0 Back": "false", "1 Opposed": "true"}
    bob.get("/suggestions")
    assert pressed(bob) == {} and "opposed" in bob.text
    bob.get(f"/suggestions/{number}")
    bob.submit(f"/suggestions/{number}/take-back")
    assert pressed(bob) == {"0 Back": "false", "0 Oppose": "false"}


def test_support_only_offers_nothing_else_and_refuses_it(bob: Browser, company: Flask) -> None:
    (number,) = ideas_in(company, "Plain")
    bob.get(f"/suggestions/{number}")
    assert pressed(bob) == {"0 Back": "false"}
    form = bob.form(f"/suggestions/{number}/back")
    bob._send("POST", f"/suggestions/{number}/oppose", MultiDict(form.values))
    assert bob.status == 409


def test_the_rest_of_a_budget_is_shown_and_its_end_said(bob: Browser, company: Flask) -> None:
    one, two = ideas_in(company, "Scarce", 2, kind="budget", votes_per_quarter=1)
    bob.get(f"/suggestions/{one}")
    assert "1 of your 1 votes of this quarter is left in “Scarce”." in bob.text
    bob.submit(f"/suggestions/{one}/back")
    assert "0 of your 1 votes" in bob.text
    assert pressed(bob) == {"1 Backed": "true"}
    bob.get(f"/suggestions/{two}")
    assert pressed(bob) == {} and "Take one back to vote here." in bob.text
    bob.get("/suggestions")
    assert list(pressed(bob).values()) == ["true"]


def test_a_window_says_when_it_opens_and_ends(bob: Browser, company: Flask, clock: Clock) -> None:
    (number,) = ideas_in(company, "Window", opens_on=_day(6), closes_on=_day(8))
    said = []
    for _visit in range(3):
        bob.get(f"/suggestions/{number}")
        said.append(
            (re.findall(r"Voting opens on|You can vote until|Voting is closed", bob.text), pressed(bob))
        )
        clock.move(days=3)
    assert said == [
        (["Voting opens on"], {}),
        (["You can vote until"], {"0 Back": "false"}),
        (["Voting is closed"], {}),
    ]


def _day(number: int) -> date:
    return date(2026, 3, number)


def doors(app: Flask, browser: Browser, number: int, token: str) -> dict[str, str]:
    """Every door on which a count could stand, with what came out of it."""
    api = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    found: dict[str, str] = {}
    for url in (
        f"/suggestions/{number}",
        "/suggestions",
        "/suggestions?sort=votes",
        "/suggestions?sort=best",
        "/suggestions?q=Secret",
        "/search?q=Secret",
        "/suggestions/similar?title=Secret+0",
        "/",
        "/suggestions/export.csv",
    ):
        found[url] = browser._send("GET", url).get_data(as_text=True)
    for url in ("/api/v1/suggestions", f"/api/v1/suggestions/{number}", "/api/v1/suggestions?sort=votes"):
        found[url] = api.get(url, headers=headers).get_data(as_text=True)
    found["vote"] = api.put(f"/api/v1/suggestions/{number}/vote", headers=headers).get_data(as_text=True)
    return found


def token_of(app: Flask, login: str) -> str:
    with app.app_context():
        person = db.session.scalars(select(Person).filter_by(login=login)).one()
        with transaction():
            return accounts.issue_token(person, NewToken("test"), by=act(person))


def telling(found: dict[str, str]) -> set[str]:
    """The doors whose answer holds the count, or the count with one's own vote."""
    counts = re.compile(rf"(?<![\w.#/-])({VOTERS}|{VOTERS + 1})(?![\w.%-])")
    return {url for url, text in found.items() if counts.search(re.sub(r"token\W+value=\W\S+", "", text))}


def test_no_door_tells_a_hidden_count_and_all_do_afterwards(
    bob: Browser, company: Flask, clock: Clock
) -> None:
    number, other = ideas_in(company, "Secret", 2, closes_on=_day(10), counts_hidden=True)
    crowd_backs(company, number)
    token = token_of(company, "bob")
    hidden = doors(company, bob, number, token)
    assert telling(hidden) == set()
    items = json.loads(hidden["/api/v1/suggestions"])["items"]
    assert [(item["id"], item["votes"], item["votes_against"]) for item in items] == [
        (other, None, None),
        (number, None, None),
    ]
    assert {item["counts_hidden_until"] for item in items} == {"2026-03-10"}
    assert json.loads(hidden["vote"]) == {
        "votes": None,
        "voted": True,
        "voted_against": False,
        "votes_left": None,
    }
    lines = list(csv.DictReader(io.StringIO(hidden["/suggestions/export.csv"].lstrip("\ufeff"))))
    assert {line["Votes for"] for line in lines} == {""}
    clock.move(days=7)
    with company.app_context():
        show_due_counts()
    shown = doors(company, bob, number, token_of(company, "bob"))
    assert telling(shown) >= {
        f"/suggestions/{number}",
        "/suggestions",
        "/suggestions/export.csv",
        "/api/v1/suggestions",
        f"/api/v1/suggestions/{number}",
    }
    assert [item["id"] for item in json.loads(shown["/api/v1/suggestions?sort=votes"])["items"]] == [
        number,
        other,
    ]


def test_a_door_that_tells_is_noticed(bob: Browser, company: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted defect: ballots are counted although counts are hidden."""
    number, _other = ideas_in(company, "Secret", 2, closes_on=_day(10), counts_hidden=True)
    crowd_backs(company, number)
    with company.app_context(), transaction():
        db.session.get_one(Suggestion, number).counts_hidden_until = None
        count_anew([number])
    assert telling(doors(company, bob, number, token_of(company, "bob")))


def test_the_rule_of_a_category_is_set_on_its_page(
    company: Flask, new_browser: Callable[..., Browser]
) -> None:
    ideas_in(company, "Noise")
    cora = new_browser()
    cora.sign_in("cora", PASSWORD)
    cora.get("/suggestions/categories")
    assert "Support only" in cora.text
    cora.follow("Noise", within=".rows .grow")
    cora.follow("How one votes here")
    cora.submit(kind="budget", status=422)
    assert "how many votes each person has" in cora.text
    cora.submit(kind="budget", votes_per_quarter="3", closes_on="2026-03-20", counts_hidden="y")
    assert "3 votes per quarter" in cora.text and "counts hidden until" in cora.text
    cora.get("/suggestions/categories/1/voting")
    cora.submit(kind="budget", closes_on="2026-03-11", status=422)
    assert "Voters were promised" in cora.text
    cora.get("/suggestions/categories/9/voting", status=404)


def test_members_do_not_change_the_rule(bob: Browser, company: Flask) -> None:
    ideas_in(company, "Noise")
    bob.get("/suggestions/categories/1/voting", status=403)


def test_votes_against_by_the_interface(company: Flask) -> None:
    (number,) = ideas_in(company, "Noise", kind="both")
    (plain,) = ideas_in(company, "Plain")
    client, headers = company.test_client(), {"Authorization": f"Bearer {token_of(company, 'bob')}"}
    url = f"/api/v1/suggestions/{number}/vote"
    for _again in range(2):
        answer = client.put(f"{url}?value=against", headers=headers)
        assert (answer.status_code, answer.json) == (
            200,
            {"votes": 0, "voted": False, "voted_against": True, "votes_left": None},
        )
    assert client.put(f"{url}?value=sideways", headers=headers).status_code == 422
    assert client.put(f"/api/v1/suggestions/{plain}/vote?value=against", headers=headers).status_code == 409
    assert client.delete(url, headers=headers).json["voted_against"] is False  # type: ignore[index]
