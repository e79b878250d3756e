"""Assignment: what the solver promises, and what assigning does to queues, scores and results."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Refused
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.models import Assignment, Round, RoundItem
from improve.reviews.queries import (
    assigned_pairs,
    inputs_of,
    items_of,
    queue_of,
    standing_of,
    terms_of,
    wishes_of,
)
from improve.reviews.rules.assigning import Problem, assign
from improve.reviews.values import DeclarationData, RecordedConflict, TermData, Wish
from improve.suggestions.models import Category, Suggestion
from tests.browser import Browser
from tests.page import Page
from tests.people import PASSWORD, act
from tests.reviews.company import Company, both, make_company


def spread(problem: Problem, pairs: frozenset[tuple[int, int]]) -> int:
    loads = Counter(member for _item, member in pairs)
    return max(loads[m] for m in problem.members) - min(loads[m] for m in problem.members)


def test_five_hundred_ideas_and_forty_members() -> None:
    dice = random.Random(4)
    items, members = range(500), range(40)
    problem = Problem(
        items,
        members,
        each=3,
        most=40,
        forbidden=frozenset((i, m) for i in items for m in members if dice.random() < 0.05),
        knows=frozenset((i, m) for i in items for m in members if i % 8 == m % 8),
        units={m: m % 6 for m in members},
    )
    plan = assign(problem)
    assert Counter(i for i, _m in plan.pairs) == Counter(dict.fromkeys(items, 3))
    assert not plan.pairs & problem.forbidden
    assert spread(problem, plan.pairs) <= 1
    assert plan.parts == 1
    assert not plan.short
    assert sum(pair in problem.knows for pair in plan.pairs) > 0.8 * len(plan.pairs)
    units = [{m % 6 for i, m in plan.pairs if i == item} for item in items]
    assert sum(len(found) == 3 for found in units) > 450


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_hard_limits_hold_and_what_is_missing_is_named(data: st.DataObject) -> None:
    items = list(range(data.draw(st.integers(1, 12))))
    members = list(range(100, 100 + data.draw(st.integers(1, 6))))
    everything = [(i, m) for i in items for m in members]
    forbidden = frozenset(data.draw(st.sets(st.sampled_from(everything), max_size=len(everything))))
    free = [pair for pair in everything if pair not in forbidden]
    each, most = data.draw(st.integers(1, 4)), data.draw(st.none() | st.integers(1, 6))
    kept = frozenset(data.draw(st.sets(st.sampled_from(free), max_size=2))) if free else frozenset()
    problem = Problem(items, members, each, most, forbidden, kept)
    plan = assign(problem)
    assert kept <= plan.pairs
    assert not plan.pairs & forbidden
    per_item, loads = Counter(i for i, _m in plan.pairs), Counter(m for _i, m in plan.pairs)
    assert all(per_item[i] <= max(each, sum(p[0] == i for p in kept)) for i in items)
    if most is not None:
        assert all(loads[m] <= max(most, sum(p[1] == m for p in kept)) for m in members)
    assert {one.item_id for one in plan.short} == {i for i in items if per_item[i] < each}
    for one in plan.short:  # every member who is not on it has a reason
        assert one.found + one.conflicts + one.full == len(members)


def test_separate_groups_are_joined_by_exchanges() -> None:
    """Two units that only know their own category would never meet: knowledge yields to comparability."""
    items, members = range(20), range(4)
    knows = frozenset((i, m) for i in items for m in members if (i < 10) == (m < 2))
    problem = Problem(items, members, each=2, knows=knows)
    plan = assign(problem)
    assert plan.parts == 1
    assert spread(problem, plan.pairs) <= 1
    assert sum(pair in knows for pair in plan.pairs) >= 38


def test_where_exchanges_are_forbidden_the_parts_are_counted() -> None:
    items, members = range(8), range(4)
    forbidden = frozenset((i, m) for i in items for m in members if (i < 4) != (m < 2))
    plan = assign(Problem(items, members, each=2, forbidden=forbidden))
    assert plan.parts == 2
    # Who must not meet the second group hears of one.
    mine = plan.only(range(4))
    assert (mine.parts, mine.loads(members)) == (1, {0: 4, 1: 4, 2: 0, 3: 0})


@pytest.fixture
def held(company: Company) -> Round:
    """Six ideas of nobody in conflict, two members each."""
    ideas = [company.idea(f"Idea {number}") for number in range(6)]
    return company.round(ideas, opened=False, reviews_each=2, max_load=5)


def pairs_of(held: Round) -> set[tuple[int, int]]:
    return assigned_pairs(held.id)


def opened(held: Round) -> Round:
    with transaction():
        service.open_round(held, by=SYSTEM)
    return held


def test_opening_assigns_what_is_missing_and_members_score_what_is_theirs(
    company: Company, held: Round
) -> None:
    opened(held)
    members = [company.chen, company.mia, company.wu]
    loads = Counter(person for _item, person in pairs_of(held))
    assert [loads[m.id] for m in members] == [4, 4, 4]
    for member in members:
        mine = {item for item, person in pairs_of(held) if person == member.id}
        assert {entry.item_id for entry in queue_of(act(member), company_today())} == mine
    other = next(
        idea
        for idea in db.session.query(Suggestion)
        if (company.item(held, idea).id, company.mia.id) not in pairs_of(held)
    )
    with pytest.raises(Refused):
        company.score(held, other, "mia", 3)
    item = company.item(held, other)
    with transaction():
        service.volunteer(item, by=act(company.mia))
    company.score(held, other, "mia", 3)
    assert {m.of for m in standing_of(held, inputs_of(held)).items} == {2, 3}
    another = next(
        company.item(held, idea)
        for idea in db.session.query(Suggestion)
        if (company.item(held, idea).id, company.mia.id) not in pairs_of(held)
    )
    with pytest.raises(Refused), transaction():  # five is the most
        service.volunteer(another, by=act(company.mia))


def test_a_conflict_that_comes_up_ends_the_assignment(company: Company, held: Round) -> None:
    opened(held)
    for number, (item_id, person_id) in enumerate(sorted(pairs_of(held))[:2]):
        person = next(p for p in company.people.values() if p.id == person_id)
        item = next(one for one in db.session.query(Assignment) if one.item_id == item_id).item
        with transaction():
            if number:
                data = RecordedConflict(item_id, person_id, "other")
                service.record_conflict(item, data, by=act(company.root))
            else:
                service.declare_conflict(item, DeclarationData("other"), by=act(person))
        assert (item_id, person_id) not in pairs_of(held)
    with transaction():
        plan = service.assign_automatically(held, by=SYSTEM)
    assert len(plan.short) in (0, 1)


def test_who_leaves_without_a_score_is_not_waited_for(company: Company, held: Round) -> None:
    """Neither in what an idea lacks nor in “n of m”; what they scored before stays, and others fill up."""
    opened(held)
    mine = sorted(item for item, person in pairs_of(held) if person == company.wu.id)
    done = db.session.get_one(RoundItem, mine[0]).suggestion
    company.score(held, done, "wu", 3)
    assert not service.missing_in(held)
    term = next(one for one in terms_of(company.committee.id) if one.person_id == company.wu.id)
    with transaction():
        service.change_term(term, TermData(until=company_today() - timedelta(days=1)), by=SYSTEM)
    assert {short.item_id for short in service.missing_in(held)} == set(mine[1:])
    of = {one.item_id: one.of for one in standing_of(held, inputs_of(held)).items}
    assert of == {item.id: 1 if item.id in mine[1:] else 2 for item in items_of(SYSTEM, held.id)}
    with transaction():
        db.session.get_one(Round, held.id).max_load = None
        plan = service.assign_automatically(held, by=SYSTEM)
    assert not plan.short
    assert not service.missing_in(held)
    assert {one.of for one in standing_of(held, inputs_of(held)).items} == {2}


def test_by_hand_by_rule_and_anew(company: Company, held: Round) -> None:
    items = items_of(SYSTEM, held.id)
    first = items[0]
    with transaction():
        service.set_reviewers(first, {company.wu.id, company.ada.id, 10**9}, by=SYSTEM)
    assert pairs_of(held) == {(first.id, company.wu.id)}  # only members in office
    with transaction():
        count = service.assign_by_rule(held, company.mia.id, items, by=SYSTEM)
    assert count == 6
    with transaction():
        service.set_ideas(held, company.mia.id, {first.id}, {one.id for one in items}, by=SYSTEM)
    assert pairs_of(held) == {(first.id, company.wu.id), (first.id, company.mia.id)}
    opened(held)
    with transaction():
        service.assign_automatically(held, anew=True, by=SYSTEM)
    assert {(first.id, company.wu.id), (first.id, company.mia.id)} <= pairs_of(held)
    assert len(pairs_of(held)) == 12
    with pytest.raises(Forbidden), transaction():
        service.assign_automatically(held, by=act(company.mia))


def test_ideas_rather_come_to_who_knows_their_category(company: Company) -> None:
    with transaction():
        known = Category(name=both("Safety", "安全"), code="safety")
        db.session.add(known)
    ideas = [company.idea(f"Idea {number}") for number in range(6)]
    with transaction():
        for idea in ideas[:2]:
            db.session.get_one(Suggestion, idea.id).category_id = known.id
        term = next(one for one in terms_of(company.committee.id) if one.person_id == company.wu.id)
        service.set_expertise(term, [known.id, 999], by=SYSTEM)
    with pytest.raises(Forbidden), transaction():
        service.set_expertise(term, [], by=act(company.mia))
    held = opened(company.round(ideas, opened=False, reviews_each=1))
    mine = {item_id for item_id, person_id in pairs_of(held) if person_id == company.wu.id}
    assert mine == {company.item(held, idea).id for idea in ideas[:2]}


def test_a_round_is_assigned_in_the_browser(app: Flask, new_browser: Callable[..., Browser]) -> None:
    """From the form of the round to a member's queue; what cannot be filled says why."""
    with app.app_context():
        company = make_company(signs_in=("coco", "mia", "wu"))
        ideas = [company.idea(f"Idea {number}") for number in range(4)]
        team = company.idea("Of the warehouse", unit="warehouse")
        held = company.round([*ideas, team], opened=False)
        round_id, wu = held.id, company.wu.id
        items = {item.suggestion.title: item.id for item in items_of(SYSTEM, held.id)}
    browser, base = new_browser(), f"/reviews/rounds/{round_id}/assignments"

    def fill(browser: Browser, address: str, action: str = "", **fields: Any) -> Page:
        browser.get(address)
        return browser.submit(action or address, **fields)

    browser.sign_in("coco", PASSWORD)
    edit = f"/reviews/rounds/{round_id}/edit"
    fill(browser, edit, status=422, reviews_each="0", max_load="x")
    fill(browser, edit, reviews_each="3", max_load="")
    assert browser.get(base).h1 == "5 ideas lack members"
    browser.submit("fill-up")
    assert "For 1 idea nobody more could be found:" in browser.text
    assert "2 of 3 members, 1 member has a conflict of interest" in browser.text
    assert browser.page.h1 == "1 idea lacks members"
    assert "4 ideas" in browser.get(f"{base}?by=members").text
    fill(browser, f"{base}/members/{wu}", idea=[])
    fill(browser, f"{base}/ideas/{items['Idea 0']}", member=[str(wu)])
    with app.app_context():
        assert {pair for pair in assigned_pairs(round_id) if pair[1] == wu} == {(items["Idea 0"], wu)}
    fill(browser, edit, reviews_each="1", max_load="2")
    fill(browser, f"/reviews/rounds/{round_id}/prepare", f"/reviews/rounds/{round_id}/open")
    member = new_browser()
    member.sign_in("wu", PASSWORD)
    assert member.get("/reviews/queue").h1.startswith("1 idea waits for your score")
    other = f"/reviews/items/{items['Idea 1']}"
    assert "assigned to other members" in member.get(other).text
    member.submit(f"{other}/take")
    assert member.get("/reviews/queue").h1.startswith("2 ideas wait")
    assert "assigned to other members" in member.get(f"/reviews/items/{items['Idea 2']}").text
    member.submit(f"/reviews/items/{items['Idea 2']}/take")
    assert "2 ideas already, the most" in member.text
    for address in (base, f"{base}/ideas/{items['Idea 1']}", f"/reviews/rounds/{round_id}/conflicts"):
        assert member.client.get(address).status_code == 403


