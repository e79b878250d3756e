"""Two duplicates become one and are parted again, by keyboard, in Chromium; every page of it stands up to axe."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from improve.core.policy import Role
from tests.e2e.chromium import Look
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import follow, in_its_language, sign_in
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea, vote_of

Check = Callable[[Page], None]


def test_two_ideas_become_one_and_are_parted(live: Live, show: Show, check_page: Check) -> None:
    with live.app.app_context():
        ann, bob, cem = (act(make_person(login)) for login in ("ann", "bob", "cem"))
        make_person("chief", roles=(Role.COORDINATOR,), password=PASSWORD, language=None)
        one, two = idea(ann, "A tray under the press"), idea(bob, "Trays under each press")
        vote_of(cem, on=one)
        vote_of(cem, ann, on=two)
        source, target = one.id, two.id
    with show(Look(language="zh-Hans")) as page:
        sign_in(page, "chief")
        in_its_language(page)
        page.goto(f"/suggestions/{source}")
        follow(page, page.get_by_role("link", name="并入另一条建议", exact=True))
        check_page(page)
        follow(page, page.locator(f"a[href$='target={target}']"))
        check_page(page)
        follow(page, page.get_by_role("button", name="合并", exact=True))
        expect(page.locator("#backing b").first).to_have_text("1")  # cem once; ann is a co-author now
        check_page(page)
        page.goto(f"/suggestions/{source}")
        check_page(page)
        follow(page, page.get_by_role("link", name="重新拆分", exact=True))
        check_page(page)
        follow(page, page.get_by_role("button", name="拆分", exact=True))
        page.goto(f"/suggestions/{target}")
        expect(page.locator("#backing b").first).to_have_text("2")
        follow(page, page.get_by_role("link", name="关联建议", exact=True))
        follow(page, page.locator(f"a[href$='other={source}']"))
        check_page(page)
        follow(page, page.get_by_role("button", name="关联", exact=True))
        expect(page.locator("ul.rows.sheet a.q")).to_have_text("A tray under the press")
        check_page(page)
