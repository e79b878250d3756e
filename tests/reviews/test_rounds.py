"""The life of a round from draft to published, and what each step does to the ideas."""

from __future__ import annotations

from datetime import timedelta

import pytest

from improve.accounts import service as accounts
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.events import Event
from improve.core.policy import SYSTEM, Role
from improve.core.values import check
from improve.reviews import events, service
from improve.reviews.days import company_today
from improve.reviews.models import Decision, Membership, Round, RoundItem
from improve.reviews.queries import decisions_of, live_round_of, members_on, visible_round, visible_rounds
from improve.reviews.values import (
    CommitteeData,
    DecisionData,
    MemberData,
    ReopeningData,
    RoundData,
    RunningRoundData,
    State,
    TermData,
)
from improve.suggestions import service as suggestions
from improve.suggestions.queries import history_of
from improve.suggestions.values import Outcome, Status
from tests.conftest import Clock
from tests.people import act, make_person, make_unit
from tests.reviews.company import Company, both


def close(held: Round) -> None:
    with transaction():
        service.close_round(held, by=SYSTEM)


def decide(
    company: Company, held: Round, idea, outcome: str, reason: str = "Because.", *, by: str = "chen"
) -> None:
    data = DecisionData(outcome, reason, company_today() if outcome == "revise" else None)
    with transaction():
        service.decide(company.item(held, idea), data, by=act(company.people[by]))


def test_opening_takes_the_ideas_under_review(company: Company) -> None:
    ideas = [company.idea("One"), company.idea("Two")]
    held = company.round(ideas, opened=False)
    assert {idea.state for idea in ideas} == {Status.RECEIVED}
    with transaction():
        service.open_round(held, by=act(company.coco))
    assert {idea.state for idea in ideas} == {Status.IN_REVIEW}
    assert held.phase is State.OPEN


def test_an_idea_is_in_one_unfinished_round_only(company: Company) -> None:
    idea = company.idea("One")
    first = company.round([idea], opened=False)
    second = company.round([idea, company.idea("Two")], opened=False)
    assert live_round_of(idea.id).id == first.id
    assert [item.suggestion.title for item in db.session.query(RoundItem).filter_by(round_id=second.id)] == [
        "Two"
    ]


def test_an_answered_idea_does_not_come_in(company: Company) -> None:
    idea = company.idea("One")
    with transaction():
        suggestions.decide(idea, Outcome.ACCEPTED, "Quick win.", by=SYSTEM)
    held = company.round([], opened=False)
    with transaction():
        assert service.add_ideas(held, [idea.id, 2_000_000_000], by=SYSTEM) == 0


def test_an_idea_answered_in_between_stops_the_opening_by_its_name(company: Company) -> None:
    idea = company.idea("Quick win")
    held = company.round([idea, company.idea("Two")], opened=False)
    with transaction():
        suggestions.decide(idea, Outcome.ACCEPTED, "Done already.", by=SYSTEM)
    with pytest.raises(Refused, match="Quick win"), transaction():
        service.open_round(held, by=SYSTEM)
    assert held.phase is State.DRAFT


def test_a_committee_that_is_all_in_conflict_is_noticed_before(company: Company) -> None:
    with transaction():
        for login in ("chen", "mia"):
            db.session.get_one(type(company.ada), company.people[login].id).unit_id = company.units[
                "warehouse"
            ].id
    held = company.round([company.idea("Of the team", "ada")], opened=False)
    with pytest.raises(Invalid) as refused, transaction():
        service.open_round(held, by=SYSTEM)
    assert "Of the team" in str(refused.value.errors[""][0])


def test_an_open_round_keeps_its_ideas_and_rubric(company: Company) -> None:
    idea = company.idea("One")
    held = company.round([idea])
    with pytest.raises(Refused), transaction():
        service.add_ideas(held, [company.idea("Two").id], by=SYSTEM)
    with pytest.raises(Refused), transaction():
        service.remove_idea(company.item(held, idea), by=SYSTEM)
    with pytest.raises(Refused), transaction():
        service.discard_round(held, by=SYSTEM)
    data = RoundData(
        committee_id=company.committee.id,
        rubric_id=company.rubric.id,
        name=held.name,
        opens_on=held.opens_on,
        closes_on=held.closes_on,
        places=1,
    )
    with pytest.raises(Refused), transaction():
        service.change_round(held, data, by=SYSTEM)


