"""The way through ideas by keyboard alone, in both languages; and nothing acts for who turned that off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update

from improve.accounts.models import Person
from improve.core.db import db, transaction
from tests.e2e.chromium import Look
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import in_its_language, sign_in, through_the_door
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea

Check = Callable[[Page], None]
TITLES = ("Drip trays under the press", "Labels on every hose", "Sort screws by length")
VOTE = "button.vote[aria-pressed=true]"


def prepare(app: Flask) -> None:
    with app.app_context():
        author = act(make_person("ann", "Ann Author"))
        make_person("bob", "Bob Backer", password=PASSWORD)
        for title in TITLES:
            idea(author, title)


def focused(page: Page) -> str:
    """What has the focus, in words."""
    words: str = page.evaluate(
        "document.activeElement === document.body ? '' : document.activeElement.innerText"
    )
    return words


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_find_read_and_back_an_idea_by_keyboard(
    live: Live, show: Show, check_page: Check, language: str
) -> None:
    prepare(live.app)
    with show(Look(language=language)) as page:
        through_the_door(page, "bob")
        in_its_language(page)
        page.goto("/")
        page.keyboard.press("/")
        page.keyboard.type("vnj?")  # letters in a field are letters
        assert page.locator("#side-q").input_value() == "vnj?"
        page.locator("#side-q").fill("screws")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=screws")
        page.keyboard.press("j")
        assert focused(page) == TITLES[2]
        page.keyboard.press("Enter")
        page.wait_for_url("**/suggestions/3")
        page.keyboard.press("v")
        expect(page.locator(f"#backing {VOTE} b")).to_have_text("1")
        page.keyboard.press("v")
        expect(page.locator(f"#backing {VOTE}")).to_have_count(0)

        page.goto("/suggestions")
        page.keyboard.press("v")  # on no idea yet: nothing
        for key, place in (
            ("j", 2),
            ("ArrowDown", 1),
            ("J", 0),
            ("j", 0),
            ("k", 1),
            ("ArrowUp", 2),
            ("j", 1),
        ):
            page.keyboard.press(key)
            assert focused(page) == TITLES[place], key
        page.keyboard.press("v")
        expect(page.locator(f"#idea-2 {VOTE}")).to_have_count(1)
        expect(page.locator("[aria-live=polite].visually-hidden").last).to_contain_text(TITLES[1])
        assert page.locator(VOTE).count() == 1
        assert focused(page) == TITLES[1]
        page.keyboard.press("Enter")
        page.wait_for_url("**/suggestions/2")

        page.keyboard.press("?")
        keys = page.get_by_role("dialog")
        expect(keys.locator("kbd", has_text="V")).to_be_visible()
        expect(keys.get_by_role("button")).to_be_focused()
        page.keyboard.press("n")  # behind the list nothing acts
        check_page(page)
        page.keyboard.press("Escape")
        expect(keys).to_be_hidden()
        page.keyboard.press("n")
        page.wait_for_url("**/suggestions/new")
        page.goto("/keys")
        check_page(page)


def test_a_composing_input_method_and_held_modifiers_reach_no_key(live: Live, page: Page) -> None:
    prepare(live.app)
    sign_in(page, "bob")
    page.goto("/suggestions/1")
    for options in ("isComposing: true", "keyCode: 229", "ctrlKey: true", "altKey: true", "metaKey: true"):
        untouched = page.evaluate(
            "document.body.dispatchEvent(new KeyboardEvent('keydown',"
            f" {{key: 'v', bubbles: true, cancelable: true, {options}}}))"
        )
        assert untouched, options
    page.keyboard.press("/")
    page.locator("#side-q").press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**/suggestions/new")  # Escape left the field, so the key acts again
    page.goto("/suggestions/1")
    assert page.locator(VOTE).count() == 0


def test_who_turned_them_off_has_no_single_keys(live: Live, page: Page) -> None:
    prepare(live.app)
    sign_in(page, "bob")
    with live.app.app_context(), transaction():
        db.session.execute(update(Person).where(Person.login == "bob").values(shortcuts=False))
    page.goto("/suggestions")
    for key in ("j", "/", "?", "v"):
        page.keyboard.press(key)
        assert focused(page) == "", key
    page.keyboard.press("n")
    assert page.locator("dialog, [aria-keyshortcuts]").count() == 0
    assert page.url.endswith("/suggestions")
