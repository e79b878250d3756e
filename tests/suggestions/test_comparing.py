"""Two ideas at a time: who is asked about which, what is stored, and the order that comes of it."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.accounts import service as accounts
from improve.accounts.values import NewToken
from improve.audit.models import AuditEntry
from improve.core.db import db, transaction
from improve.core.errors import Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor, Role
from improve.stats.paired import Judgment, PairedOrder, paired_order
from improve.suggestions import service as ideas
from improve.suggestions.calendar import company_today
from improve.suggestions.comparing import queries, service
from improve.suggestions.comparing.models import Comparison
from improve.suggestions.comparing.rules import next_pair
from improve.suggestions.comparing.values import Judged
from improve.suggestions.models import Category, CoAuthor, Suggestion
from improve.suggestions.values import CategoryData, Outcome, VotingData
from improve.suggestions.voting.service import change_rule
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea

NewBrowser = Callable[..., Browser]
TITLES = ("Racks", "Lamps", "Trays", "Signs")


def compared(**rule: Any) -> Category:
    with transaction():
        data = CategoryData(Localized.both("Flow"), code="flow", is_compared=True)
        category = ideas.create_category(data, by=SYSTEM)
        if rule:
            change_rule(category, VotingData(**rule), by=SYSTEM)
    return category


def four(category: Category) -> dict[str, int]:
    author = act(make_person("author"))
    return {title: idea(author, title, category_id=category.id).id for title in TITLES}


def say(by: Actor, category: Category, first: int, second: int, better: str = "first") -> None:
    with transaction():
        service.judge(category, Judged(first, second, better), by=by)


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(Refused) as refusal:
        yield
    assert words in refusal.value.message.msgid


def answers() -> list[tuple[int, int, int]]:
    rows = db.session.scalars(select(Comparison).order_by(Comparison.id))
    return [(row.first_id, row.second_id, row.said) for row in rows]


# The rule


def test_everybody_is_asked_about_each_pair_once_and_the_least_compared_come_first() -> None:
    draw = random.Random(1).random
    often: Counter[int] = Counter({1: 5})
    done: list[tuple[int, int]] = []
    asked = []
    while (pair := next_pair([1, 2, 3, 4], often, done, draw)) is not None:
        asked.append(pair)
        done.append((min(pair), max(pair)))
        often.update(pair)
    assert sorted(done) == list(combinations([1, 2, 3, 4], 2))
    assert 1 not in asked[0]
    assert next_pair([1], often, [], draw) is None and next_pair([], often, [], draw) is None


def test_no_side_is_preferred() -> None:
    draw = random.Random(2).random
    left = Counter(next_pair([1, 2], {}, [], draw) for _time in range(400))
    assert set(left) == {(1, 2), (2, 1)} and min(left.values()) > 150


# What is stored


def test_an_answer_counts_once_can_be_changed_and_taken_back(context: object) -> None:
    category = compared()
    one, two, *_rest = four(category).values()
    ada = act(make_person("ada"))
    say(ada, category, two, one, "first")
    say(ada, category, one, two, "second")
    assert answers() == [(one, two, -1)]
    say(ada, category, two, one, "neither")
    assert answers() == [(one, two, 0)]
    with transaction():
        assert service.take_back(category, by=ada)
    with transaction():
        assert not service.take_back(category, by=ada)
    assert answers() == []
    told = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event.in_(("IdeasCompared", "ComparisonTakenBack")))
    )
    assert {(entry.event, entry.actor_id, entry.subject_id) for entry in told} == {
        ("IdeasCompared", None, category.id),
        ("ComparisonTakenBack", None, category.id),
    }


def test_who_is_asked_about_what(context: object) -> None:
    """Own, co-authored, held, decided, moved, merged or hidden ideas are not compared, whatever a form sends."""
    category = compared()
    found = four(category)
    one, two, three, four_ = found.values()
    ada, author = act(make_person("ada")), act(db.session.get_one(Suggestion, one).author)  # type: ignore[arg-type]
    with transaction():
        db.session.add(CoAuthor(suggestion_id=three, person_id=ada.person_id))
        ideas.decide(db.session.get_one(Suggestion, four_), Outcome.DECLINED, "No", by=SYSTEM)
    assert set(queries.candidates(ada, category.id)) == {one, two}
    assert queries.candidates(author, category.id) == []
    for first, second in ((one, three), (one, four_), (one, one), (one, 2**31 - 1), (one, 10**6)):
        with refused("no longer compared"):
            say(ada, category, first, second)
    with refused("no longer compared"):
        say(author, category, one, two)
    with transaction():
        db.session.get_one(Suggestion, two).is_held = True
    with pytest.raises(Refused):
        say(ada, category, one, two)
    with transaction():
        db.session.get_one(Suggestion, two).is_held = False
        category.is_compared = False
    with refused("not compared two at a time"):
        say(ada, category, one, two)
    assert answers() == []


def test_it_is_open_on_the_days_of_the_vote(context: object, clock: Clock) -> None:
    today = company_today()
    category = compared(opens_on=today + timedelta(days=1), closes_on=today + timedelta(days=2))
    one, two, *_rest = four(category).values()
    ada = act(make_person("ada"))
    with refused("opens on"):
        say(ada, category, one, two)
    clock.move(days=1)
    say(ada, category, one, two)
    clock.move(days=2)
    with refused("ended on"), transaction():
        service.take_back(category, by=ada)
    assert len(answers()) == 1


def test_many_at_once_are_one_answer(app: Flask) -> None:
    with app.app_context():
        category = compared()
        one, two, *_rest = four(category).values()
        ada, number = act(make_person("ada")), category.id

    def press(better: str) -> None:
        with app.app_context():
            say(ada, db.session.get_one(Category, number), one, two, better)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, ["first", "second"] * 4))
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Comparison)) == 1


# The order


def everybody_says(category: Category, found: dict[str, int], people: int) -> list[Actor]:
    """Everybody prefers the ideas in the order of `TITLES`."""
    voters = [act(make_person(f"voter{n}")) for n in range(people)]
    for voter in voters:
        for better, worse in combinations(TITLES, 2):
            say(voter, category, found[better], found[worse])
    return voters


def test_the_order_appears_with_the_fifth_person_and_follows_them(context: object) -> None:
    category = compared()
    found = four(category)
    voters = everybody_says(category, found, 4)
    assert not queries.order_of(SYSTEM, category).ideas
    fifth = act(make_person("fifth"))
    say(fifth, category, found["Racks"], found["Signs"])
    order = queries.order_of(voters[0], category)
    assert [placed.suggestion.title for placed in order.ideas] == list(TITLES)
    assert (order.people, order.judgments, order.may_be_first) == (5, 25, 2)
    with transaction():
        ideas.withdraw(
            db.session.get_one(Suggestion, found["Racks"]),
            by=act(db.session.get_one(Suggestion, found["Racks"]).author),  # type: ignore[arg-type]
            reason="",
        )
    # Of the fifth nothing is left: what the others said is four people's again.
    assert not queries.order_of(SYSTEM, category).ideas


def test_a_hidden_idea_leaves_no_trace_in_the_order(context: object) -> None:
    """Who may not read an idea gets the order that would be there without it."""
    category = compared()
    found = four(category)
    voters = everybody_says(category, found, 6)
    with transaction():
        db.session.get_one(Suggestion, found["Lamps"]).audience = "handlers"
    seen = queries.order_of(voters[0], category)
    assert [placed.suggestion.title for placed in seen.ideas] == ["Racks", "Trays", "Signs"]
    assert seen.judgments == 18 and seen.ideas[0].result.n == 12
    assert queries.order_of(SYSTEM, category).judgments == 36


def test_hidden_counts_hide_the_order_as_long(context: object, clock: Clock) -> None:
    until = company_today() + timedelta(days=2)
    category = compared(closes_on=until, counts_hidden=True)
    chief = act(make_person("chief", roles=[Role.COORDINATOR]))
    voters = everybody_says(category, four(category), 5)
    assert all(queries.order_of(who, category).hidden_until == until for who in (voters[0], chief))
    clock.move(days=3)
    assert len(queries.order_of(voters[0], category).ideas) == 4


# The pages


def test_asked_answered_taken_back_and_the_order_read(app: Flask, new_browser: NewBrowser) -> None:
    with app.app_context():
        category = compared()
        found = four(category)
        everybody_says(category, found, 9)
        make_person("ada", "Ada", password=PASSWORD)
        number = category.id
    ada = new_browser()
    ada.sign_in("ada", PASSWORD)
    assert "Two at a time" in ada.get("/suggestions").text
    assert ada.get("/suggestions/compare").h1 == "Which of these two is better?"
    shown = [heading.text(strip=True) for heading in ada.page.css("article h2")]
    assert len(shown) == 2 and set(shown) <= set(TITLES)
    ada.submit(button=f"This one is better: {shown[1]}")
    assert "You have answered 1 time." in ada.text
    with app.app_context():
        mine = db.session.scalars(select(Comparison).order_by(Comparison.id.desc())).first()
        assert mine is not None
        better = mine.second_id if mine.said == -1 else mine.first_id
        assert db.session.get_one(Suggestion, better).title == shown[1]
    ada.submit("/suggestions/compare/1/take-back")
    assert "Your last answer is taken back." in ada.text
    for _pair in range(6):
        ada.submit(button="I cannot tell")
    assert "You have compared them all" in ada.text
    page = ada.get(f"/suggestions/compare/{number}/order")
    assert page.h1 == "“Racks” is ahead of all others"
    assert [link.text() for link in page.css("tbody tr a b")] == list(TITLES)
    file = ada.client.get(f"/suggestions/compare/{number}/order.csv").text.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [row["Title"] for row in rows] == list(TITLES)
    assert (rows[0]["Rank"], rows[0]["Comparisons"]) == ("1", "30")
    assert all(
        0
        < float(row["Share of wins, from"])
        <= float(row["Share of wins"])
        <= float(row["Share of wins, to"])
        for row in rows
    )


def test_bad_answers_are_told_and_store_nothing(app: Flask, new_browser: NewBrowser) -> None:
    with app.app_context():
        category = compared()
        one, two, *_rest = four(category).values()
        make_person("ada", "Ada", password=PASSWORD)
        number = category.id
    ada = new_browser()
    ada.sign_in("ada", PASSWORD)
    ada.get(f"/suggestions/compare/{number}")
    token = ada.form(f"/suggestions/compare/{number}").values["csrf_token"]
    for sent in (
        {"first": one, "second": two, "better": "both"},
        {"first": one, "second": two},
        {"first": "x", "second": "\x00", "better": "first"},
        {"first": 2**63, "second": -1, "better": "first"},
        {"first": one, "second": one, "better": "first"},
    ):
        answer = ada.client.post(f"/suggestions/compare/{number}", data={"csrf_token": token, **sent})
        assert answer.status_code == 303, sent
    refused = ada.client.post(
        f"/suggestions/compare/{number}", data={"first": one, "second": two, "better": "first"}
    )
    assert refused.status_code == 400
    for missing in (number + 1, 2**31 - 1, 2**40):
        assert ada.client.get(f"/suggestions/compare/{missing}").status_code == 404
        assert ada.client.get(f"/suggestions/compare/{missing}/order").status_code == 404
    with app.app_context():
        assert answers() == []


# The API


def test_the_api_asks_takes_and_takes_back(app: Flask) -> None:
    with app.app_context():
        category = compared()
        numbers = set(four(category).values())
        ada = make_person("ada", "Ada", password=PASSWORD)
        with transaction():
            token = accounts.issue_token(ada, NewToken(label="t"), by=act(ada))
        number = category.id
    client, address = app.test_client(), f"/api/v1/categories/{number}/comparisons"

    def call(method: str, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.open(f"{address}{path}", method=method, headers=headers, json=body or None)
        return answer.status_code, answer.get_json()

    status, question = call("GET", "/next")
    first, second = (one["id"] for one in question["ideas"])
    assert (status, question["answered"]) == (200, 0) and {first, second} < numbers
    status, question = call("POST", "", first=first, second=second, better="second")
    assert (status, question["answered"]) == (200, 1)
    with app.app_context():
        assert answers() == [(min(first, second), max(first, second), 1 if second < first else -1)]
    assert call("POST", "", first=first, second=first, better="first")[0] == 409
    assert call("POST", "", first=first, second=second, better="both")[0] == 422
    assert call("DELETE", "/last")[1]["answered"] == 0
    assert call("DELETE", "/last")[0] == 404
    with app.app_context():
        assert answers() == []


def test_an_order_is_computed_once_while_nothing_is_said(
    context: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    category = compared()
    found = four(category)
    everybody_says(category, found, 5)
    done: list[int] = []

    def counted(judgments: Sequence[Judgment]) -> PairedOrder:
        done.append(len(judgments))
        return paired_order(judgments)

    monkeypatch.setattr(queries, "paired_order", counted)
    queries._computed.cache_clear()
    for _time in range(3):
        assert len(queries.order_of(SYSTEM, category).ideas) == 4
    say(act(make_person("sixth")), category, found["Signs"], found["Racks"])
    assert queries.order_of(SYSTEM, category).judgments == 31
    assert done == [30, 31]
