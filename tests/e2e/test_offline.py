"""No network: what is typed stays on the device and is handed in once the network is back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from improve.core.db import db
from improve.suggestions.drafts.models import Draft
from improve.suggestions.models import Suggestion
from tests.e2e.conftest import Live
from tests.e2e.walking import sign_in
from tests.people import PASSWORD, make_person

# The worker stands between the page and the network; it has the page without one by then.
CONTROLLED = """() => navigator.serviceWorker.controller ? null : new Promise(
  (done) => navigator.serviceWorker.addEventListener("controllerchange", () => done(null), { once: true }))"""


@pytest.mark.databases("sqlite")
def test_without_a_network_nothing_typed_is_lost(live: Live, page: Page) -> None:
    with live.app.app_context():
        make_person("ada", "Ada", password=PASSWORD)
    sign_in(page, "ada")
    page.goto("/suggestions/new")
    page.evaluate(CONTROLLED)
    page.get_by_label("In one sentence").fill("Drip trays under the mills")
    page.get_by_label("What is the problem today?").fill("Oil on the floor")
    page.get_by_label("Your idea").fill("A tray under each mill")
    page.context.set_offline(True)
    page.get_by_role("button", name="Hand in the idea").press("Enter")
    # The form was sent into nothing: it stays here, and one more can be written.
    expect(page.get_by_role("heading", level=1)).to_have_text("No network right now")
    expect(page.locator("#kept-count")).to_have_text("1")
    page.goto("/p/anything")
    page.get_by_label("In one sentence").fill("A lamp in the archive")
    page.get_by_role("button", name="Keep it on this device").press("Enter")
    expect(page.locator("#kept-count")).to_have_text("2")
    with live.app.app_context():
        assert db.session.scalars(select(Suggestion)).all() == []
    page.context.set_offline(False)
    page.goto("/")
    expect(page.get_by_text("Thank you. Your idea is in")).to_be_visible()
    expect(page.get_by_text("is a draft now")).to_be_visible()
    page.get_by_role("link", name="Open the draft").click()
    expect(page.get_by_label("In one sentence")).to_have_value("A lamp in the archive")
    assert page.evaluate("kept.all().then((found) => found.length)") == 0
    with live.app.app_context():
        assert [made.title for made in db.session.scalars(select(Suggestion))] == [
            "Drip trays under the mills"
        ]
        assert [draft.title for draft in db.session.scalars(select(Draft))] == ["A lamp in the archive"]
