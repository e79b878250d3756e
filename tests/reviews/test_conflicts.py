"""Recusal: the statement and the rule say the same, and the service refuses what the pages do not show."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from improve.accounts.models import Person, Unit
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Missing, Refused
from improve.core.events import Event
from improve.core.interests import ConflictSource
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.events import ConflictLifted, ConflictRecorded
from improve.reviews.models import Declaration, Review
from improve.reviews.queries import (
    conflicts,
    conflicts_between,
    inputs_of,
    is_clear,
    items_of,
    queue_of,
    standing_of,
    visible_item,
    waiting_count,
)
from improve.reviews.values import (
    Conflict,
    DecisionData,
    DeclarationData,
    RecordedConflict,
    State,
)
from improve.suggestions import service as suggestions
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import history_of
from improve.suggestions.values import IdeaText
from tests.people import act, make_person, make_unit
from tests.reviews.company import Company


@pytest.mark.parametrize("seed", [11, 12])
def test_the_statement_and_the_rule_agree(
    company: Company, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Random people, units below units, leads, authors, co-authors, declarations, records and gains."""
    draw = random.Random(seed)
    people = [company.people[name] for name in ("ada", "max", "chen", "mia", "wu", "coco")]
    units = list(company.units.values())
    for number in range(4):
        units.append(make_unit(f"Team {number}", parent=units[number]))
    for number in range(6):
        people.append(make_person(f"p{number}", unit=draw.choice([*units, None])))
    with transaction():
        for unit in draw.sample(units, 4):
            db.session.get_one(Unit, unit.id).lead_id = draw.choice(people).id
    ideas = []
    for number in range(25):
        author = draw.choice(people)
        others = draw.sample(people, draw.choice([0, 0, 1, 2]))
        with transaction():
            ideas.append(
                suggestions.submit(
                    IdeaText(
                        title=f"Idea {number}",
                        problem="x",
                        idea="y",
                        unit_id=draw.choice([*(unit.id for unit in units), None]),
                        co_authors=tuple(person.login for person in others),
                    ),
                    by=act(author),
                )
            )
    with transaction():
        for idea in draw.sample(ideas, 16):
            db.session.add(
                Declaration(
                    suggestion_id=idea.id,
                    person_id=draw.choice(people).id,
                    kind="other",
                    declared_at=idea.submitted_at,
                    recorded_by_id=draw.choice([None, company.chen.id]),
                )
            )
    gains = {(draw.choice(ideas).id, draw.choice(people).id) for _ in range(12)}
    source = ConflictSource(
        lambda ids: [pair for pair in gains if pair[0] in ids],
        lambda person_id: select(Suggestion.id).where(
            Suggestion.id.in_([idea for idea, person in gains if person == person_id])
        ),
    )
    monkeypatch.setattr(conflicts, "sources", lambda: [source])
    pairs = conflicts_between({idea.id: idea.id for idea in ideas}, [person.id for person in people])
    for person in people:
        actor = act(person)
        for idea in ideas:
            assert is_clear(actor, idea.id) is ((idea.id, person.id) not in pairs), (person.login, idea.title)
    assert set(pairs.values()) == set(Conflict)


def test_each_kind_of_conflict_takes_an_idea_out_of_the_queue(company: Company) -> None:
    ideas = {
        "own": company.idea("Own", "wu"),
        "co-author": company.idea("With", with_=["wu"]),
        "colleague": company.idea("Colleague", "ada"),
        "colleague helped": company.idea("Helped", with_=["ada"]),
        "for my team": company.idea("For us", unit="warehouse"),
        "open": company.idea("Open"),
    }
    held = company.round(ideas.values())
    wu = act(company.wu)
    assert [entry.item_id for entry in queue_of(wu, company_today())] == [
        company.item(held, ideas["open"]).id
    ]
    assert waiting_count(wu, company_today()) == 1
    assert [item.suggestion_id for item in items_of(wu, held.id)] == [ideas["open"].id]
    for name, idea in ideas.items():
        assert (visible_item(wu, company.item(held, idea).id) is None) is (name != "open"), name
    assert waiting_count(act(company.mia), company_today()) == 6


def test_the_lead_of_a_unit_has_its_ideas_as_own(company: Company) -> None:
    with transaction():
        db.session.get_one(Unit, company.units["warehouse"].id).lead_id = company.mia.id
    idea = company.idea("Colleague", "ada")
    company.round([idea, company.idea("Open")])
    assert waiting_count(act(company.mia), company_today()) == 1


