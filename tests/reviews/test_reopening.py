"""A published decision is taken again: both stay in the record, the author hears the new one, a project goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Missing, Refused
from improve.core.events import Event
from improve.core.policy import SYSTEM
from improve.projects.models import ProjectSuggestion
from improve.reviews import service
from improve.reviews.events import DecisionChanged
from improve.reviews.models import Round
from improve.reviews.queries import decisions_of, earlier_decisions
from improve.reviews.values import DecisionData
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import history_of
from tests.browser import Browser
from tests.people import PASSWORD, act
from tests.reviews.company import Company, make_company

BACK = DecisionData("accept", "New figures came in.", expected_effect="An hour a day", probability=70)


def _published(company: Company, *outcomes: str) -> tuple[Round, list[Suggestion]]:
    ideas = [company.idea(f"Idea {number}") for number in range(len(outcomes))]
    held = company.round(ideas)
    with transaction():
        service.close_round(held, by=SYSTEM)
        for idea, outcome in zip(ideas, outcomes, strict=True):
            service.decide(company.item(held, idea), DecisionData(outcome, "At first."), by=act(company.chen))
        service.publish_round(held, by=act(company.chen))
    return held, ideas


def test_both_decisions_stay_and_the_author_hears_the_new_one(company: Company, heard: list[Event]) -> None:
    held, (idea, later) = _published(company, "decline", "defer")
    item = company.item(held, idea)
    for who, data, refusal in (
        (company.mia, BACK, Forbidden),  # no chair
        (company.chen, DecisionData("decline", "Again."), Invalid),  # nothing new
        (company.chen, DecisionData("defer", "Later."), Invalid),
    ):
        with pytest.raises(refusal), transaction():
            service.decide_again(company.item(held, idea), data, by=act(who))
    with pytest.raises(Refused), transaction():  # what was put off waits for the next round
        service.decide_again(company.item(held, later), BACK, by=act(company.chen))
    assert db.session.get_one(Suggestion, later.id).status == "received"
    with transaction():
        service.decide_again(company.item(held, idea), BACK, by=act(company.chen))
    now, before = decisions_of([item.id])[item.id], earlier_decisions([item.id])[item.id]
    assert (now.outcome, now.probability, [one.reason for one in before]) == ("accept", 70, ["At first."])
    assert db.session.get_one(Suggestion, idea.id).status == "accepted"
    assert history_of(idea.id)[-1].reason == "New figures came in."
    told = [event for event in heard if isinstance(event, DecisionChanged)]
    assert [(one.before, one.outcome, one.stays) for one in told] == [("decline", "accept", False)]
    assert db.session.get_one(Round, held.id).state == "published"


def test_who_has_a_conflict_does_not_decide_again(company: Company) -> None:
    held, (idea,) = _published(company, "decline")
    with transaction():
        db.session.get_one(Suggestion, idea.id).unit_id = company.units["office"].id
    with pytest.raises(Missing), transaction():
        service.decide_again(company.item(held, idea), BACK, by=act(company.chen))


def test_a_project_that_began_goes_on(company: Company, heard: list[Event]) -> None:
    held, (idea,) = _published(company, "accept")
    with transaction():  # a card without an owner is no work yet
        link = db.session.scalar(select(ProjectSuggestion).where(ProjectSuggestion.suggestion_id == idea.id))
        link.project.owner_id = company.ada.id
    status = db.session.get_one(Suggestion, idea.id).status
    with transaction():
        service.decide_again(
            company.item(held, idea), DecisionData("decline", "Too dear after all."), by=act(company.chen)
        )
    assert db.session.get_one(Suggestion, idea.id).status == status
    assert [one.stays for one in heard if isinstance(one, DecisionChanged)] == [True]


@pytest.mark.databases("sqlite")
def test_the_chair_decides_again_in_the_browser(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        company = make_company(signs_in=["chen", "mia"])
        held, (idea,) = _published(company, "decline")
        item_id, base = company.item(held, idea).id, f"/reviews/rounds/{held.id}"
    browser, address = new_browser(), f"/reviews/items/{item_id}/decision"
    browser.sign_in("chen", PASSWORD)
    browser.get(base)
    assert address in browser.body.decode()
    browser.get(address)
    browser.submit(address, status=422, reason=" ")
    browser.submit(address, reason="New figures came in.")
    assert "New figures came in." in browser.text and "At first." in browser.text
    minutes = browser.get(f"{base}/minutes")
    assert "At first." in browser.text and minutes is not None
    other = new_browser()
    other.sign_in("mia", PASSWORD)
    other.get(address, status=403)
