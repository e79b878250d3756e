"""Savings in front of Chromium: every page in every look, and a claim by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from improve.core.db import transaction
from improve.core.policy import Role
from improve.savings import service
from improve.savings.values import CostBaseData
from tests.e2e.chromium import Look
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import in_its_language, sign_in
from tests.people import PASSWORD, act, make_person
from tests.projects.making import week
from tests.savings.making import claim, improved_project, validate

Check = Callable[[Page], None]


def prepare(app: Flask) -> tuple[int, int]:
    """A project of tom's with a validated saving and one that waits; and the yearly costs."""
    with app.app_context():
        tom = make_person("tom", "Tom", password=PASSWORD)
        finance = act(make_person("fin", "Fin", roles=[Role.FINANCE], password=PASSWORD))
        project = improved_project(tom)
        validate(claim(project, act(tom)), finance, share=60, cost=4_000, from_on=week(-10))
        waiting = claim(project, act(tom), kind="soft", share=40)
        with transaction():
            service.set_cost_base(CostBaseData(yearly=1_000_000), by=finance)
        return project.id, waiting.id


def test_every_page_in_every_look(clock: object, live: Live, every_look: Page, check_page: Check) -> None:
    project, waiting = prepare(live.app)
    for login, paths in (
        ("fin", ("", "/1", f"/{waiting}", f"/{waiting}/validate", f"/{waiting}/refuse", "/costs")),
        ("tom", (f"/new?project={project}", f"/{waiting}/correct")),
    ):
        every_look.context.clear_cookies()
        sign_in(every_look, login)
        in_its_language(every_look)
        for path in paths:
            every_look.goto(f"/savings{path}")
            check_page(every_look)


def test_a_claim_is_made_without_a_mouse(clock: object, live: Live, show: Show) -> None:
    project, _waiting = prepare(live.app)
    with show(Look()) as page:
        sign_in(page, "tom")
        page.goto(f"/projects/{project}")
        page.get_by_role("link", name="Claim a saving").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/savings/new**")
        page.locator("[name=gross]").focus()
        for typed in ("50000", "", "2", "10000", "0", "40"):
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
        page.locator("[name=reason]").focus()
        page.keyboard.type("Six minutes an order")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("a year")
        expect(page.get_by_text("Measured by the system")).to_be_visible()