def test_a_running_round_can_be_extended(company: Company) -> None:
    held = company.round([company.idea("One")])
    later = company_today() + timedelta(days=30)
    with transaction():
        service.change_running(held, RunningRoundData(held.name, later, 5), by=act(company.coco))
    assert (held.closes_on, held.places) == (later, 5)
    with pytest.raises(Invalid), transaction():
        service.change_running(
            held, RunningRoundData(held.name, company_today() - timedelta(days=1), 5), by=SYSTEM
        )
    close(held)
    with pytest.raises(Invalid), transaction():
        service.change_running(held, RunningRoundData(held.name, later + timedelta(days=1), 5), by=SYSTEM)
    with transaction():
        service.change_running(held, RunningRoundData(held.name, later, 3), by=SYSTEM)
    assert held.places == 3


def test_decisions_are_prepared_then_published_at_once(company: Company, heard: list[Event]) -> None:
    ideas = {outcome: company.idea(outcome) for outcome in ("accept", "decline", "revise", "defer")}
    held = company.round(ideas.values())
    close(held)
    for outcome, idea in ideas.items():
        assert held.phase is State.CALIBRATING
        decide(company, held, idea, outcome, f"Reason to {outcome}.")
    assert held.phase is State.DECIDED
    assert {idea.state for idea in ideas.values()} == {Status.IN_REVIEW}  # nobody knows yet
    heard.clear()
    with transaction():
        service.publish_round(held, by=act(company.coco))
    assert {outcome: idea.state for outcome, idea in ideas.items()} == {
        "accept": Status.ACCEPTED,
        "decline": Status.DECLINED,
        "revise": Status.RECEIVED,
        "defer": Status.RECEIVED,
    }
    for outcome, idea in ideas.items():
        last = history_of(idea.id)[-1]
        assert (last.reason, last.by_id) == (f"Reason to {outcome}.", company.chen.id)
    assert [event.name() for event in heard].count("RoundPublished") == 1
    with pytest.raises(Refused), transaction():
        service.publish_round(held, by=act(company.coco))


def test_a_deferred_idea_comes_into_the_next_round(company: Company) -> None:
    idea = company.idea("One")
    held = company.round([idea])
    close(held)
    decide(company, held, idea, "defer")
    with transaction():
        service.publish_round(held, by=act(company.chen))
    following = company.round([idea])
    assert company.item(following, idea).round_id == following.id
    assert idea.state is Status.IN_REVIEW


def test_a_decision_owes_a_reason(company: Company) -> None:
    idea = company.idea("One")
    held = company.round([idea])
    close(held)
    with pytest.raises(Invalid):
        check(DecisionData, {"outcome": "decline", "reason": "   "})
    with pytest.raises(Exception, match="reason"), transaction():
        db.session.add(
            Decision(
                item_id=company.item(held, idea).id,
                outcome="accept",
                reason="",
                decided_at=held.closed_at,
            )
        )
        db.session.flush()


def test_T10_a_changed_decision_keeps_the_earlier_one(company: Company) -> None:
    ideas = [company.idea("One"), company.idea("Two")]
    held = company.round(ideas)
    close(held)
    decide(company, held, ideas[0], "accept")
    decide(company, held, ideas[0], "decline", "Too dear.")
    decide(company, held, ideas[0], "decline", "Too dear.")  # the same again
    rows = db.session.query(Decision).order_by(Decision.id).all()
    assert [(row.outcome, row.superseded_at is None) for row in rows] == [
        ("accept", False),
        ("decline", True),
    ]
    assert decisions_of([row.item_id for row in rows])[rows[0].item_id].outcome == "decline"


def test_nobody_decides_while_scores_come_in(company: Company) -> None:
    idea = company.idea("One")
    held = company.round([idea])
    with pytest.raises(Refused):
        decide(company, held, idea, "accept")


@pytest.mark.parametrize("login", ["mia", "max", "otto", "coco"])
def test_only_the_chair_and_administrators_decide(company: Company, login: str) -> None:
    idea = company.idea("One")
    held = company.round([idea])
    close(held)
    with pytest.raises(Forbidden):
        decide(company, held, idea, "accept", by=login)


@pytest.mark.parametrize("login", ["mia", "max", "otto"])
def test_members_and_auditors_do_not_publish(company: Company, login: str) -> None:
    idea = company.idea("One")
    held = company.round([idea])
    close(held)
    decide(company, held, idea, "accept")
    with pytest.raises(Forbidden), transaction():
        service.publish_round(held, by=act(company.people[login]))


