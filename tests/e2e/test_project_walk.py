"""One project, walked in Chromium without JavaScript from an idea to a change that lasts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from improve.core import clock
from improve.core.db import db, transaction
from improve.core.periods import PeriodKind, after, start_of
from improve.core.policy import SYSTEM, Role
from improve.metrics.models import Metric
from improve.projects import jobs
from improve.projects.models import Project
from improve.projects.sustaining.values import DAYS
from improve.suggestions import service as ideas
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Outcome
from tests.e2e.chromium import Look
from tests.e2e.conftest import Live, Show
from tests.e2e.walking import sign_in
from tests.metrics.making import fill, make_metric
from tests.people import PASSWORD, make_person, make_unit
from tests.projects.making import BEFORE, IMPROVED

WEEK = PeriodKind.WEEK


def monday(n: int) -> date:
    """The Monday `n` weeks after (before) the running week."""
    return after(WEEK, start_of(WEEK, clock.today()), n)


def become(page: Page, login: str) -> None:
    page.context.clear_cookies()
    sign_in(page, login)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def hand_in(page: Page) -> None:
    become(page, "ann")
    page.goto("/suggestions/new")
    page.fill("[name=title]", "Print pick lists in walking order")
    page.fill("[name=problem]", "We walk the same aisle three times.")
    page.fill("[name=idea]", "Sort by shelf position.")
    page.locator("main form button.btn-primary").click()


def accept(app: Flask) -> int:
    """The committee's word; how it comes to it is walked in test_loop.py. Answers the card's number."""
    with app.app_context():
        idea = db.session.scalars(select(Suggestion)).one()
        with transaction():
            ideas.decide(idea, Outcome.ACCEPTED, "Try it at dock 2.", by=SYSTEM)
        return db.session.scalars(select(Project.id)).one()


def plan(page: Page, project: str, metric: int) -> None:
    become(page, "tom")
    page.goto(f"{project}/root-cause/edit")
    page.fill("[name=why_1]", "Lists are in the order of arrival")
    page.fill("[name=counts]", "Order of the list\t23\nOut of stock\t8")
    page.fill("[name=root_cause]", "The order of the list ignores the way.")
    press(page, "Save")
    expect(page.locator("h1")).to_have_text("The root cause is named")
    page.goto(f"{project}/rollout/criteria")
    for step in ("diagnose", "design"):
        page.fill(f"[name={step}_enter]", "Somebody leads it")
        page.fill(f"[name={step}_leave]", "Everybody agrees")
    press(page, "Save")
    for proof in ("Tom", "Meeting"):
        page.fill("[name=proof]", proof)
        press(page, "It holds: go on")
    page.goto(f"{project}/plan")
    page.fill("[name=owner_id]", "tom")
    page.locator("[name=metric_id]").select_option(str(metric))
    page.check("[name=direction][value=down]")
    page.fill("[name=smallest_useful]", "3")
    page.fill("[name=baseline_from]", monday(-34).isoformat())
    page.fill("[name=starts_on]", monday(-10).isoformat())
    page.click("button[value=save]")
    page.goto(project)
    press(page, "Move to Do")


def work(page: Page, project: str) -> None:
    page.goto(f"{project}/actions")
    page.fill("[name=title]", "Change the printout")
    page.fill("[name=owner_id]", "tom")
    page.fill("[name=due_on]", clock.today().isoformat())
    press(page, "Put it on the list")
    page.goto("/projects/stand-up?unit=")
    expect(page.locator("h1")).to_have_text("1 action for today")
    press(page, "Done")
    expect(page.locator("h1")).to_contain_text("0 actions for today")
    page.goto(project)
    press(page, "Move to Check")


def decide(page: Page, project: str) -> None:
    page.goto(project)
    expect(page.locator("main")).to_contain_text("Improved")
    page.check("#decide [value=adopt]")
    page.fill("#decide [name=reason]", "Trucks wait six minutes less.")
    press(page, "Save decision")
    page.goto(f"{project}/standard")
    page.fill("[name=standard]", "Lists are sorted by shelf.")
    page.fill("[name=standard_url]", "https://example.org/lists")
    press(page, "Save")
    page.locator("main details summary").last.click()
    page.locator("[name=unit_id]").select_option(label="Second hall")
    page.fill("[name=person_id]", "ann")
    page.fill("[name=due_on]", monday(8).isoformat())
    press(page, "Put it on the list")
    become(page, "eve")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Approve the result")
    page.goto(f"{project}/follow-up")
    page.check("[name=is_approved][value=y]")
    press(page, "Save")
    expect(page.locator("h1")).to_contain_text("the next check is on")


def a_year_passes(app: Flask, metric: int) -> None:
    """Readings stay where the change brought them; the clock looks on each of its days."""
    today = clock.today()
    for days in DAYS:
        day = today + timedelta(days=days)
        with app.app_context(), clock.frozen(datetime.combine(day, time(12), UTC)):
            weeks = (start_of(WEEK, day) - monday_of(today)).days // 7
            fill(db.session.get_one(Metric, metric), monday_of(today), ([33.6, 34.4] * 30)[:weeks])
            jobs.check_sustained()


def monday_of(day: date) -> date:
    return start_of(WEEK, day)


@pytest.mark.databases("sqlite")
def test_from_an_idea_to_a_change_that_lasts(live: Live, show: Show) -> None:
    with live.app.app_context():
        unit = make_unit("Warehouse")
        make_unit("Second hall")
        make_person("ann", "Ann", unit=unit, password=PASSWORD)
        tom = make_person("tom", "Tom", roles=[Role.COORDINATOR], unit=unit, password=PASSWORD)
        make_person("eve", "Eve", roles=[Role.COMMITTEE], unit=unit, password=PASSWORD)
        made = make_metric("WH-07", owner=tom)
        fill(made, monday(-34), [*BEFORE, *IMPROVED])
        metric = made.id
    with show(Look(javascript=False)) as page:
        hand_in(page)
        project = f"/projects/{accept(live.app)}"
        plan(page, project, metric)
        work(page, project)
        decide(page, project)
        a_year_passes(live.app, metric)
        become(page, "tom")
        page.goto(f"{project}/follow-up")
        expect(page.locator("h1")).to_have_text("Adopted, and every check is done")
        expect(page.locator(".rows .st-done")).to_have_count(len(DAYS))
        page.goto(f"{project}/a3")
        for said in (
            "The order of the list ignores the way.",
            "Change the printout",
            "approved by Eve",
            "Second hall",
        ):
            expect(page.locator("main")).to_contain_text(said)
        page.goto(project)
        press(page, "Close the project")
        become(page, "ann")
        page.goto("/suggestions/1")
        expect(page.locator("main")).to_contain_text("Print pick lists in walking order")
