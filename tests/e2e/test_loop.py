"""The main job, walked by hand in Chromium without JavaScript: from an idea to votes, a committee's decision,
a project, readings before and after, the system's verdict and an award; and a customer's answer by a link."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page
from sqlalchemy import update

from improve.accounts.models import Person
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.policy import Role
from tests.e2e.chromium import Look
from tests.e2e.conftest import Live, Show
from tests.people import PASSWORD, make_person, make_unit

WEEKS_BEFORE, WEEKS_AFTER = 24, 14
AWARDED = "You have received an award for “%(title)s”. Thank you!"
CATALOGS = Path(__file__).resolve().parents[2] / "improve" / "translations" / "zh_Hans"


@pytest.fixture(params=["en", "zh-Hans"])
def walker(request: pytest.FixtureRequest, show: Show) -> Iterator[Page]:
    """A browser without JavaScript, once in each language."""
    with show(Look(language=request.param, javascript=False)) as page:
        yield page


def people(live: Live) -> None:
    """Two teams, and who does what."""
    with live.app.app_context():
        picking, office = make_unit("Picking"), make_unit("Office")
        make_person("root", "Rosa Root", roles=[Role.ADMINISTRATOR], unit=office, password=PASSWORD)
        make_person("ann", "Ann Author", unit=picking, password=PASSWORD)
        make_person("bob", "Bob Backer", unit=picking, password=PASSWORD)
        make_person("mei", "Mei Member", unit=office, roles=[Role.COMMITTEE], password=PASSWORD)
        make_person("zoe", "Zoe Second", unit=office, roles=[Role.COMMITTEE])


def speak(live: Live, page: Page) -> None:
    """Everybody reads in the language of this browser."""
    page.goto("/sign-in")
    language = "zh_Hans" if (page.locator("html").get_attribute("lang") or "").startswith("zh") else "en"
    with live.app.app_context(), transaction():
        db.session.execute(update(Person).values(language=language))


def enter(page: Page, login: str) -> None:
    """Sign out whoever is there, and in as `login`."""
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("form button.btn-primary")
    assert "/sign-in" not in page.url


def press(page: Page, name: str, **parts: str) -> None:
    """The button of that name, in the language of the page."""
    written = said(page, name)
    if parts:
        written %= {key: said(page, part) for key, part in parts.items()}
    page.get_by_role("button", name=written).first.click()


def follow(page: Page, name: str) -> None:
    """The link of that name, in the language of the page."""
    page.get_by_role("link", name=said(page, name)).first.click()


def said(page: Page, text: str) -> str:
    """What the product says for an English text in the language of the page."""
    language = page.locator("html").get_attribute("lang") or ""
    return chinese()[text] if language.startswith("zh") else text


@cache
def chinese() -> dict[str, str]:
    """Every Chinese text by its English one."""
    out = {}
    for path in sorted(CATALOGS.glob("*.po")):
        with path.open("rb") as file:
            out.update({str(m.id): str(m.string) for m in read_po(file) if not m.pluralizable})
    return out


def both(page: Page, field: str, text: str) -> None:
    """The same text in both languages of a field."""
    page.fill(f"[name={field}-zh_Hans]", text)
    page.fill(f"[name={field}-en]", text)


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def monday(weeks_ago: int) -> date:
    today = clock.today("Asia/Shanghai")
    return today - timedelta(days=today.weekday(), weeks=weeks_ago)


def hand_in_an_idea(page: Page) -> str:
    enter(page, "ann")
    page.goto("/suggestions/new")
    page.fill("[name=title]", "Print pick lists in walking order")
    page.fill("[name=problem]", "We walk the same aisle three times and trucks wait at dock 2.")
    page.fill("[name=idea]", "Sort by shelf position before printing.")
    page.fill("[name=expected_result]", "Trucks wait less than 40 minutes.")
    page.locator("main form button.btn-primary").click()
    assert heading(page) == "Print pick lists in walking order"
    return page.url


def back_it(page: Page, idea: str) -> None:
    enter(page, "bob")
    page.goto(idea)
    page.locator("button.vote").click()
    page.goto(idea)
    assert page.locator("button.vote[aria-pressed=true] b").inner_text() == "1"


def set_up_the_committee(page: Page) -> None:
    enter(page, "root")
    page.goto("/reviews/committees/new")
    both(page, "name", "Quarterly committee")
    press(page, "Save")
    for login, chair in (("mei", True), ("zoe", False)):
        page.fill("[name=login]", login)
        if chair:
            page.check("[name=is_chair]")
        page.locator("form:has([name=login]) button").click()
    write_a_rubric(page)


def write_a_rubric(page: Page) -> None:
    page.goto("/reviews/rubrics/new")
    both(page, "name", "Our rubric")
    for place, (name, weight) in enumerate((("Benefit", "60"), ("Effort", "40"))):
        if not page.locator(f"[name=c{place}_weight]").count():
            press(page, "Another criterion")
        both(page, f"c{place}_name", name)
        both(page, f"c{place}_question", f"How is the {name.lower()}?")
        page.fill(f"[name=c{place}_weight]", weight)
        for value in (1, 5):
            both(page, f"c{place}_anchor_{value}", f"{name} {value}")
    press(page, "Save")


def open_a_round(page: Page) -> str:
    page.goto("/reviews/rounds/new")
    both(page, "name", "This quarter")
    page.locator("[name=committee_id]").select_option("1")
    page.locator("[name=rubric_id]").select_option("1")
    page.fill("[name=opens_on]", clock.today("Asia/Shanghai").isoformat())
    page.fill("[name=closes_on]", monday(-4).isoformat())
    page.fill("[name=places]", "3")
    press(page, "Save")
    page.locator("input[name=idea]").first.check()
    press(page, "Add the ticked ones")
    follow(page, "Back to the round")
    address = page.url
    press(page, "Open the round")
    return address


def score(page: Page) -> None:
    enter(page, "mei")
    page.goto("/reviews/next")
    for fieldset in page.locator("fieldset[data-question]").all():
        fieldset.locator("input[type=radio]").nth(3).check()
    page.fill("[name=note_to_author]", "Start with one dock.")
    press(page, "Save and next")


def readings(start: date) -> str:
    """A series that really falls: 46 minutes before, 39 after."""
    chance = random.Random(7)
    lines = []
    for week in range(-WEEKS_BEFORE, WEEKS_AFTER):
        level = 46 if week < 0 else 39
        lines.append(f"{start + timedelta(weeks=week)}\t{level + chance.uniform(-2.5, 2.5):.1f}")
    return "\n".join(lines)


def test_a_customer_answers_by_a_link(live: Live, walker: Page) -> None:
    page = walker
    people(live)
    speak(live, page)
    enter(page, "root")
    page.goto("/surveys/new")
    page.check("[name=starter][value=relationship]")
    both(page, "title", "Repair visit")
    page.locator("main form button.btn-primary").click()
    press(page, "Publish")
    address = page.locator("main aside a[href*='/s/']").first.inner_text()
    page.context.clear_cookies()
    for score_given in (10, 9, 9, 8, 6):
        page.goto(address)
        page.check(f"input[type=radio][value='{score_given}']")
        press(page, "Next")
        press(page, "Send")
        assert "/thanks" in page.url
    enter(page, "root")
    page.goto("/surveys/1/results")
    assert "40" in heading(page)
    assert len(re.findall(r"\d+", heading(page))) >= 3  # the score and its interval


def decide(page: Page) -> None:
    """An administrator closes the scoring; the chair accepts with a reason and publishes."""
    enter(page, "root")
    page.goto("/reviews/rounds/1")
    follow(page, "Close scoring")
    press(page, "Close scoring")
    enter(page, "mei")
    page.goto("/reviews/rounds/1")
    page.locator("td.decide select").first.select_option("accept")
    page.locator("td.decide details summary").first.click()
    page.locator("td.decide textarea").first.fill("The problem is concrete and dock 2 can try it.")
    press(page, "Save the decisions")
    follow(page, "Preview the answers and publish")
    press(page, "Publish all decisions")


def measure(page: Page) -> None:
    """An administrator defines the metric and pastes the series."""
    enter(page, "root")
    page.goto("/metrics/new")
    both(page, "name", "Truck waiting time at dock 2")
    both(page, "unit", "minutes")
    for field, value in (("direction", "down"), ("kind", "value"), ("period", "week")):
        control = page.locator(f"[name={field}]")
        if control.first.evaluate("element => element.tagName") == "SELECT":
            control.select_option(value)
        else:
            page.check(f"[name={field}][value={value}]")
    page.locator("main form button.btn-primary").click()
    page.goto("/metrics/1/paste")
    page.fill("[name=text]", readings(monday(WEEKS_AFTER)))
    page.locator("main form button.btn-primary").click()  # looks at it
    page.locator("main form button.btn-primary").first.click()  # stores it
    page.goto("/metrics/1")
    assert page.locator("svg.ch").count() >= 1


def run_the_project(page: Page) -> None:
    page.goto("/projects")
    page.get_by_role("link", name="Print pick lists in walking order").first.click()
    project = page.url
    page.goto(f"{project}/plan")
    press(page, "Save the plan")
    page.goto(project)
    press(page, "Move to %(column)s", column="Do")
    assert page.locator("[role=alert] a").count() >= 3  # each missing field is named
    page.goto(f"{project}/plan")
    page.fill("[name=owner_id]", "bob")
    page.locator("[name=metric_id]").select_option("1")
    page.check("[name=direction][value=down]")
    page.fill("[name=smallest_useful]", "5")
    page.fill("[name=baseline_from]", monday(WEEKS_AFTER + WEEKS_BEFORE).isoformat())
    page.fill("[name=starts_on]", monday(WEEKS_AFTER).isoformat())
    press(page, "Save the plan")
    page.goto(project)
    press(page, "Move to %(column)s", column="Do")
    page.goto(project)
    press(page, "Move to %(column)s", column="Check")
    page.goto(project)
    assert page.locator("#v").inner_text() == said(page, "Improved")
    assert page.locator("svg.ch .start").count() >= 1
    page.check("[name=decision][value=adopt]")
    page.fill("[name=reason]", "The whole interval is better than five minutes.")
    press(page, "Save decision")


def award(page: Page) -> None:
    page.goto("/awards/programs/new")
    both(page, "name", "Improvement award")
    page.fill("[name=amount]", "500")
    press(page, "Save")
    page.goto("/awards/new")
    page.locator("[name=project_id]").select_option("1")
    page.locator("[name=program_id]").select_option("1")
    page.fill("[name=person_login]", "ann")
    page.fill("[name=reason]", "She saw the problem and stayed until the result was there.")
    press(page, "Give the award")
    assert heading(page) == "Improvement award"


def test_the_whole_loop_without_javascript(live: Live, walker: Page) -> None:
    page = walker
    people(live)
    speak(live, page)
    idea = hand_in_an_idea(page)
    back_it(page, idea)
    set_up_the_committee(page)
    open_a_round(page)
    score(page)
    decide(page)
    measure(page)
    run_the_project(page)
    award(page)
    enter(page, "ann")
    page.goto(idea)
    text = page.locator("main").inner_text()
    assert "The problem is concrete and dock 2 can try it." in text
    assert said(page, "Improved") in text
    assert said(page, "Done") in text
    page.goto("/inbox")
    told = said(page, AWARDED) % {"title": "Print pick lists in walking order"}
    assert told in page.locator("main").inner_text()
