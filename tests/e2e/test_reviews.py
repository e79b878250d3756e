"""Scoring and results in front of Chromium: every look, the keys, and nothing lost without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.models import Review, Round
from improve.reviews.queries import items_of
from tests.e2e.conftest import Live
from tests.e2e.walking import in_its_language, sign_in
from tests.reviews.company import make_company

Check = Callable[[Page], None]


def prepare(app: Flask, *, scored: bool = False) -> tuple[int, list[int]]:
    """A round with eleven ideas, open or scored by three and closed."""
    with app.app_context():
        company = make_company(signs_in=("chen", "mia", "root"))
        titles = ["Charging rack for barcode scanners by the forklift aisle", "夜班交接单加设备异常栏"]
        ideas = [company.idea(title) for title in [*titles, *(f"Idea number {n}" for n in range(9))]]
        held = company.round(ideas, places=4)
        if scored:
            for place, idea in enumerate(ideas):
                for shift, login in enumerate(("chen", "mia", "wu")):
                    value = max(1, min(5, 5 - place // 2 + shift % 2))
                    company.score(held, idea, login, value, 3, value, 4 - shift)
            with transaction():
                service.close_round(held, by=SYSTEM)
        return held.id, [item.id for item in items_of(SYSTEM, held.id)]


def test_scoring_and_results_in_every_look(live: Live, every_look: Page, check_page: Check) -> None:
    round_id, items = prepare(live.app, scored=True)
    sign_in(every_look, "chen")
    in_its_language(every_look)
    for address in (
        "/reviews",
        f"/reviews/rounds/{round_id}",
        f"/reviews/items/{items[0]}",
        f"/reviews/rounds/{round_id}/answers",
    ):
        every_look.goto(address)
        check_page(every_look)


def test_the_scoring_page_in_every_look(live: Live, every_look: Page, check_page: Check) -> None:
    _round_id, items = prepare(live.app)
    sign_in(every_look, "mia")
    in_its_language(every_look)
    for address in (f"/reviews/items/{items[0]}", "/reviews/queue", f"/reviews/items/{items[0]}/conflict"):
        every_look.goto(address)
        check_page(every_look)


def test_the_pages_of_preparation_in_every_look(live: Live, every_look: Page, check_page: Check) -> None:
    round_id, _items = prepare(live.app)
    sign_in(every_look, "root")
    in_its_language(every_look)
    for address in (
        f"/reviews/rounds/{round_id}",
        "/reviews/rounds/new",
        "/reviews/committees",
        "/reviews/committees/1",
        "/reviews/rubrics/1",
    ):
        every_look.goto(address)
        check_page(every_look)


def test_keys_choose_save_and_go_on(live: Live, page: Page) -> None:
    prepare(live.app)
    sign_in(page, "mia")
    page.goto("/reviews/next")
    first = page.url
    expect(page.locator("[data-count]")).to_have_text("0 of 4 answered")
    for key in ("4", "5", "0"):
        page.keyboard.press(key)
    expect(page.locator("[data-count]")).to_have_text("3 of 4 answered")
    page.locator("[data-question]").nth(3).locator("input").first.focus()
    page.keyboard.press("2")
    expect(page.locator("[data-count]")).to_have_text("4 of 4 answered")
    page.keyboard.press("s")
    page.wait_for_url(lambda url: "/items/" in url and url != first)
    second = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: "/items/" in url and url != second)
    page.keyboard.press("k")
    page.wait_for_url(second)
    with live.app.app_context():
        review = db.session.query(Review).one()
        values = [review.values[c.id] for c in db.session.query(Round).one().rubric_version.criteria]
        assert values == [4, 5, None, 2]


def test_typing_a_note_presses_no_key(live: Live, page: Page) -> None:
    prepare(live.app)
    sign_in(page, "mia")
    page.goto("/reviews/next")
    address = page.url
    page.locator("textarea[name=note_to_author]").press_sequentially("just 3 slots")
    assert page.url == address
    expect(page.locator("[data-count]")).to_have_text("0 of 4 answered")
    expect(page.locator("textarea[name=note_to_author]")).to_have_value("just 3 slots")


def test_a_number_and_cannot_judge_exclude_each_other(live: Live, page: Page) -> None:
    prepare(live.app)
    sign_in(page, "mia")
    page.goto("/reviews/next")
    question = page.locator("[data-question]").first
    question.locator("input[value='3'][type=radio]").check(force=True)
    question.locator("input[type=checkbox]").check()
    expect(question.locator("input[type=radio]:checked")).to_have_count(0)
    question.locator("input[value='5'][type=radio]").check(force=True)
    expect(question.locator("input[type=checkbox]")).not_to_be_checked()


def test_without_a_script_the_same_can_be_done(live: Live, page_without_script: Page) -> None:
    prepare(live.app)
    page = page_without_script
    sign_in(page, "mia")
    page.goto("/reviews/next")
    expect(page.locator("kbd")).to_have_count(page.locator("kbd[hidden], [hidden] kbd").count())
    for question in page.locator("[data-question]").all():
        question.locator("input[value='4'][type=radio]").check(force=True)
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator(".flash")).to_contain_text("Saved")
    with live.app.app_context():
        assert db.session.query(Review).one().score == pytest.approx(75)


def test_the_chair_decides_in_the_table(live: Live, page: Page) -> None:
    round_id, items = prepare(live.app, scored=True)
    sign_in(page, "chen")
    page.goto(f"/reviews/rounds/{round_id}")
    row = page.locator(f"#row-{items[0]}")
    row.locator("select").select_option("accept")
    row.locator("summary").click()
    row.locator("textarea").fill("Good and cheap.")
    page.get_by_role("button", name="Save the decisions").click()
    expect(page.locator(".flash")).to_contain_text("1 decision saved")
    expect(page.locator(f"#row-{items[0]} select")).to_have_value("accept")
