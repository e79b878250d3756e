"""No network: what is typed stays on the device and is handed in once the network is back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM
from improve.suggestions.drafts.models import Draft
from improve.suggestions.models import Suggestion
from improve.suggestions.places.service import add_place
from improve.suggestions.places.values import PlaceData
from tests.e2e.conftest import Live
from tests.e2e.walking import through_the_door
from tests.people import PASSWORD, make_person

PATIENCE = 20_000  # milliseconds; two ideas are handed in meanwhile
# The worker stands between the page and the network; it has the page without one by then.
CONTROLLED = """() => navigator.serviceWorker.controller ? null : new Promise(
  (done) => navigator.serviceWorker.addEventListener("controllerchange", () => done(null), { once: true }))"""


@pytest.mark.databases("sqlite")
def test_without_a_network_nothing_typed_is_lost(live: Live, page: Page) -> None:
    with live.app.app_context():
        make_person("ada", "Ada", password=PASSWORD)
        with transaction():
            code = add_place(PlaceData(Localized.both("Mill 3")), by=SYSTEM).code
    through_the_door(page, "ada")
    page.goto("/suggestions/new")
    page.evaluate(CONTROLLED)
    page.get_by_label("In one sentence").fill("Drip trays under the mills")
    page.get_by_label("What is the problem today?").fill("Oil on the floor")
    page.get_by_label("Your idea").fill("A tray under each mill")
    page.context.set_offline(True)
    page.get_by_role("button", name="Hand in the idea").press("Enter")
    # The form was sent into nothing: it stays here, and one more can be written.
    expect(page.get_by_role("heading", level=1)).to_have_text("No network right now", timeout=PATIENCE)
    expect(page.locator("#kept-count")).to_have_text("1", timeout=PATIENCE)
    page.goto(f"/i/{code}")  # the QR code at the mill
    page.get_by_label("In one sentence").fill("A lamp in the archive")
    page.get_by_role("button", name="Keep it on this device").press("Enter")
    expect(page.locator("#kept-count")).to_have_text("2", timeout=PATIENCE)
    with live.app.app_context():
        assert db.session.scalars(select(Suggestion)).all() == []
    page.context.set_offline(False)  # the page notices by itself
    expect(page.get_by_text("Thank you. Your idea is in")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("is a draft now")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Open the draft").click()
    expect(page.get_by_label("In one sentence")).to_have_value("A lamp in the archive")
    expect(page.get_by_text("Mill 3")).to_be_visible()
    assert page.evaluate("kept.all().then((found) => found.length)") == 0
    # With a network the worker is not noticed: problems come back, and what is good goes in.
    page.get_by_role("button", name="Hand in the idea").click()
    expect(page.get_by_label("What is the problem today?")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("What is the problem today?").fill("Nobody finds a file")
    page.get_by_label("Your idea").fill("One more lamp")
    page.get_by_role("button", name="Hand in the idea").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A lamp in the archive", timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    with live.app.app_context():
        titles = [made.title for made in db.session.scalars(select(Suggestion).order_by(Suggestion.id))]
        assert titles == ["Drip trays under the mills", "A lamp in the archive"]
        assert db.session.scalars(select(Draft)).all() == []
