"""Surveys in a real browser: axe, keyboard alone, no script, narrow and magnified screens, targets of 44 px."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from improve.core.db import db
from improve.core.policy import Role
from improve.surveys.models import Survey
from tests.e2e.chromium import EVERY_LOOK, Look, axe, fits_its_width
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import follow
from tests.people import PASSWORD, make_person
from tests.surveys.making import answer_many, make_survey, stored
from tests.surveys.test_way import make_every

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def link(live: Live) -> str:
    """The address of an open survey with a choice beside the follow-up."""
    with live.app.app_context():
        return f"/s/{make_survey(choices=True).public_id}"


def count(live: Live) -> int:
    with live.app.app_context():
        return stored()


@pytest.mark.parametrize("look", EVERY_LOOK, ids=str)
def test_answering_in_every_look(show: Show, live: Live, link: str, look: Look) -> None:
    def check(page: Page) -> None:
        axe(page)
        fits_its_width(page)

    with show(look) as page:
        page.goto(link)
        check(page)
        follow(page, page.locator("button[value=next]"))  # nothing chosen
        check(page)
        page.locator("label", has=page.locator('input[value="6"]')).click()
        follow(page, page.locator("button[value=next]"))
        check(page)
        page.locator("textarea").fill("x\ny")
        follow(page, page.locator("button[value=send]"))
        check(page)
        page.goto("/s/nothing")
        check(page)
    assert count(live) == 1


def test_answering_without_a_script(show: Show, live: Live, link: str) -> None:
    with show(Look(phone=True, javascript=False)) as page:
        page.goto(f"{link}?score=9")
        page.locator("button[value=next]").click()
        page.locator("button[value=back]").click()
        page.locator("button[value=next]").click()
        page.locator("button[value=send]").click()
        expect(page.locator("h1")).to_have_text("Thank you")
    assert count(live) == 1


def test_answering_with_the_keyboard_alone(show: Show, live: Live, link: str) -> None:
    with show(Look(javascript=False)) as page:
        page.goto(link)
        page.keyboard.press("Tab")  # the other language
        page.keyboard.press("Tab")  # the scale
        page.keyboard.press("Space")
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        expect(page.locator("input:checked")).to_have_attribute("value", "3")
        outline = page.locator("input:checked + span").evaluate("e => getComputedStyle(e).outlineStyle")
        assert outline == "solid"
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("What disappointed you most?")
        page.locator("textarea").focus()
        page.keyboard.type("Late")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Thank you")
    assert count(live) == 1


@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256), (390, 844), (1280, 900)])
def test_targets_are_44_px_and_nothing_is_cut(
    *,
    show: Show,
    link: str,
    width: int,
    height: int,
) -> None:
    """320 x 256 is what a screen of 1280 x 1024 shows at 400 %."""
    with show(Look()) as page:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{link}?score=6")
        assert _too_small(page) == []
        page.locator("button.main").click()
        page.locator("textarea").wait_for()
        assert _too_small(page) == []


def _too_small(page: Page) -> list[str]:
    fits_its_width(page)
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("label:has(input[type=radio]), button, header a, textarea")]
            .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([_, r]) => r.width < 44 || r.height < 44)
            .map(([html, r]) => `${html} ${r.width}x${r.height}`)"""
    )
    return found


def test_errors_are_read_first(show: Show, link: str) -> None:
    with show(Look(javascript=False)) as page:
        page.goto(link)
        page.locator("button[value=next]").click()
        expect(page.locator("[role=alert]")).to_be_focused()
        page.locator("[role=alert] a").click()
        expect(page.locator("#q_nps")).to_be_in_viewport()
        described = page.locator("fieldset").get_attribute("aria-describedby") or ""
        assert "e_nps" in described.split()


@pytest.mark.parametrize("look", EVERY_LOOK, ids=str)
def test_pages_for_those_who_ask(show: Show, live: Live, look: Look, clock: Any) -> None:
    with live.app.app_context():
        clock.set(datetime.now(UTC).replace(day=1))
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD)
        survey = make_survey(choices=True)
        answer_many(survey, {0: 6, 7: 9, 10: 25}, why="Because", choice="c1")
        draft = make_survey("effort", published=False)
        numbers = (survey.id, draft.id)
        clock.release()
        answer_many(db.session.get_one(Survey, numbers[0]), {0: 6, 7: 9, 10: 25}, why="Because", choice="c2")
    with show(look) as page:
        page.goto("/sign-in")
        page.locator("[name=login]").fill("ann")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button, form button").first.click()
        page.wait_for_load_state()
        for path in (
            "",
            "new",
            f"{numbers[0]}",
            f"{numbers[0]}/results",
            f"{numbers[0]}/poster",
            f"{numbers[1]}",
            f"{numbers[1]}/edit",
            f"{numbers[1]}/questions/why",
            f"{numbers[1]}/questions/new",
        ):
            page.goto(f"/surveys/{path}")
            expect(page.locator("h1")).to_be_visible()
            axe(page)
            fits_its_width(page)


def test_every_kind_of_question_in_a_real_browser(show: Show, live: Live) -> None:
    """Axe in light and dark, both languages, 320 px wide, targets of 44 px, without a script."""
    with live.app.app_context():
        link = f"/s/{make_every().public_id}"
    for look in (Look(phone=True, javascript=False), Look(dark=True, language="zh-Hans")):
        with show(look) as page:
            if look.phone:
                page.set_viewport_size({"width": 320, "height": 568})
            page.goto(f"{link}?place=Desk")
            page.locator("button.main").click()
            _examined(page, look)
            page.locator("label", has=page.locator("[name=q_agree]")).click()
            page.locator("button.main").click()
            _examined(page, look)
            page.locator("label", has=page.locator("[name=q_csat][value='4']")).click()
            page.locator("button.main").click()
            _examined(page, look)
            page.locator("label", has=page.locator("[name=q_sure][value=n]")).click()
            page.locator("button.main").click()
            _examined(page, look)
            page.locator("button.main").click()
            _examined(page, look)
    assert count(live) == 2


def _examined(page: Page, look: Look) -> None:
    if look.javascript:
        axe(page)
    assert _too_small(page) == []
