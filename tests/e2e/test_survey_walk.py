"""Surveys from the template to the results, saved segments, contacts and webhooks: with the keyboard alone, without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from improve.core.db import db
from improve.core.policy import Role
from improve.surveys.models import Answer, Survey
from tests.e2e.chromium import Look, axe, fits_its_width
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import follow, in_its_language, sign_in
from tests.people import PASSWORD, make_person
from tests.surveys.making import answer_many, make_survey
from tests.webhooks.receiver import SETTINGS, Receiver, receiving

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """It may post to this machine, where the other system is."""
    return make_app(**SETTINGS)


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def type_in(page: Page, name: str, text: str) -> None:
    place = page.locator(f"main [name='{name}']")
    place.focus()
    expect(place).to_be_focused()  # what lies in closed details takes no focus
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def tick(page: Page, selector: str) -> None:
    """A radio button or a box, with the space bar."""
    place = page.locator(selector)
    place.focus()
    page.keyboard.press("Space")
    expect(place).to_be_checked()


def press(page: Page, button: str) -> None:
    follow(page, page.locator("main").get_by_role("button", name=button).first)
    fits_its_width(page)


def begin(live: Live, role: Role) -> None:
    with live.app.app_context():
        make_person("ann", roles=[role], password=PASSWORD)


def answers(live: Live) -> dict[str, str]:
    with live.app.app_context():
        rows = db.session.execute(select(Answer.question_code, Answer.value, Answer.text))
        return {code: value if words is None else words for code, value, words in rows}


def test_from_the_template_to_a_corrected_answer(live: Live, show: Show) -> None:
    begin(live, Role.COORDINATOR)
    with show(Look(phone=True, javascript=False)) as page:
        sign_in(page, "ann")
        make_and_publish(page)
        home = page.url
        with live.app.app_context():
            link = f"/s/{db.session.scalars(select(Survey.public_id)).one()}"
        with show(Look(phone=True, javascript=False)) as guest:
            guest.set_viewport_size({"width": 320, "height": 568})
            answer_in_two_sittings(guest, link)
            assert answers(live) == {"csat": "2", "why": "Nobody\nrang back", "choice": "c2"}
            correct(guest)
            assert answers(live) == {"csat": "5", "why": "Nobody\nrang back"}  # the choice is asked no more
        page.goto(f"{home}/results")
        expect(page.locator("h1")).to_contain_text("Fewer than 5 answers")
        with live.app.app_context():
            answer_many(db.session.scalars(select(Survey)).one(), {5: 9}, code="csat")
        page.goto(f"{home}/results")
        expect(page.locator("h1")).to_contain_text("10 answers")


def make_and_publish(page: Page) -> None:
    page.goto("/surveys/new")
    press(page, "Make a draft")  # nothing chosen
    expect(page.locator("[role=alert]")).to_be_focused()
    tick(page, "[name=starter][value=transaction]")
    type_in(page, "title-en", "Counter")
    type_in(page, "title-zh_Hans", "营业厅")
    press(page, "Make a draft")
    home = page.url
    follow(page, page.get_by_role("link", name="Add a question"))
    tick(page, "[name=kind][value=choice]")
    type_in(page, "text-en", "What for?")
    type_in(page, "text-zh_Hans", "办理什么？")
    press(page, "Add it")
    type_in(page, "choices-en", "Repair\nAdvice")
    type_in(page, "choices-zh_Hans", "维修\n咨询")
    page.locator("details:has([name=show_if]) > summary").press("Enter")
    type_in(page, "show_if", "csat <= 3")
    press(page, "Save")
    page.goto(home)
    press(page, "Publish")
    expect(page.locator("h1")).to_contain_text("takes answers")


def answer_in_two_sittings(page: Page, link: str) -> None:
    """An error first; then half of it, and the rest through the link to go on later."""
    page.goto(link)
    press(page, "Next")
    expect(page.locator("[role=alert]")).to_be_focused()
    tick(page, "[name=q_csat][value='2']")
    press(page, "Next")
    later = page.get_by_role("link", name="Link to go on later").get_attribute("href")
    page.goto("about:blank")
    page.goto(str(later))
    fits_its_width(page)
    type_in(page, "q_why", "Nobody\nrang back")
    tick(page, "[name=q_choice][value=c2]")
    press(page, "Send")
    expect(page.locator("h1")).to_have_text("Thank you")
    box = page.locator("[name=email]").bounding_box()
    assert box is not None and box["height"] >= 44


def correct(page: Page) -> None:
    follow(page, page.get_by_role("link", name="Change my answer"))
    expect(page.locator("[name=q_csat][value='2']")).to_be_checked()
    tick(page, "[name=q_csat][value='5']")
    press(page, "Next")
    expect(page.locator("[name=q_why]")).to_have_value("Nobody\nrang back")
    expect(page.locator("[name=q_choice][type=radio]")).to_have_count(0)
    page.locator("button.main").press("Enter")
    expect(page.locator("button.main")).to_have_count(0)


def test_a_segment_is_saved_shared_and_deleted(live: Live, show: Show) -> None:
    begin(live, Role.COORDINATOR)
    with live.app.app_context():
        survey = make_survey(choices=True)
        answer_many(survey, {10: 9, 2: 5}, choice="c1")
        answer_many(survey, {9: 5, 8: 9}, choice="c2")
        home = f"/surveys/{survey.id}/results/segments"
    with show(Look(dark=True)) as page:
        sign_in(page, "ann")
        in_its_language(page)
        page.goto(home)
        press(page, "Save")
        axe(page)
        type_in(page, "name", "Repairs <b>")
        tick(page, "[value='choice:c1']")
        press(page, "Save")
        expect(page.locator("h1")).to_have_text("1 saved segment")
        expect(page.locator(".rows")).to_contain_text("14 answers")
        press(page, "Share")
        axe(page)
        follow(page, page.get_by_role("link", name="Repairs <b>", exact=True))
        expect(page.locator("main")).to_contain_text("14 answers")
        page.goto(home)
        press(page, "Delete: Repairs <b>")
        expect(page.locator("h1")).to_have_text("No saved segments yet")


def test_a_contact_from_the_list_to_the_end_of_mail(live: Live, show: Show) -> None:
    begin(live, Role.COORDINATOR)
    with show(Look(phone=True, javascript=False)) as page:
        sign_in(page, "ann")
        page.goto("/contacts/")
        follow(page, page.get_by_role("link", name="Add a contact"))
        type_in(page, "email", "nobody")
        press(page, "Save")
        expect(page.locator("[role=alert]")).to_be_focused()
        type_in(page, "email", "wang@example.com")
        type_in(page, "name", "王芳")
        type_in(page, "attributes", "city: 无锡")
        press(page, "Save")
        expect(page.locator("h1")).to_have_text("王芳")
        contact = page.url
        page.goto("/contacts/consent-texts")
        type_in(page, "version", "2026-11")
        type_in(page, "text", "You may ask me.")
        press(page, "Add")
        page.goto(contact)
        page.locator("[name=given_on]").fill("2026-10-01")
        press(page, "Note the consent")
        press(page, "Note that it was taken back")
        expect(page.locator("main")).to_contain_text("taken back on")
        press(page, "Send no mail")
        expect(page.locator("main")).to_contain_text("asked for no mail")


def test_a_webhook_from_the_first_test_to_its_end(live: Live, show: Show, other: Receiver) -> None:
    begin(live, Role.ADMINISTRATOR)
    with show(Look(phone=True, dark=True)) as page:
        sign_in(page, "ann")
        in_its_language(page)
        page.goto("/settings/webhooks/")
        follow(page, page.get_by_role("link", name="Add a webhook").first)
        press(page, "Add the webhook")  # empty
        axe(page)
        type_in(page, "name", "Desk")
        type_in(page, "url", other.url)
        tick(page, "[value='suggestion.submitted']")
        press(page, "Add the webhook")
        expect(page.locator("#fresh-secret")).to_contain_text("whsec_")
        axe(page)
        home = page.url
        other.will(500)
        press(page, "Send a test")
        axe(page)
        page.goto(home)
        other.will(200)
        press(page, "Send a test")
        expect(page.locator("main")).to_contain_text("Delivered")
        page.goto(home)
        page.locator("[name=since]").fill("2020-02-01")
        press(page, "Send these days again")
        expect(page.locator("[role=alert]")).to_be_visible()
        axe(page)
        press(page, "Pause")
        expect(page.locator("main")).to_contain_text("Paused")
        press(page, "Go on sending")
        follow(page, page.get_by_role("link", name="Remove this webhook"))
        press(page, "Remove")
        expect(page.locator("h1")).to_have_text("No webhook yet")
