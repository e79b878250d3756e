"""Pages of savings, as the owner, finance and everybody else see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from improve.core.db import db
from improve.core.policy import Role
from improve.savings.models import Saving
from tests.browser import Browser
from tests.people import PASSWORD, act, make_person
from tests.savings.making import claim, improved_project, treasurer, validate

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def numbers(app: Flask) -> dict[str, int]:
    """The ids of a project of tom's and of a saving of it that finance has not looked at."""
    with app.app_context():
        tom = make_person("tom", "Tom", password=PASSWORD)
        treasurer("fin")
        make_person("ann", "Ann", password=PASSWORD)
        project = improved_project(tom)
        return {"project": project.id, "saving": claim(project, act(tom)).id}


def enter(browser: Browser, login: str) -> Browser:
    browser.sign_in(login, PASSWORD)
    return browser


def test_from_a_claim_to_the_headline(new_browser: Callable[..., Browser], numbers: dict[str, int]) -> None:
    tom = enter(new_browser(), "tom")
    tom.get(f"/savings/new?project={numbers['project']}")
    tom.submit(
        kind="avoided",
        recurrence="once",
        gross="3000",
        value_per_unit="1",
        units_per_year="500",
        reason="No rent",
    )
    assert "Measured by the system" in tom.text
    fin = enter(new_browser(), "fin")
    fin.get("/")
    assert "Validate 2 savings" in fin.text
    fin.get(f"/savings/{numbers['saving']}")
    fin.follow("Validate")
    fin.submit(gross="100000", share="50", reason="Time sheets")
    assert "Validated by finance" in fin.text
    fin.get("/savings/costs")
    fin.submit(yearly="1000000", target="15", reason="Accounts of last year")
    assert "of costs saved in twelve months; the target is 15 %" in fin.text
    fin.get("/savings?state=validated")
    assert "Pick lists" in fin.text


def test_every_page_in_both_languages(new_browser: Callable[..., Browser], numbers: dict[str, int]) -> None:
    saving = numbers["saving"]
    for language in ("en", "zh-Hans"):
        tom, fin = (enter(new_browser(language=language), login) for login in ("tom", "fin"))
        for path in (
            f"new?project={numbers['project']}",
            f"{saving}",
            f"{saving}/correct",
            f"{saving}/withdraw",
        ):
            tom.get(f"/savings/{path}")
        for path in (
            "",
            "?state=measured",
            "?kind=soft",
            f"/{saving}",
            f"/{saving}/validate",
            f"/{saving}/refuse",
        ):
            fin.get(f"/savings{path}")
        fin.get("/savings/costs")


DOORS = (
    ("ann", "/savings/new?project={project}", 404),
    ("ann", "/savings/{saving}", 200),
    ("ann", "/savings/{saving}/correct", 404),
    ("ann", "/savings/{saving}/withdraw", 404),
    ("ann", "/savings/{saving}/validate", 403),
    ("ann", "/savings/costs", 403),
    ("ann", "/savings/export.xlsx", 200),
    ("tom", "/savings/{saving}/refuse", 403),
    ("tom", "/savings/new?project=99999", 404),
    ("tom", "/savings/new?project=99999999999999999999", 404),
    ("tom", "/savings/new?project=x", 404),
    ("tom", "/savings/4294967296", 404),
)


@pytest.mark.databases("sqlite")
def test_who_may_what(new_browser: Callable[..., Browser], numbers: dict[str, int]) -> None:
    browsers = {login: enter(new_browser(), login) for login in ("ann", "tom")}
    for login, path, status in DOORS:
        answer = browsers[login].client.get(path.format(**numbers))
        assert answer.status_code == status, (login, path)


BAD: list[dict[str, Any]] = [
    {"gross": ""},
    {"gross": "-1"},
    {"gross": "9" * 13},
    {"gross": "1.5"},
    {"value_per_unit": "NaN"},
    {"value_per_unit": "0"},
    {"units_per_year": "many"},
    {"share": "101"},
    {"share": "0"},
    {"cost": "-3"},
    {"currency": "yuan"},
    {"from_on": "2026-13-01"},
    {"reason": "x" * 2_001},
    {"reason": "a\x00b"},
]


@pytest.mark.databases("sqlite")
def test_bad_input_is_named_and_nothing_is_stored(browser: Browser, numbers: dict[str, int]) -> None:
    enter(browser, "tom")
    good = {"gross": "3000", "value_per_unit": "1", "units_per_year": "500", "reason": "No rent"}
    for bad in BAD:
        browser.get(f"/savings/new?project={numbers['project']}")
        browser.submit(**{**good, **bad}, status=422)
    browser.get("/savings")
    assert "Every saving" in browser.text
    assert browser.text.count("Pick lists") == 1


@pytest.mark.databases("sqlite")
def test_finance_reads_why_not_in_words(browser: Browser, app: Flask, numbers: dict[str, int]) -> None:
    enter(browser, "fin")
    browser.get(f"/savings/{numbers['saving']}/validate")
    browser.submit(gross="900000", reason="A guess", status=422)
    assert "more than the data allow" in browser.text
    browser.submit(gross="100000", reason="Time sheets")
    browser.get(f"/savings/{numbers['saving']}/validate")
    browser.submit(gross="100000", reason="Twice", status=422)
    assert "decided or withdrawn meanwhile" in browser.text


def test_the_home_page_tells_what_finance_validated(
    app: Flask, browser: Browser, numbers: dict[str, int]
) -> None:
    with app.app_context():
        saving = db.session.get_one(Saving, numbers["saving"])
        validate(saving, act(make_person("cfo", roles=[Role.FINANCE])))
    enter(browser, "ann")
    browser.get("/")
    assert "saved in twelve months, validated by finance" in browser.text
