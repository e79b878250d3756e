"""One walk through the pages behind a survey, in every look: results and their parts, comments coded by keyboard,
alerts, contacts, invitations, retention; and the personal link of a mail, without a script."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.surveys import service
from improve.surveys.alerts import service as alerts
from improve.surveys.invitations import sending
from improve.surveys.models import Survey
from improve.surveys.queries import published_version
from improve.surveys.values.questions import specs_of
from improve.surveys.values.texts import NewQuestion, PlainTexts
from tests.e2e.chromium import EVERY_LOOK, Look, axe, fits_its_width
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import in_its_language, sign_in
from tests.people import PASSWORD, make_person
from tests.surveys.inviting import make_contact, make_wave, outbox, path_in
from tests.surveys.making import TITLE, make_survey, stored

pytestmark = pytest.mark.databases("sqlite")

PLACE = Localized(en="Place", zh_Hans="地点")
LONG = "The technician came two hours late and nobody had called. " * 8 + "https://example.com/" + "x" * 90
SHARES = {"north": (10, 10, 9, 8, 9, 6), "south": (3, 9, 5, 7, 10, 0)}


def fill(survey: Survey, clock: Any) -> None:
    """Six months from two places, with comments; some begin and do not finish."""
    for month in range(3, 9):
        clock.set(datetime(2026, month, 10, 9, tzinfo=UTC))
        with transaction():
            kept = db.session.get_one(Survey, survey.id)
            version = published_version(kept)
            assert version is not None
            forms = [
                ("en", [("nps", str(n), None), ("place", place, None), ("why", group(n), said(n))])
                for place, numbers in SHARES.items()
                for n in numbers * 3
            ]
            service.keep_forms(kept, version, datetime(2026, month, 10, tzinfo=UTC).date(), forms)
            for _one in range(2):
                service.keep_begun(kept, version, "", language="en", page=1, answers={"nps": "5"})
    clock.set(datetime(2026, 9, 3, 9, tzinfo=UTC))


def group(number: int) -> str:
    return "high" if number > 8 else "middle" if number > 6 else "low"


def said(number: int) -> str:
    return {0: LONG, 10: "师傅准时到，十五分钟就修好了。"}.get(number, "Waited too long for a call")


@pytest.fixture
def office(live: Live, clock: Any) -> tuple[int, list[str]]:
    """A survey with all that its pages show, and the personal links that were mailed."""
    with live.app.app_context():
        ann = make_person("ann", "Ann Owner", roles=[Role.COORDINATOR], password=PASSWORD)
        clock.set(datetime(2026, 3, 1, 9, tzinfo=UTC))
        survey = make_survey(published=False, title=TITLE)
        with transaction():
            kept = db.session.get_one(Survey, survey.id)
            kept.owner_id = ann.id
            row = service.add_question(kept, NewQuestion("hidden", PLACE), by=SYSTEM)
            service.rewrite_question(kept, row.code, PlainTexts(text=PLACE, code="place"), by=SYSTEM)
            service.publish_survey(kept, by=SYSTEM)
            version = published_version(kept)
            assert version is not None
            watch, specs = service.WatchTexts("refund\n退款"), specs_of(version.questions)
            service.change_alert_rules(kept, specs, watch, {"nps": "6"}, by=SYSTEM)
        fill(survey, clock)
        with transaction():
            kept = db.session.get_one(Survey, survey.id)
            service.begin_with_usual(kept, by=SYSTEM)
            for text in ("I want a refund", LONG):
                service.answer(kept, {"nps": 1, "why": text, "place": "south"}, "en")
        clock.move(hours=2)
        with transaction():
            alerts.tell()
        for place, name in enumerate(
            ("王芳", "Ann <b>", "A very long name of a customer, with title", "李强")
        ):
            make_contact(f"customer{place}@example.com", name=name, attributes={"city": "无锡"})
        make_wave(survey)
        sending.send_due()
        return survey.id, [path_in(mail) for mail in outbox()]


PAGES = (
    "surveys/{}/results",
    "surveys/{}/results?segment=place:south&since=2026-04-01&until=2026-06-01",
    "surveys/{}/results/compare?a_segment=place:north&b_segment=place:south",
    "surveys/{}/results/times",
    "surveys/{}/results/drop-off",
    "surveys/{}/results/weights?share1=70&share2=30",
    "surveys/{}/comments?group=low",
    "surveys/{}/codes",
    "surveys/{}/coding",
    "surveys/{}/alerts",
    "surveys/{}/alerts/rules",
    "surveys/{}/invitations",
    "surveys/{}/invitations/1",
    "surveys/{}/limits",
    "surveys/{}/retention",
    "contacts/",
    "contacts/1",
)


def looked_at(page: Page) -> None:
    expect(page.locator("h1")).to_be_visible()
    axe(page)
    fits_its_width(page)


def test_the_office_in_every_look(show: Show, live: Live, office: tuple[int, list[str]]) -> None:
    survey_id, links = office
    for place, look in enumerate(EVERY_LOOK):
        with show(look) as page:
            sign_in(page, "ann")
            in_its_language(page)
            for path in PAGES:
                page.goto("/" + path.format(survey_id))
                looked_at(page)
            if place == 0:
                code_by_keyboard(page, survey_id)
        with show(Look(phone=look.phone, dark=look.dark, language=look.language, javascript=False)) as guest:
            answer_by_mail(guest, links[place], live)


def code_by_keyboard(page: Page, survey_id: int) -> None:
    """Two comments with the keys that the page names, then one with Tab, Space and Enter."""
    page.goto(f"/surveys/{survey_id}/coding")
    done = page.locator("header + p, .lead, main p", has_text="You have coded").first
    expect(done).to_contain_text("0 of")
    for number in (1, 2):
        page.keyboard.press("1")
        expect(page.locator("[name=code]").first).to_be_checked()
        page.keyboard.press("s")
        expect(done).to_contain_text(f"{number} of")
    page.locator("[name=code]").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[name=code]").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    expect(done).to_contain_text("3 of")


def answer_by_mail(page: Page, link: str, live: Live) -> None:
    """The score of the mail is chosen; only the button stores it, and the link is spent."""

    def answers() -> int:
        with live.app.app_context():
            return stored()

    had = answers()
    page.goto(f"{link}?score=9")
    expect(page.locator("input[value='9']")).to_be_checked()
    fits_its_width(page)
    assert answers() == had
    page.locator("button[value=next]").click()
    page.locator("textarea").fill("Fine\n好")
    page.locator("button[value=send]").click()
    fits_its_width(page)
    language = page.locator("html").get_attribute("lang")
    page.locator("header a").click()  # the other language keeps the receipt
    assert page.locator("html").get_attribute("lang") != language
    expect(page.locator("a[href*='/c/'][href*=withdraw]")).to_be_visible()
    assert answers() == had + 1
    page.goto(link)
    expect(page.locator("input[type=radio]")).to_have_count(0)