@pytest.mark.parametrize("kind", ["own", "with", "team"])
def test_a_forged_score_of_an_own_idea_answers_like_a_missing_idea(company: Company, kind: str) -> None:
    idea = {
        "own": lambda: company.idea("Own", "wu"),
        "with": lambda: company.idea("With", with_=["wu"]),
        "team": lambda: company.idea("Team", "ada"),
    }[kind]()
    held = company.round([idea, company.idea("Open")])
    with pytest.raises(Missing):
        company.score(held, idea, "wu", 5)
    assert db.session.query(Review).count() == 0


def test_somebody_from_outside_the_committee_does_not_score(company: Company) -> None:
    idea = company.idea("Open")
    held = company.round([idea])
    for login in ("max", "root", "coco", "otto"):
        with pytest.raises(Forbidden):
            company.score(held, idea, login, 5)


def test_T12_a_late_declaration_takes_the_idea_and_the_score_away(company: Company) -> None:
    ideas = [company.idea(f"Idea {n}") for n in range(2)]
    held = company.round(ideas)
    company.score(held, ideas[0], "mia", 5)
    company.score(held, ideas[0], "chen", 1)
    item = company.item(held, ideas[0])
    assert standing_of(held, inputs_of(held)).items[0].mean == 50
    with transaction():
        service.declare_conflict(item, DeclarationData("personal"), by=act(company.mia))
    mia = act(company.mia)
    assert visible_item(mia, item.id) is None
    assert waiting_count(mia, company_today()) == 1
    found = {one.item_id: one for one in standing_of(held, inputs_of(held)).items}[item.id]
    assert (found.n, found.mean, found.of) == (1, 0, 2)
    with pytest.raises(Missing), transaction():
        service.declare_conflict(item, DeclarationData("personal"), by=mia)


def test_a_conflict_is_not_declared_when_all_is_published(company: Company) -> None:
    idea = company.idea("Idea")
    held = company.round([idea])
    with transaction():
        service.close_round(held, by=SYSTEM)
        service.decide(company.item(held, idea), DecisionData("accept", "Good."), by=act(company.chen))
        service.publish_round(held, by=act(company.chen))
    with pytest.raises(Refused), transaction():
        service.declare_conflict(company.item(held, idea), DeclarationData("other"), by=act(company.mia))


def test_T11_a_chair_with_a_conflict_cannot_decide_and_another_can(company: Company) -> None:
    company.person("second", "service")
    company.appoint(company.second, is_chair=True)
    ideas = [company.idea("Of the chair's team", "ada"), company.idea("Open")]
    with transaction():
        db.session.get_one(Person, company.chen.id).unit_id = company.units["warehouse"].id
    held = company.round(ideas)
    with transaction():
        service.close_round(held, by=SYSTEM)
    own, other = (company.item(held, idea) for idea in ideas)
    with pytest.raises(Missing), transaction():
        service.decide(own, DecisionData("accept", "Good."), by=act(company.chen))
    with transaction():
        service.decide(other, DecisionData("accept", "Good."), by=act(company.chen))
    assert held.phase is State.CALIBRATING
    with pytest.raises(Refused) as refused, transaction():
        service.publish_round(held, by=act(company.chen))
    assert "1" not in str(refused.value)  # how many are open would tell of a hidden one
    with transaction():
        service.decide(own, DecisionData("decline", "Too dear."), by=act(company.second))
    assert held.phase is State.DECIDED
    with transaction():
        service.publish_round(held, by=act(company.chen))
    history = history_of(ideas[0].id)
    assert history[-1].by_id == company.second.id  # not the one who published


def test_an_administrator_decides_where_the_only_chair_may_not(company: Company) -> None:
    idea = company.idea("The chair's own", "chen")
    held = company.round([idea])
    with transaction():
        service.close_round(held, by=SYSTEM)
    item = company.item(held, idea)
    with pytest.raises(Forbidden), transaction():
        service.decide(item, DecisionData("accept", "Good."), by=act(company.coco))
    with transaction():
        service.decide(item, DecisionData("accept", "Good."), by=act(company.root))
    assert held.phase is State.DECIDED


