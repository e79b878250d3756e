"""An award for the author of an idea without a name: kept, shown with the code, theirs with the name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from improve.accounts.models import Person
from improve.awards import service
from improve.awards.models import Award, KeptAward
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid
from improve.core.policy import SYSTEM, Actor
from improve.projects.models import ProjectSuggestion
from improve.suggestions import service as ideas
from improve.suggestions.anonymity import codes, jobs, queries
from improve.suggestions.anonymity import service as unnamed
from improve.suggestions.anonymity.values import AnonymityData, UnnamedIdea
from improve.suggestions.values import Outcome
from tests.awards.test_awards import award_of, prepare
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act


def person(login: str) -> Actor:
    return act(db.session.scalars(select(Person).where(Person.login == login)).one())


def told(clock: Clock) -> tuple[dict[str, int], str]:
    """A verified project from an idea without a name, and the idea's code."""
    ids = prepare()
    with transaction():
        unnamed.change_settings(AnonymityData(for_members=True), by=SYSTEM)
        code = unnamed.hand_in(UnnamedIdea("Pick lists", "P", "I"), for_place=False)
    clock.move(days=1)
    jobs.empty_box()
    claim = queries.claim_of(codes.hash_of(code))
    assert claim is not None
    with transaction():
        db.session.add(ProjectSuggestion(project_id=ids["project"], suggestion_id=claim.suggestion_id))
        ideas.decide(queries.claimed_idea(claim), Outcome.ACCEPTED, "Yes", by=SYSTEM)
    return ids, code


def test_it_waits_and_becomes_theirs(context: object, clock: Clock) -> None:
    ids, code = told(clock)
    with transaction():
        service.keep(award_of(ids, login=None), by=person("coo"))  # type: ignore[arg-type]
    with pytest.raises(Invalid), transaction():
        service.keep(award_of(ids, login=None), by=person("coo"))  # type: ignore[arg-type]
    waiting = db.session.scalars(select(KeptAward)).one()
    given_on = waiting.given_on
    assert waiting.amount == 500 and db.session.scalars(select(Award)).all() == []
    with transaction():
        unnamed.reveal(code, by=person("chen"))
    award = db.session.scalars(select(Award)).one()
    assert (award.person.login, award.amount, award.given_on) == ("chen", 500, given_on)
    assert db.session.scalars(select(KeptAward)).all() == []


def test_what_somebody_gave_themselves_ends(context: object, clock: Clock) -> None:
    ids, code = told(clock)
    with transaction():
        service.keep(award_of(ids, login=None), by=person("coo"))  # type: ignore[arg-type]
        unnamed.reveal(code, by=person("coo"))
    assert db.session.scalars(select(KeptAward)).all() == db.session.scalars(select(Award)).all() == []


def test_who_has_it_already_has_it_once(context: object, clock: Clock) -> None:
    ids, code = told(clock)
    with transaction():
        service.give(award_of(ids), by=person("coo"))
        service.keep(award_of(ids, login=None), by=person("coo"))  # type: ignore[arg-type]
        unnamed.reveal(code, by=person("chen"))
    assert len(db.session.scalars(select(Award)).all()) == 1


def test_only_for_an_idea_without_a_name_and_by_who_gives_awards(context: object, clock: Clock) -> None:
    ids = prepare()
    with pytest.raises(Invalid), transaction():
        service.keep(award_of(ids, login=None), by=person("coo"))  # type: ignore[arg-type]
    with pytest.raises(Forbidden), transaction():
        service.keep(award_of(ids, login=None), by=person("chen"))  # type: ignore[arg-type]


def test_on_the_pages(
    app: Flask, browser: Browser, new_browser: Callable[..., Browser], clock: Clock
) -> None:
    with app.app_context():
        ids, code = told(clock)
    browser.sign_in("coo", PASSWORD)
    browser.get("/awards/new")
    browser.submit(
        program_id=str(ids["program"]),
        project_id="",
        raw={"project_id": str(ids["project"])},
        reason="Well seen.",
    )
    assert "Kept for authors without a name" in browser.text and "The author of idea #1" in browser.text
    author = new_browser()
    author.get("/suggestions/box")
    author.submit(code=code)
    assert "An award waits for you" in author.text and "Well seen." in author.text
