"""Who takes part: figures by hand, never about fewer than five people, not even by subtraction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from improve.accounts import service as accounts
from improve.accounts.models import Person, Unit
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.suggestions import service
from improve.suggestions.calendar import company_today
from improve.suggestions.engagement.queries import Figures, Report, report
from improve.suggestions.engagement.rules import shown_apart
from improve.suggestions.outcomes.quarters import Quarter
from improve.suggestions.values import CategoryData, CommentText, VotingData
from improve.suggestions.voting.service import change_rule
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act, make_person, make_unit
from tests.suggestions.ideas import idea, vote_of

NewBrowser = Callable[..., Browser]

# The rule


@pytest.mark.parametrize(
    ("people", "together", "shown"),
    [
        ({"a": 5, "b": 9}, 0, {"a", "b"}),
        ({"a": 5, "b": 4}, 0, set()),  # a would be the whole minus b
        ({"a": 9, "b": 5, "c": 4}, 0, {"a"}),
        ({"a": 9, "b": 4, "c": 3}, 0, {"a"}),
        ({"a": 9, "b": 8}, 1, {"a"}),
        ({"a": 9, "b": 8}, 5, {"a", "b"}),
        ({"a": 0, "b": 8}, 0, {"b"}),
        ({}, 3, set()),
    ],
)
def test_what_stands_by_itself(people: dict[str, int], together: int, shown: set[str]) -> None:
    assert shown_apart(people, always_together=together) == shown


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 30)), st.integers(0, 30))
def test_nothing_under_five_is_left_over(people: dict[int, int], together: int) -> None:
    shown = shown_apart(people, always_together=together)
    left = together + sum(count for part, count in people.items() if part not in shown)
    assert all(people[part] >= 5 for part in shown)
    assert left == 0 or left >= 5 or not shown


# The figures


def people_in(unit: Unit, count: int, name: str) -> list[Person]:
    return [make_person(f"{name}{number}", unit=unit) for number in range(count)]


def figures(found: Report | None) -> dict[str | None, Figures]:
    assert found is not None
    return {str(line.name) if line.name else None: line.figures for line in found.lines}


def test_the_figures_are_those_counted_by_hand(context: object, clock: Clock) -> None:
    plant = make_unit("Plant")
    press, hall, lab = (make_unit(name, parent=plant) for name in ("Press", "Hall", "Lab"))
    pressers, hallers = people_in(press, 6, "p"), people_in(hall, 7, "h")
    people_in(lab, 3, "l")
    chief = act(make_person("chief", roles=[Role.COORDINATOR]))
    early = idea(act(hallers[0]), "From the quarter before")
    clock.move(days=92)
    quarter = Quarter.of(company_today())
    made = idea(act(pressers[0]), "Racks", co_author_ids=(hallers[1].id,))
    idea(act(pressers[0]), "Lamps")
    vote_of(act(pressers[1]), act(pressers[2]), on=made)
    with transaction():
        service.comment(early, CommentText("Good"), by=act(pressers[1]))
        secret = service.create_category(CategoryData(Localized.both("Secret")), by=SYSTEM)
        rule = VotingData(closes_on=company_today() + timedelta(days=3), counts_hidden=True)
        change_rule(secret, rule, by=SYSTEM)
    hidden = idea(act(pressers[0]), "Signs", category_id=secret.id)
    vote_of(act(hallers[2]), on=hidden)

    top = report(chief, quarter, None)
    assert top is not None and top.whole is not None
    assert top.whole == Figures(16, 4, 1, 2, 2, 1, 4, 11)
    inside = report(chief, quarter, plant.id)
    found = figures(inside)
    assert set(found) == {"Hall", None}  # the smaller one hides the three of the laboratory
    assert found["Hall"] == Figures(7, 1, 1, 1, 0, 0, 1, 5)
    assert found[None] == Figures(9, 3, 0, 1, 2, 1, 3, 6)
    assert report(chief, quarter, press.id) is None and report(chief, quarter, lab.id) is None
    assert report(chief, quarter, hall.id) is not None
    assert report(chief, quarter, 10**6) is None
    earlier = report(chief, quarter.moved(-1), plant.id)
    assert figures(earlier)["Hall"].took_part == 1 and figures(earlier)["Hall"].never == 6


def test_a_coordinator_sees_the_own_units_alone(context: object) -> None:
    one, other = make_unit("One"), make_unit("Other")
    people_in(one, 6, "o"), people_in(other, 6, "x")
    boss = make_person("local", unit=one)
    with transaction():
        accounts.give_role(boss, Role.COORDINATOR, one, by=SYSTEM)
    local = act(boss)
    quarter = Quarter.of(company_today())
    top = report(local, quarter, None)
    assert top is not None and top.whole is not None and top.whole.people == 7
    assert report(local, quarter, one.id) is not None
    assert report(local, quarter, other.id) is None


@pytest.mark.databases("sqlite")
def test_who_looks_after_parts_starts_at_them(context: object) -> None:
    plant, office = make_unit("Plant"), make_unit("Office")
    press, small = make_unit("Press", parent=plant), make_unit("Small", parent=plant)
    people_in(press, 6, "p"), people_in(office, 8, "o"), people_in(small, 3, "s")
    boss, other = make_person("boss"), make_person("other")
    with transaction():
        accounts.give_role(boss, Role.COORDINATOR, press, by=SYSTEM)
        for unit in (small, office):
            accounts.give_role(other, Role.COORDINATOR, unit, by=SYSTEM)
    quarter = Quarter.of(company_today())
    top = report(act(boss), quarter, None)
    assert figures(top).keys() == {"Press"}  # not the plant, of which the others are not counted here
    opened = report(act(boss), quarter, press.id)
    assert opened is not None and [unit.id for unit in opened.units] == [press.id]
    assert report(act(boss), quarter, plant.id) is None
    both = report(act(other), quarter, None)
    assert both is not None and both.whole is not None and both.whole.people == 11 and not both.lines
    assert report(act(other), quarter, office.id) is None  # else the three are what both are more than it


@pytest.mark.databases("sqlite")
def test_the_page(app: Flask, new_browser: NewBrowser, clock: Clock) -> None:
    with app.app_context():
        hall = make_unit("Hall")
        for number in range(6):
            make_person(f"h{number}", unit=hall)
        make_person("chief", "Chief", roles=[Role.COORDINATOR], password=PASSWORD)
        make_person("ada", "Ada", password=PASSWORD)
        author = db.session.query(Person).filter_by(login="h0").one()
        idea(act(author))
    ada, chief = new_browser(), new_browser()
    ada.sign_in("ada", PASSWORD)
    chief.sign_in("chief", PASSWORD)
    assert ada.client.get("/suggestions/engagement").status_code == 403
    page = chief.get("/suggestions/engagement")
    assert page.h1 == "17% of 6 colleagues took part"
    for bad in (
        "unit=x",
        "unit=0",
        "unit=99999999999",
        "quarter=2026-Q9",
        "quarter=2150-Q1",
        "unit=7",
    ):
        assert chief.client.get(f"/suggestions/engagement?{bad}").status_code == 404, bad
    assert "Who takes part" in chief.get("/suggestions/outcomes").text