def test_T6_results_for_somebody_with_a_conflict_have_no_gap(company: Company) -> None:
    """Ranks, cut line and counts are those of a round in which the hidden idea does not exist."""
    ideas = [company.idea("Team", "ada"), *(company.idea(f"Idea {n}") for n in range(5))]
    held = company.round(ideas, places=1)
    for place, idea in enumerate(ideas):
        for login, shift in (("chen", 0), ("mia", 0)):
            value = min(5, max(1, 5 - place // 2 + shift))
            company.score(held, idea, login, value, value, max(1, value - place % 2), value)
    with transaction():
        service.close_round(held, by=SYSTEM)
    everything = inputs_of(held)
    full = standing_of(held, everything)
    assert full.items[0].item_id == company.item(held, ideas[0]).id
    seen = [item.id for item in items_of(act(company.wu), held.id)]
    part = standing_of(held, everything.only(seen))
    assert {item.item_id for item in part.items} == set(seen)
    ranks = [item.rank_low for item in part.items if item.rank_low is not None]
    assert min(ranks) == 1


def test_the_line_is_one_level_up_and_down(company: Company) -> None:
    """Site Warehouse (led by mia) > team Picking (no lead) > row A (led by ada, where max works)."""
    picking = make_unit("Picking", parent=company.units["warehouse"])
    row = make_unit("Row A", parent=picking)
    with transaction():
        db.session.get_one(Unit, company.units["warehouse"].id).lead_id = company.mia.id
        db.session.get_one(Unit, row.id).lead_id = company.ada.id
        db.session.get_one(Person, company.ada.id).unit_id = row.id
        db.session.get_one(Person, company.max.id).unit_id = row.id
        db.session.get_one(Person, company.wu.id).unit_id = picking.id
    of_ada, of_max, of_mia = (company.idea(name, name) for name in ("ada", "max", "mia"))
    found = conflicts_between(
        {idea.id: idea.id for idea in (of_ada, of_max, of_mia)},
        [company.mia.id, company.ada.id, company.max.id, company.wu.id],
    )
    assert found[of_ada.id, company.mia.id] is Conflict.LINE  # her manager: nobody leads Picking
    assert (of_max.id, company.mia.id) not in found  # two levels up
    assert found[of_max.id, company.ada.id] is Conflict.TEAM
    assert found[of_mia.id, company.ada.id] is Conflict.LINE
    assert found[of_mia.id, company.wu.id] is Conflict.LINE
    assert (of_mia.id, company.max.id) not in found


def test_the_chair_records_a_conflict_and_only_a_chair_lifts_it(company: Company, heard: list[Event]) -> None:
    idea = company.idea("Plain")
    held = company.round([idea, company.idea("Other")])
    item = company.item(held, idea)
    company.score(held, idea, "mia", 5)
    data = RecordedConflict(item.id, company.mia.id, "benefit")
    for login in ("mia", "wu", "ada"):
        with pytest.raises(Forbidden), transaction():
            service.record_conflict(item, data, by=act(company.people[login]))
    with transaction():
        service.record_conflict(item, data, by=act(company.chen))
    assert visible_item(act(company.mia), item.id) is None
    assert not inputs_of(held).given
    assert [type(event) for event in heard[-1:]] == [ConflictRecorded]
    with pytest.raises(Invalid), transaction():
        service.record_conflict(item, data, by=act(company.chen))
    with pytest.raises(Forbidden), transaction():
        service.lift_conflict(item, company.mia.id, by=act(company.mia))
    with transaction():
        service.lift_conflict(item, company.mia.id, by=act(company.chen))
    assert type(heard[-1]) is ConflictLifted
    assert visible_item(act(company.mia), item.id) is not None
    assert len(inputs_of(held).given) == 1


def test_what_a_member_declared_is_not_lifted_and_nobody_lifts_their_own(company: Company) -> None:
    idea = company.idea("Plain")
    held = company.round([idea, company.idea("Other")])
    item = company.item(held, idea)
    with transaction():
        service.declare_conflict(item, DeclarationData("personal"), by=act(company.mia))
    with pytest.raises(Refused), transaction():
        service.lift_conflict(item, company.mia.id, by=act(company.chen))
    with transaction():
        service.record_conflict(
            item, RecordedConflict(item.id, company.chen.id, "other"), by=act(company.root)
        )
    with pytest.raises(Missing), transaction():
        service.lift_conflict(item, company.chen.id, by=act(company.chen))
