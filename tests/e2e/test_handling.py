"""A handler's and a colleague's way by keyboard alone, with and without JavaScript: release a held idea, compare two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from improve.core.db import transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.suggestions import service
from improve.suggestions.values import CategoryData
from tests.e2e.chromium import Look
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import sign_in
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea

Check = Callable[[Page], None]
MOST_TABS = 80
SEEN = "node => { const s = getComputedStyle(node); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"


def tab_to(page: Page, words: str) -> None:
    """Go on with the Tab key until what has the focus says these words; its focus can be seen."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and words in (focused.text_content() or ""):
            assert focused.evaluate(SEEN), f"nothing shows that {words!r} has the focus"
            return
    pytest.fail(f"the Tab key reaches nothing that says {words!r} on {page.url}")


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("look", [Look(), Look(phone=True, javascript=False)], ids=str)
def test_release_and_compare_by_keyboard(live: Live, show: Show, check_page: Check, look: Look) -> None:
    with live.app.app_context():
        ann = act(make_person("ann", "Ann Author"))
        make_person("coo", "Cora", roles=[Role.COORDINATOR], password=PASSWORD)
        with transaction():
            data = CategoryData(Localized.both("Flow"), holds_new=True, is_compared=True)
            flow = service.create_category(data, by=SYSTEM)
        for title in ("Longer spoons", "Warmer soup"):
            idea(ann, title, category_id=flow.id)
    with show(look) as page:
        sign_in(page, "coo")
        for title in ("Longer spoons", "Warmer soup"):
            page.goto("/suggestions/triage")
            tab_to(page, title)
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", level=1)).to_have_text(title)
            tab_to(page, "Release it")
            page.keyboard.press("Enter")
            expect(page.get_by_text("Released. The author is told.")).to_be_visible()
        page.goto("/suggestions")
        tab_to(page, "Two at a time")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Which of these two is better?")
        if look.javascript:
            check_page(page)
        tab_to(page, "This one is better: Warmer soup")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=2)).to_have_text("You have compared them all")