def test_reopening_keeps_scores_and_decisions(company: Company) -> None:
    ideas = [company.idea("One"), company.idea("Two")]
    held = company.round(ideas)
    company.score(held, ideas[0], "mia", 4)
    close(held)
    decide(company, held, ideas[0], "accept")
    later = company_today() + timedelta(days=20)
    with transaction():
        service.reopen_round(held, ReopeningData(later), by=act(company.coco))
    assert (held.phase, held.closes_on) == (State.OPEN, later)
    company.score(held, ideas[0], "chen", 2)
    close(held)
    assert decisions_of([company.item(held, ideas[0]).id])
    with pytest.raises(Invalid), transaction():
        service.reopen_round(held, ReopeningData(company_today() - timedelta(days=1)), by=SYSTEM)


def test_a_withdrawn_idea_needs_no_decision(company: Company) -> None:
    ideas = [company.idea("Stays"), company.idea("Goes")]
    held = company.round(ideas)
    close(held)
    decide(company, held, ideas[0], "accept")
    assert held.phase is State.CALIBRATING
    with transaction():
        suggestions.withdraw(ideas[1], by=act(company.max))
    decide(company, held, ideas[0], "accept", "Said again, better.")
    assert held.phase is State.DECIDED
    with transaction():
        service.publish_round(held, by=act(company.chen))
    assert ideas[1].state is Status.WITHDRAWN


def test_who_sees_which_rounds(company: Company) -> None:
    draft = company.round([company.idea("a")], opened=False)
    running = company.round([company.idea("b")])
    idea = company.idea("c")
    published = company.round([idea])
    close(published)
    decide(company, published, idea, "accept")
    with transaction():
        service.publish_round(published, by=act(company.chen))
    everything = {draft.id, running.id, published.id}
    seen = {
        login: {held.id for held in db.session.scalars(visible_rounds(act(company.people[login])))}
        for login in ("root", "coco", "chen", "mia", "otto", "max", "ada")
    }
    assert seen == {
        "root": everything,
        "coco": everything,
        "chen": {running.id, published.id},
        "mia": {running.id, published.id},
        "otto": {published.id},
        "max": set(),
        "ada": set(),
    }
    assert visible_round(act(company.mia), draft.id) is None


def test_a_term_that_ended_ends_the_access(clock: Clock, company: Company) -> None:
    idea = company.idea("One")
    held = company.round([idea])
    membership = db.session.query(Membership).filter_by(person_id=company.mia.id).one()
    with transaction():
        service.change_term(membership, TermData(until=company_today()), by=act(company.coco))
    company.score(held, idea, "mia", 3)
    clock.move(days=1)
    with pytest.raises(Forbidden):
        company.score(held, idea, "mia", 4)
    assert visible_round(act(company.mia), held.id) is None
    assert company.mia.id not in [m.person_id for m in members_on(company.committee.id, company_today())]


def test_an_appointment_gives_the_role_if_the_appointer_may(company: Company) -> None:
    person = make_person("new")
    data = MemberData(login="new", since=company_today())
    with pytest.raises(Invalid) as refused, transaction():
        service.appoint(company.committee, data, by=act(company.coco))
    assert "login" in refused.value.errors
    with transaction():
        service.appoint(company.committee, data, by=act(company.root))
    assert act(person).has_role(Role.COMMITTEE)
    with pytest.raises(Invalid), transaction():
        service.appoint(company.committee, data, by=act(company.root))  # the terms would overlap


def test_a_coordinator_of_a_site_looks_after_its_committee_alone(company: Company) -> None:
    site = make_unit("Site", kind="site")
    person = make_person("local")
    with transaction():
        accounts.give_role(person, Role.COORDINATOR, site, by=SYSTEM)
    local = act(person)
    with transaction():
        committee = service.create_committee(CommitteeData(both("Site", "厂区"), site.id), by=local)
    with pytest.raises(Forbidden), transaction():
        service.create_committee(CommitteeData(both("All", "全公司")), by=local)
    with pytest.raises(Forbidden), transaction():
        service.change_committee(company.committee, CommitteeData(both("x", "x")), by=local)
    held = company.round([company.idea("One")])
    assert visible_round(local, held.id) is None
    with pytest.raises(Forbidden), transaction():
        service.close_round(held, by=local)
    assert committee.unit_path == site.path


def test_every_change_is_told_once(company: Company, heard: list[Event]) -> None:
    idea = company.idea("One")
    heard.clear()
    held = company.round([idea])
    company.score(held, idea, "mia", 4)
    close(held)
    decide(company, held, idea, "accept")
    with transaction():
        service.publish_round(held, by=act(company.chen))
    assert [event.name() for event in heard if isinstance(event, events.ALL)] == [
        "RoundCreated",
        "IdeasAdded",
        "RoundOpened",
        "ReviewSubmitted",
        "RoundClosed",
        "DecisionPrepared",
        "RoundPublished",
    ]
