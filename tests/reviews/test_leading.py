"""Who leads the discussion of an idea, and the summary of its reviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Missing, Refused
from improve.core.events import Event
from improve.core.policy import SYSTEM
from improve.reviews import events, jobs, lead_notices, service
from improve.reviews.days import company_today
from improve.reviews.models import Decision, Lead, Membership, Round, Summary
from improve.reviews.queries import lead_of, leads_in, summaries_of
from improve.reviews.rules.leading import spread
from improve.reviews.values import DeclarationData, OthersShown, SummaryData
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company

SAID = SummaryData(
    proposal="accept", strengths="Three members see a quick gain.", concerns="The cost is open."
)


@given(
    st.dictionaries(st.integers(1, 12), st.sets(st.integers(1, 5), max_size=5), max_size=12),
    st.dictionaries(st.integers(1, 5), st.integers(0, 3), max_size=5),
)
def test_ideas_are_spread_as_evenly_as_conflicts_allow(
    able: dict[int, set[int]], loads: dict[int, int]
) -> None:
    found = spread(able, loads)
    assert found.keys() == {idea for idea, people in able.items() if people}
    assert all(person in able[idea] for idea, person in found.items())
    counts = Counter(loads)
    counts.update(found.values())
    # No single exchange could make it more even; chains are made of them.
    assert all(counts[other] >= counts[who] - 1 for idea, who in found.items() for other in able[idea])


def test_leads_are_named_never_with_a_conflict_and_hear_of_it(company: Company, heard: list[Event]) -> None:
    ideas = [company.idea("One"), company.idea("Team", "ada"), *(company.idea(f"Idea {n}") for n in range(4))]
    held = company.round(ideas)
    team = company.item(held, ideas[1])
    with pytest.raises(Invalid) as refused, transaction():
        service.name_leads(held, {team.id: company.wu.id}, by=act(company.chen))
    assert list(refused.value.errors) == [service.lead_field(team.id)]
    with pytest.raises(Forbidden), transaction():
        service.name_leads(held, {team.id: company.mia.id}, by=act(company.mia))
    first = company.item(held, ideas[0])
    with transaction():
        assert service.name_leads(held, {first.id: company.mia.id}, by=act(company.chen)) == 1
        heard.clear()
        assert service.spread_leads(held, by=act(company.chen)) == 5
    leads = leads_in(held.id)
    assert leads[first.id].person_id == company.mia.id
    assert leads[team.id].person_id != company.wu.id
    assert sorted(Counter(one.person_id for one in leads.values()).values()) == [2, 2, 2]
    (event,) = [one for one in heard if isinstance(one, events.LeadsNamed)]
    told = {person: one.text.n for one in lead_notices.named(event) for person in one.person_ids}
    assert told == {company.chen.id: 2, company.mia.id: 2, company.wu.id: 2}
    said = " ".join(str(one.text) for one in lead_notices.named(event))
    assert not any(idea.title in said for idea in ideas)


def test_a_summary_waits_for_the_own_score_and_keeps_what_it_replaces(company: Company) -> None:
    idea = company.idea("One")
    held = company.round([idea])
    item = company.item(held, idea)
    with transaction():
        service.name_leads(held, {item.id: company.mia.id}, by=act(company.chen))
    company.score(held, idea, "chen", 5)
    with pytest.raises(Refused), transaction():
        service.write_summary(item, SAID, by=act(company.mia))
    company.score(held, idea, "mia", 3)
    for stranger in (company.chen, company.wu):
        with pytest.raises(Missing), transaction():
            service.write_summary(item, SAID, by=act(stranger))
    with pytest.raises(Invalid), transaction():
        service.write_summary(item, SummaryData(proposal="accept"), by=act(company.mia))
    with transaction():
        service.write_summary(item, SAID, by=act(company.mia))
        service.write_summary(item, SAID, by=act(company.mia))
        service.write_summary(item, SummaryData("decline", "", "Too dear."), by=act(company.mia))
    assert db.session.query(Summary).count() == 2
    assert summaries_of([item])[item.id].concerns == "Too dear."
    assert not service.sees_summary(item, has_scored=False)
    held.others_shown = OthersShown.NEVER
    assert not service.sees_summary(item, has_scored=True)


def test_who_has_a_conflict_or_leaves_is_replaced_and_their_summary_is_gone(
    clock: Clock, company: Company, heard: list[Event]
) -> None:
    idea = company.idea("One")
    held = company.round([idea], closes_on=company_today() + timedelta(days=20))
    item = company.item(held, idea)
    with transaction():
        service.name_leads(held, {item.id: company.mia.id}, by=act(company.chen))
    company.score(held, idea, "mia", 3)
    with transaction():
        service.write_summary(item, SAID, by=act(company.mia))
        heard.clear()
        service.declare_conflict(item, DeclarationData("personal"), by=act(company.mia))
    after = lead_of(item.id)
    assert after is not None and after.person_id in (company.chen.id, company.wu.id)
    assert summaries_of([item]) == {}
    (event,) = [one for one in heard if isinstance(one, events.LeadReplaced)]
    (notice,) = lead_notices.replaced(event)
    assert notice.person_ids == (after.person_id,)
    with transaction():
        term = db.session.query(Membership).filter_by(person_id=after.person_id).one()
        term.until = company_today() + timedelta(days=1)
    assert jobs.keep_led() == 0
    clock.move(days=2)
    assert jobs.keep_led() == 1
    last = lead_of(item.id)
    assert last is not None and last.person_id not in (after.person_id, company.mia.id)
    with transaction():
        last.person.disabled_at = held.created_at
    assert jobs.keep_led() == 1
    assert db.session.query(Lead).count() == 0


@pytest.mark.databases("sqlite")
def test_from_the_naming_to_the_draft_of_the_reason(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        company = make_company(signs_in=("chen", "mia", "wu"))
        ideas = [company.idea("One"), company.idea("Team", "ada")]
        held = company.round(ideas)
        round_id, mia_id = held.id, company.mia.id
        one, team = (company.item(held, idea).id for idea in ideas)
        said = {"note_to_author": "Begin with one rack.", "private_note": "Hm, hm.", "proposal": "revise"}
        company.score(held, ideas[0], "mia", 4, **said)
    chen, mia, wu = (new_browser() for _ in range(3))
    for browser, login in ((chen, "chen"), (mia, "mia"), (wu, "wu")):
        browser.sign_in(login, PASSWORD)
    address = f"/reviews/rounds/{round_id}/leads"
    assert chen.get(address).h1 == "2 ideas have no discussion lead"
    chen.submit(button="Save the leads", **{f"l{one}": str(mia_id)})
    assert chen.page.h1 == "1 idea has no discussion lead"
    wu.get(address, status=403)
    wu.get(f"/reviews/items/{one}/summary", status=404)
    mia.get("/reviews/queue")
    assert "You lead the discussion of 1 idea" in mia.text
    mia.get(f"/reviews/items/{one}/summary")
    assert "Begin with one rack." in mia.text
    assert "Proposals: Revise and come back 1" in mia.text
    assert "Hm, hm." not in mia.text
    mia.submit(button="Save the summary", **{"proposal": "accept"}, status=422)
    mia.submit(
        button="Save the summary",
        **{"proposal": "accept", "strengths": "A quick <b>gain</b>.", "concerns": ""},
    )
    wu.get(f"/reviews/items/{one}")
    assert "A quick" not in wu.text  # not before the own score
    with app.app_context(), transaction():
        service.close_round(db.session.get_one(Round, round_id), by=SYSTEM)
    wu.get(f"/reviews/items/{one}")
    assert "A quick <b>gain</b>." in wu.text
    assert "Mia" not in wu.text
    chen.get(f"/reviews/rounds/{round_id}")
    assert "The lead proposes: Accept" in chen.text
    # What was only drafted is no decision; with an outcome it is the reason.
    chen.submit(button="Save the decisions", **{f"d{team}": "decline", f"r{team}": "No."})
    with app.app_context():
        assert [made.item_id for made in db.session.query(Decision)] == [team]
    chen.submit(button="Save the decisions", **{f"d{one}": "accept"})
    with app.app_context():
        made = db.session.query(Decision).filter_by(item_id=one).one()
        assert made.reason == "A quick <b>gain</b>."
    for printed in ("minutes", "record"):
        chen.get(f"/reviews/rounds/{round_id}/{printed}")
        assert "A quick <b>gain</b>." in chen.text


def test_the_number_of_spread_leads_hides_what_the_chair_must_not_meet(company: Company) -> None:
    with transaction():
        next(m for m in company.committee.members if m.person_id == company.wu.id).is_chair = True
    held = company.round([company.idea("One"), company.idea("Team", "ada")])
    with transaction():
        assert service.spread_leads(held, by=act(company.wu)) == 1
    assert len(leads_in(held.id)) == 2
