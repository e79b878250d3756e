"""The settings page shows what a person looks after, and nothing to who looks after nothing."""

from __future__ import annotations

from typing import Any

import pytest

from improve.accounts import service
from improve.core.db import transaction
from improve.core.policy import SYSTEM, Role
from tests.people import PASSWORD, make_person, make_unit


def sign_in(app: Any, browser: Any, *roles: Role) -> None:
    with app.app_context():
        make_person("e1", roles=roles, password=PASSWORD)
    browser.sign_in("e1", PASSWORD)


def test_an_administrator_finds_everything_there(app: Any, browser: Any) -> None:
    sign_in(app, browser, Role.ADMINISTRATOR)
    browser.get("/me")
    page = browser.follow("Settings", within="nav.side")
    for name in ("Company", "People", "Units", "Roles"):
        assert name in page.texts("main li b")
    for link in page.css("main li a"):
        browser.get(link.attributes["href"])
    browser.get("/settings")
    browser.language("zh-Hans")


def test_members_have_no_settings(app: Any, browser: Any) -> None:
    sign_in(app, browser)
    page = browser.get("/me")
    assert "Settings" not in page.texts("nav.side a")
    browser.get("/settings", status=403)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COORDINATOR])
def test_the_page_and_its_menu_item_agree(app: Any, browser: Any, role: Role) -> None:
    sign_in(app, browser, role)
    shown = "Settings" in browser.get("/me").texts("nav.side a")
    browser.get("/settings", status=200 if shown else 403)
    if shown:
        names = browser.page.texts("main li b")
        assert "Roles" not in names
        assert names


def test_who_looks_after_one_site_has_the_page_too(app: Any, browser: Any) -> None:
    with app.app_context():
        site = make_unit("Plant", kind="site")
        keeper = make_person("keeper", password=PASSWORD)
        with transaction():
            service.give_role(keeper, Role.ADMINISTRATOR, site, by=SYSTEM)
    browser.sign_in("keeper", PASSWORD)
    assert "Units" in browser.get("/settings").texts("main li b")
