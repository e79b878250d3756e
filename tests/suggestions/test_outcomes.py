"""What became of the ideas of a quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Role
from improve.suggestions import service
from improve.suggestions.calendar import company_today
from improve.suggestions.outcomes import service as naming
from improve.suggestions.outcomes.quarters import Quarter
from improve.suggestions.outcomes.queries import implemented, outcomes
from improve.suggestions.queries import page_of
from improve.suggestions.values import Became, Filters, Outcome
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea

Q1, Q2 = Quarter(date(2026, 1, 1)), Quarter(date(2026, 4, 1))


@pytest.mark.parametrize(
    ("day", "code", "last"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 3, 31)),
        (date(2026, 3, 31), "2026-Q1", date(2026, 3, 31)),
        (date(2026, 12, 31), "2026-Q4", date(2026, 12, 31)),
        (date(2024, 2, 29), "2024-Q1", date(2024, 3, 31)),
    ],
)
def test_quarters(day: date, code: str, last: date) -> None:
    quarter = Quarter.of(day)
    assert (quarter.code, quarter.last_day, Quarter.named(code)) == (code, last, quarter)
    assert quarter.moved(-4).moved(4) == quarter
    first, end = quarter.instants(ZoneInfo("Asia/Shanghai"))
    assert (first.astimezone(UTC).hour, first.astimezone(UTC).day) == (
        16,
        (quarter.start - date.resolution).day,
    )
    assert end == quarter.moved(1).instants(ZoneInfo("Asia/Shanghai"))[0]


def make_year(clock: Clock) -> dict[str, Any]:
    """Ideas of the first quarter: one accepted and put into practice in the second, one declined late, one open."""
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    clock.set(datetime(2026, 2, 2, 4, tzinfo=UTC))
    good, bad, still, taken = (idea(ada, title=name) for name in ("Good", "Bad", "Still", "Taken back"))
    with transaction():
        service.edit(good, _text("Good", ("bob",)), by=ada)
        service.withdraw(taken, by=ada)
    clock.set(datetime(2026, 2, 10, 4, tzinfo=UTC))
    with transaction():
        service.decide(good, Outcome.ACCEPTED, "Yes", by=SYSTEM)
    clock.set(datetime(2026, 5, 20, 4, tzinfo=UTC))
    with transaction():
        service.decide(bad, Outcome.DECLINED, "No", by=SYSTEM)
        service.begin_pilot(good, by=SYSTEM)
        service.finish(good, by=SYSTEM)
    return {"ada": ada, "bob": bob, "good": good, "still": still}


@pytest.fixture
def year(context: object, clock: Clock) -> dict[str, Any]:
    return make_year(clock)


def _text(title: str, co_authors: tuple[str, ...]) -> Any:
    from improve.suggestions.values import IdeaText

    return IdeaText(title=title, problem="Oil", idea="Trays", co_authors=co_authors)


def test_each_figure_counts_what_happened_in_the_quarter(year: dict[str, Any]) -> None:
    today = company_today()
    first, second = (outcomes(year["ada"], quarter, today) for quarter in (Q1, Q2))
    expected = {Became.RECEIVED: 3, Became.ACCEPTED: 1, Became.DUE: 3, Became.IN_TIME: 1}
    assert {became: n for became, n in first.counts.items() if n} == expected
    assert {became: n for became, n in second.counts.items() if n} == {
        Became.DECLINED: 1,
        Became.IMPLEMENTED: 1,
    }
    assert outcomes(year["ada"], Quarter(date(2025, 1, 1)), today).is_empty


def test_each_figure_is_the_length_of_the_list_behind_it(year: dict[str, Any]) -> None:
    """For every figure of both quarters and for readers who see different ideas."""
    chief = act(make_person("chief", roles=(Role.COORDINATOR,)))
    for reader in (year["ada"], year["bob"], chief):
        for quarter in (Q1, Q2):
            found = outcomes(reader, quarter, company_today())
            for became in Became:
                listed = page_of(reader, Filters(became=became, quarter=quarter.code))
                assert listed.total == found[became], (quarter.code, became)


def test_what_is_undone_counts_no_more(year: dict[str, Any]) -> None:
    with transaction():
        service.reopen(year["good"], "It leaks", by=SYSTEM)
    assert outcomes(year["ada"], Q2, company_today())[Became.IMPLEMENTED] == 0


def test_names_stand_where_people_agreed(year: dict[str, Any]) -> None:
    def named() -> tuple[list[str], int]:
        (found,) = implemented(year["ada"], Q2, company_today(), most=10)
        return list(found.names), found.unnamed

    assert named() == ([], 2)
    for _twice in range(2):
        with transaction():
            naming.agree(by=year["bob"])
    assert named() == (["Bob"], 1)
    with transaction():
        naming.agree(by=year["ada"])
    assert named() == (["Ada", "Bob"], 0)
    with transaction():
        naming.end_agreement(by=year["bob"])
    assert named() == (["Ada"], 1)


@pytest.fixture
def reading(app: Flask, clock: Clock, browser: Browser) -> Browser:
    with app.app_context():
        make_year(clock)
        make_person("reader", password=PASSWORD)
    browser.sign_in("reader", PASSWORD)
    return browser


def test_the_page_says_it_and_its_numbers_lead_to_the_lists(reading: Browser) -> None:
    page = reading.get("/suggestions/outcomes?quarter=2026-Q2")
    assert page.h1 == "Q2 2026: 0 ideas received, 1 put into practice"
    assert "so far" in reading.text
    assert "Good" in reading.text
    assert "Ada" not in page.css("#names")[0].parent.text()
    link = page.one('a[aria-label="Put into practice, Q2 2026: 1"]').attributes["href"]
    listed = reading.get(link or "")
    assert [node.text() for node in listed.css(".rows li b[lang]")] == ["Good"]
    assert "Q2 2026: Put into practice" in reading.text
    reading.get("/suggestions/outcomes?quarter=2026-Q1")
    assert "Q2 2026" in reading.text
    assert "Q4 2025" in reading.text  # compared with the quarter before


def test_the_reader_agrees_and_takes_it_back_on_the_page(app: Flask, reading: Browser) -> None:
    reading.get("/suggestions/outcomes?quarter=2026-Q2")
    reading.submit(button="My name may stand there")
    assert "Your name stands beside your ideas here." in reading.text
    reading.submit(button="Take my name away")
    assert "Names stand here only where people agreed." in reading.text


@pytest.mark.parametrize("quarter", ["2026-Q5", "x", "", "2026Q1", "9999-Q1", "%00", "2026-Q1' OR 1=1"])
def test_a_quarter_that_is_none_is_missing(reading: Browser, quarter: str) -> None:
    reading.get(f"/suggestions/outcomes?quarter={quarter}", status=400 if quarter == "%00" else 404)


def test_a_company_without_ideas_reads_what_will_stand_there(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    clock.set(datetime(2026, 5, 20, 4, tzinfo=UTC))
    with app.app_context():
        make_person("reader", password=PASSWORD)
    browser.sign_in("reader", PASSWORD)
    assert browser.get("/suggestions/outcomes").h1 == "Q2 2026: nothing yet"
    assert "Nothing happened in this quarter" in browser.text


def test_an_empty_present_quarter_shows_the_one_before(reading: Browser, clock: Clock) -> None:
    clock.set(datetime(2026, 7, 1, 4, tzinfo=UTC))
    reading.sign_in("reader", PASSWORD)
    assert reading.get("/suggestions/outcomes").h1.startswith("Q2 2026")


def test_the_page_asks_the_same_however_much_happened(
    app: Flask, reading: Browser, statements: Callable[..., Any]
) -> None:
    reading.get("/suggestions/outcomes?quarter=2026-Q2")
    with statements() as few:
        reading.get("/suggestions/outcomes?quarter=2026-Q2")
    with app.app_context():
        ada = act(db.session.query(Person).filter_by(login="ada").one())
        for number in range(5):
            more = idea(ada, title=f"More {number}")
            with transaction():
                service.decide(more, Outcome.ACCEPTED, "Yes", by=SYSTEM)
                service.begin_pilot(more, by=SYSTEM)
                service.finish(more, by=SYSTEM)
    with statements() as many:
        reading.get("/suggestions/outcomes?quarter=2026-Q2")
    assert few.count == many.count


def test_cards_show_the_same_ideas_and_keep_the_filters(reading: Browser) -> None:
    reading.get("/suggestions?view=cards&sort=votes")
    assert sorted(node.text() for node in reading.page.css(".cards b[lang]")) == ["Bad", "Good", "Still"]
    assert reading.page.one('input[name="view"]').attributes["value"] == "cards"
    hrefs = [node.attributes["href"] or "" for node in reading.page.css("nav a.chip")]
    assert any("sort=votes" in href and "view" not in href for href in hrefs)
    declined = next(href for href in hrefs if "status=declined" in href)
    reading.get(declined)
    assert [node.text() for node in reading.page.css(".cards b[lang]")] == ["Bad"]
