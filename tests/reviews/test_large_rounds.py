"""A round with more ideas than a page holds, and results that are kept until something they rest on changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select

from improve.accounts.models import Person, Unit
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.models import Review, Round, RoundItem
from improve.reviews.queries import (
    asked_of,
    company_today,
    conflicts_between,
    ids_of,
    inputs_of,
    item_numbers,
    members_on,
    recusals_in,
    results_for,
)
from improve.reviews.values import ConflictKind, DeclarationData, OthersShown
from improve.suggestions import service as suggestions
from improve.suggestions.models import Suggestion
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company

IDEAS = 60


def _scored(company: Company, count: int) -> Round:
    """A round in discussion; two members have scored each idea, the later ones lower."""
    ideas = [company.idea(f"Idea {n:03}") for n in range(count)]
    held = company.round(ideas, places=5, others_shown=OthersShown.NEVER)
    now = clock.now()
    with transaction():
        db.session.execute(
            insert(Review),
            [
                {"item_id": item, "reviewer_key": f"p{who.id}", "reviewer_id": who.id, "revision": 1}
                | {
                    "score": float(90 - place + spread * (place % 7 + 1)),
                    "answered": 1.0,
                    "submitted_at": now,
                }
                for place, item in enumerate(sorted(item_numbers(held.id)))
                for who, spread in ((company.chen, 1), (company.mia, -1))
            ],
        )
        service.close_round(held, by=SYSTEM)
    return held


@pytest.mark.databases("sqlite")
def test_pages_orders_filters_and_their_statements(
    app: Flask, new_browser: Callable[..., Browser], statements: Callable[[], Any]
) -> None:
    with app.app_context():
        company = make_company(signs_in=["chen"])
        small, round_id = _scored(company, 5).id, _scored(company, IDEAS).id
        last = max(item_numbers(round_id))
        with transaction():
            named = db.session.scalar(select(Suggestion).where(Suggestion.title == "Idea 030"))
            named.title = f"Idea 030 by {company.max.name}"
        author = company.max.name
    browser, base = new_browser(), f"/reviews/rounds/{round_id}"
    browser.sign_in("chen", PASSWORD)

    def titles(query: str = "", address: str = base) -> list[str]:
        browser.get(address + query)
        return re.findall(
            r'<a class="q" href="/reviews/items/[^>]*><b[^>]*>([^<]*)</b>', browser.body.decode()
        )

    first, second = titles(), titles("?page=2")
    assert len(first) == 50 and len(second) == 10 and not set(first) & set(second)
    assert titles("?sort=number&page=2")[-1] == f"Idea {IDEAS - 1:03}"
    assert titles("?q=idea+059") == ["Idea 059"]
    assert titles("?q=%25") == []  # a sign of the pattern is a sign
    assert titles("?sort=x&views=x&category=99999999999&decision=x") == first

    assert len(titles("?q=idea+030+by")) == 1 and author not in browser.text
    assert titles(f"?q=idea+{author}") == []  # what a blind round hides is not found by guessing

    titles(address=f"/reviews/rounds/{small}")  # results are computed at the first look
    with statements() as few:
        assert len(titles("?q=idea+030+by")) == 1 and author not in browser.text
    assert titles(f"?q=idea+{author}") == []  # what a blind round hides is not found by guessing

    titles(address=f"/reviews/rounds/{small}")
    with statements() as many:
        titles()
    assert many.count <= few.count + 1  # the categories to choose from

    # What stood on the second page is saved there, and stays in sight when something is wrong.
    at = f"{base}?page=2&sort=number"
    browser.get(at)
    save = f"{base}/decisions?sort=number&page=2"
    browser.submit(save, status=422, **{f"d{last}": "decline"})
    assert "Nothing was saved yet" in browser.text and "Idea 059" in browser.text
    browser.submit(save, **{f"d{last}": "decline", f"r{last}": "Too dear."})
    assert browser.url.endswith("sort=number&page=2")
    assert titles("?decision=decline") == ["Idea 059"] and len(titles("?decision=open&page=2")) == 9
    for page in ("map", "meeting", "answers", "conflicts", "minutes"):
        browser.get(f"{base}/{page}?page=2")


def test_what_is_kept_follows_every_change(company: Company) -> None:
    """Each of these changes what results rest on; the next look must see it."""
    held = _scored(company, 8)
    items = item_numbers(held.id)
    first = min(items)

    def seen() -> tuple[int, int, float | None]:
        inputs = inputs_of(held)
        row = results_for(held, act(company.chen)).by_item.get(first)
        members = members_on(held.committee_id, company_today())
        pairs = recusals_in(held, members, act(company.chen))
        people = [one.person_id for one in members]
        assert {(i, p): why for i, of in pairs.of_item.items() for p, why in of.items()} == conflicts_between(
            item_numbers(held.id), people
        )
        assert list(pairs.ids) == ids_of(act(company.chen), held.id)
        return len(inputs.given), inputs.possible.get(first, -1), row.mean if row else None

    before = seen()
    assert before == seen()
    with transaction():
        service.declare_conflict(_item(first), DeclarationData(kind=ConflictKind.OTHER), by=act(company.mia))
    declared = seen()
    assert declared[0] == before[0] - 1 and declared[1] == before[1] - 1 and declared[2] != before[2]
    with transaction():
        suggestions.withdraw(_item(sorted(items)[1]).suggestion, by=act(company.max))
    assert seen()[0] == declared[0] - 2
    with transaction():  # the author moves into the team of Chen, whose scores no longer count
        db.session.get_one(Person, company.max.id).unit_id = company.units["office"].id
    assert seen() == (6, declared[1] - 1, None)
    with transaction():
        db.session.get_one(Person, company.max.id).unit_id = None
        db.session.get_one(Unit, company.units["service"].id).lead_id = company.max.id
    moved = seen()
    assert moved[0] < declared[0] - 2 and moved[2] is not None  # Mia reports to the author now


def test_assignments_that_are_kept_follow_every_change(company: Company) -> None:
    held = company.round([company.idea(f"Idea {n}") for n in range(3)], reviews_each=1)
    first, second, third = sorted(item_numbers(held.id))
    assert asked_of(held).of_person.total() == 3  # opening the round assigned each idea
    for wanted in ({company.mia.id}, {company.mia.id, company.chen.id}, {company.chen.id}, set()):
        with transaction():
            service.set_reviewers(_item(first), wanted, by=SYSTEM)
            service.set_reviewers(_item(second), {company.mia.id}, by=SYSTEM)
        asked = asked_of(held)
        assert asked.of_item.get(first, frozenset()) == wanted and asked.of_item[second] == {company.mia.id}
        rest = asked.of_item[third]
        assert asked.loads([first, third]) == Counter([*wanted, *rest])
        assert asked.loads([first, second, third]) == Counter([*wanted, *rest, company.mia.id])


@pytest.mark.databases("sqlite")
def test_a_score_and_the_pages_of_a_round_take_as_many_statements_however_many_ideas_there_are(
    app: Flask, new_browser: Callable[..., Browser], statements: Callable[[], Any]
) -> None:
    with app.app_context():
        company = make_company(signs_in=["chen"])
        rounds = [company.round([company.idea(f"Idea {n:03}") for n in range(count)]) for count in (6, 45)]
        numbers = [held.id for held in rounds]
        items = [sorted(item_numbers(held.id)) for held in rounds]
        criteria = [criterion.id for criterion in rounds[0].rubric_version.criteria]
    browser = new_browser()
    browser.sign_in("chen", PASSWORD)
    answers = {f"c{one}": "4" for one in criteria}

    def of_score(item_id: int) -> tuple[int, list[str]]:
        browser.get(f"/reviews/items/{item_id}")
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.body.decode())[1]
        with statements() as asked:
            sent = browser.client.post(f"/reviews/items/{item_id}", data={"csrf_token": token, **answers})
        assert sent.status_code == 303
        return asked.count, asked.texts

    of_score(items[0][0])  # what is settled is read once
    few, many = of_score(items[0][1]), of_score(items[1][0])
    assert few[0] == many[0] <= 13, many[1]

    def counts(round_id: int) -> dict[str, int]:
        found = {}
        for part in pages:
            browser.get(f"/reviews/rounds/{round_id}{part}")
            with statements() as asked:
                browser.get(f"/reviews/rounds/{round_id}{part}")
            found[part] = asked.count
        return found

    pages = ["", "/assignments", "/conflicts", "/table"]
    assert counts(numbers[1]) == counts(numbers[0])
    with app.app_context(), transaction():
        for number in numbers:
            service.close_round(db.session.get_one(Round, number), by=SYSTEM)
    pages = ["", "?q=idea", "?decision=open", "/meeting", "/map", "/answers", "/conflicts"]
    small, large = counts(numbers[0]), counts(numbers[1])
    assert all(large[part] <= small[part] + 1 for part in pages), (
        small,
        large,
    )  # the categories to choose from


@pytest.mark.databases("sqlite")
def test_rows_of_the_table_that_left_the_queue_are_saved(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    """A page of 25 rows was opened; before it is sent, one idea of it is withdrawn and the pages shift."""
    with app.app_context():
        company = make_company(signs_in=["mia"])
        held = company.round([company.idea(f"Idea {n:02}") for n in range(27)])
        items, round_id = item_numbers(held.id), held.id
        criteria = [criterion.id for criterion in held.rubric_version.criteria]
        ordered, author = sorted(items), act(company.max)
    browser, address = new_browser(), f"/reviews/rounds/{round_id}/table?page=2"
    browser.sign_in("mia", PASSWORD)
    browser.get(address)
    with app.app_context(), transaction():
        for item_id in ordered[:3]:
            suggestions.withdraw(_item(item_id).suggestion, by=author)
    browser.submit(address, **{f"i{ordered[25]}c{one}": "4" for one in criteria})
    assert "1 score saved" in browser.text
    with app.app_context():
        assert db.session.scalar(select(Review.score).where(Review.item_id == ordered[25])) == 75


def _item(item_id: int) -> RoundItem:
    return db.session.get_one(RoundItem, item_id)