def test_what_members_wish_steers_the_next_assignment(
    app: Flask, new_browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        company = make_company(signs_in=("mia",))
        ideas = [company.idea(f"Idea {number}") for number in range(6)]
        team = company.idea("Of the service", unit="service")
        held = opened(company.round([*ideas, team], opened=False, reviews_each=1))
        items = [company.item(held, idea).id for idea in ideas]
        own, at = company.item(held, team).id, f"/reviews/rounds/{held.id}/wishes"
        wu, mia, round_id = act(company.wu), act(company.mia), held.id
        with pytest.raises(Forbidden), transaction():
            service.set_wishes(held, {items[0]: Wish.RATHER}, by=act(company.coco))
        with transaction():
            assert service.set_wishes(held, dict.fromkeys(items[:4], Wish.RATHER_NOT), by=wu) == 4
            assert service.set_wishes(held, {items[3]: None, items[0]: Wish.RATHER_NOT}, by=wu) == 1
            service.set_wishes(held, {items[3]: Wish.RATHER_NOT}, by=wu)
            assert service.set_wishes(held, {own: Wish.RATHER}, by=mia) == 0, "a conflict"
    browser = new_browser()
    browser.sign_in("mia", PASSWORD)
    assert browser.get(at).h1 == "Which ideas would you like to score?"
    assert "Of the service" not in browser.text
    browser.submit(at, **{f"w{items[0]}": "rather", f"w{items[1]}": "rather"})
    assert "2 wishes kept" in browser.text
    assert browser.page.h1 == "You have said a wish about 2 ideas"
    browser.submit(at, raw={f"w{own}": "rather", f"w{items[2]}": "nonsense"})
    with app.app_context():
        held = db.session.get_one(Round, round_id)
        with transaction():
            service.assign_automatically(held, anew=True, by=SYSTEM)
        who = {
            person: {item for item, one in pairs_of(held) if one == person} for _i, person in pairs_of(held)
        }
        assert who[mia.person_id] >= set(items[:2])
        assert who[wu.person_id] <= {*items[4:], own}
        assert wishes_of(mia.person_id, held.id) == {items[0]: Wish.RATHER, items[1]: Wish.RATHER}
        item = db.session.get_one(RoundItem, items[0])
        with transaction():
            service.declare_conflict(item, DeclarationData("involved"), by=mia)
        assert items[0] not in wishes_of(mia.person_id, held.id)
        with transaction():
            service.close_round(held, by=SYSTEM)
        with pytest.raises(Refused), transaction():
            service.set_wishes(held, {items[1]: None}, by=mia)
