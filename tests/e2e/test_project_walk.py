"""One project, walked in Chromium without JavaScript from an idea to a change that lasts, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
# Where the company is: late in the evening of UTC it is the next day there.
COMPANY = "Asia/Shanghai"


def monday(n: int) -> date:
    """The Monday `n` weeks after (before) the running week."""
    return after(WEEK, start_of(WEEK, clock.today(COMPANY)), n)


def become(page: Page, login: str) -> None:
    page.context.clear_cookies()
    sign_in(page, login)


Words = Mapping[str, str]
# What is pressed and read.
WORDS: dict[str, Words] = {
    "en": {
        "save": "Save",
        "named": "The root cause is named",
        "holds": "It holds: go on",
        "do": "Move to Do",
        "add": "Put it on the list",
        "one action": "1 action for today",
        "done": "Done",
        "no action": "0 actions for today",
        "check": "Move to Check",
        "improved": "Improved",
        "decide": "Save decision",
        "approve": "Approve the result",
        "next": "the next check is on",
        "over": "Adopted, and every check is done",
        "approved": "approved by Eve",
        "close": "Close the project",
    },
    "zh-Hans": {
        "save": "保存",
        "named": "已找到根本原因",
        "holds": "条件已满足，继续",
        "do": "移到“执行”",
        "add": "加入清单",
        "one action": "今天有1项行动",
        "done": "完成",
        "no action": "今天有0项行动",
        "check": "移到“检查”",
        "improved": "有改善",
        "decide": "保存决定",
        "approve": "核准结果",
        "next": "下次检查",
        "over": "已推广，全部检查已完成",
        "approved": "由Eve核准",
        "close": "关闭项目",
    },
}


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


def plan(page: Page, words: Words, project: str, metric: int) -> None:
    become(page, "tom")
    page.goto(f"{project}/root-cause/edit")
    page.fill("[name=why_1]", "Lists are in the order of arrival")
    page.fill("[name=counts]", "Order of the list\t23\nOut of stock\t8")
    page.fill("[name=root_cause]", "The order of the list ignores the way.")
    press(page, words["save"])
    expect(page.locator("h1")).to_have_text(words["named"])
    page.goto(f"{project}/rollout/criteria")
    for step in ("diagnose", "design"):
        page.fill(f"[name={step}_enter]", "Somebody leads it")
        page.fill(f"[name={step}_leave]", "Everybody agrees")
    press(page, words["save"])
    for proof in ("Tom", "Meeting"):
        page.fill("[name=proof]", proof)
        press(page, words["holds"])
    page.goto(f"{project}/plan")
    page.fill("[name=owner_id]", "tom")
    page.locator("[name=metric_id]").select_option(str(metric))
    page.check("[name=direction][value=down]")
    page.fill("[name=smallest_useful]", "3")
    page.fill("[name=baseline_from]", monday(-34).isoformat())
    page.fill("[name=starts_on]", monday(-10).isoformat())
    page.click("button[value=save]")
    page.goto(project)
    press(page, words["do"])


def work(page: Page, words: Words, project: str) -> None:
    page.goto(f"{project}/actions")
    page.fill("[name=title]", "Change the printout")
    page.fill("[name=owner_id]", "tom")
    page.fill("[name=due_on]", clock.today(COMPANY).isoformat())
    press(page, words["add"])
    page.goto("/projects/stand-up?unit=")
    expect(page.locator("h1")).to_have_text(words["one action"])
    press(page, words["done"])
    expect(page.locator("h1")).to_contain_text(words["no action"])
    page.goto(project)
    press(page, words["check"])


def decide(page: Page, words: Words, project: str) -> None:
    page.goto(project)
    expect(page.locator("main")).to_contain_text(words["improved"])
    page.check("#decide [value=adopt]")
    page.fill("#decide [name=reason]", "Trucks wait six minutes less.")
    press(page, words["decide"])
    page.goto(f"{project}/standard")
    page.fill("[name=standard]", "Lists are sorted by shelf.")
    page.fill("[name=standard_url]", "https://example.org/lists")
    press(page, words["save"])
    page.locator("main details summary").last.click()
    page.locator("[name=unit_id]").select_option(label="Second hall")
    page.fill("[name=person_id]", "ann")
    page.fill("[name=due_on]", monday(8).isoformat())
    press(page, words["add"])
    become(page, "eve")
    page.goto("/")
    expect(page.locator("main")).to_contain_text(words["approve"])
    page.goto(f"{project}/follow-up")
    page.check("[name=is_approved][value=y]")
    press(page, words["save"])
    expect(page.locator("h1")).to_contain_text(words["next"])


def a_year_passes(app: Flask, metric: int) -> None:
    """Readings stay where the change brought them; the clock looks on each of its days."""
    today = clock.today(COMPANY)
    for days in DAYS:
        day = today + timedelta(days=days)
        with app.app_context(), clock.frozen(datetime.combine(day, time(12), UTC)):
            weeks = (start_of(WEEK, day) - monday_of(today)).days // 7
            fill(db.session.get_one(Metric, metric), monday_of(today), ([33.6, 34.4] * 30)[:weeks])
            jobs.check_sustained()


def monday_of(day: date) -> date:
    return start_of(WEEK, day)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("language", WORDS)
def test_from_an_idea_to_a_change_that_lasts(live: Live, show: Show, language: str) -> None:
    words = WORDS[language]
    with live.app.app_context():
        unit = make_unit("Warehouse")
        make_unit("Second hall")
        make_person("ann", "Ann", unit=unit, language=None, password=PASSWORD)
        tom = make_person("tom", "Tom", roles=[Role.COORDINATOR], unit=unit, language=None, password=PASSWORD)
        make_person("eve", "Eve", roles=[Role.COMMITTEE], unit=unit, language=None, password=PASSWORD)
        made = make_metric("WH-07", owner=tom)
        fill(made, monday(-34), [*BEFORE, *IMPROVED])
        metric = made.id
    with show(Look(language=language, javascript=False)) as page:
        hand_in(page)
        project = f"/projects/{accept(live.app)}"
        plan(page, words, project, metric)
        work(page, words, project)
        decide(page, words, project)
        a_year_passes(live.app, metric)
        become(page, "tom")
        page.goto(f"{project}/follow-up")
        expect(page.locator("h1")).to_have_text(words["over"])
        expect(page.locator(".rows .st-done")).to_have_count(len(DAYS))
        page.goto(f"{project}/a3")
        for said in (
            "The order of the list ignores the way.",
            "Change the printout",
            words["approved"],
            "Second hall",
        ):
            expect(page.locator("main")).to_contain_text(said)
        assert len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True))) == 1  # one sheet
        page.goto(project)
        press(page, words["close"])
        become(page, "ann")
        page.goto("/suggestions/1")
        expect(page.locator("main")).to_contain_text("Print pick lists in walking order")
