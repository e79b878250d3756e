"""Handing in, changing and withdrawing an idea."""

from __future__ import annotations

from datetime import date

import pytest

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, VISITOR, Actor, Role
from improve.suggestions import queries, service
from improve.suggestions.models import Suggestion
from improve.suggestions.values import CategoryData, IdeaText
from tests.people import act, make_person, make_unit
from tests.suggestions.ideas import idea, vote_of

pytestmark = pytest.mark.usefixtures("context", "clock")


@pytest.fixture
def ada(context: object) -> Actor:
    return act(make_person("ada", unit=make_unit("Assembly")))


@pytest.fixture
def bob(context: object) -> Actor:
    return act(make_person("bob"))


def category(**more: object) -> int:
    with transaction():
        data = CategoryData(name=Localized.both("Safety"), **more)  # type: ignore[arg-type]
        return service.create_category(data, by=SYSTEM).id


def changed(suggestion: Suggestion, **more: object) -> IdeaText:
    values = {
        "title": suggestion.title,
        "problem": suggestion.problem,
        "idea": suggestion.idea,
        "expected_result": suggestion.expected_result,
        "category_id": suggestion.category_id,
    }
    return IdeaText(**{**values, **more})  # type: ignore[arg-type]


def test_an_idea_comes_in_with_its_promise_and_its_history(ada: Actor) -> None:
    suggestion = idea(ada, "Drip trays", expected_result="No slipping")
    assert suggestion.status == "received"
    assert suggestion.promised_on == date(2026, 4, 1)
    assert suggestion.unit_id == ada.unit_id
    assert (suggestion.problem, suggestion.expected_result) == ("Oil on the floor", "No slipping")
    assert [step.to_status for step in queries.history_of(suggestion.id)] == ["received"]
    assert suggestion.language == "en"


def test_the_category_sets_the_promise(ada: Actor) -> None:
    assert idea(ada, category_id=category(promise_days=7)).promised_on == date(2026, 3, 13)


@pytest.mark.parametrize("closed", [True, False])
def test_only_open_categories_are_chosen(ada: Actor, closed: bool) -> None:
    category_id = category(is_closed=True) if closed else 4711
    with pytest.raises(Invalid) as caught:
        idea(ada, category_id=category_id)
    assert list(caught.value.errors) == ["category_id"]
    assert db.session.scalars(queries.visible_to(ada)).all() == []


def test_an_idea_keeps_a_category_that_was_closed(ada: Actor) -> None:
    category_id = category(promise_days=7)
    suggestion = idea(ada, category_id=category_id)
    with transaction():
        service.change_category(
            queries.categories()[0], CategoryData(name=Localized.both("Old"), is_closed=True), by=SYSTEM
        )
    with transaction():
        service.edit(suggestion, changed(suggestion, title="New words"), by=ada)
    assert (suggestion.title, suggestion.category_id) == ("New words", category_id)


def test_co_authors_are_found_by_login_and_unknown_ones_named(ada: Actor, bob: Actor) -> None:
    suggestion = idea(ada, co_authors=("BOB", "bob", "ada"))
    assert [person.login for person in queries.co_authors_of(suggestion.id)] == ["bob"]
    with pytest.raises(Invalid) as caught:
        idea(ada, co_authors=("nobody",))
    assert "nobody" in str(caught.value.errors["co_authors"][0])


def test_who_becomes_a_co_author_loses_the_vote(ada: Actor, bob: Actor) -> None:
    suggestion = idea(ada)
    vote_of(bob, on=suggestion)
    assert suggestion.votes == 1
    with transaction():
        service.edit(suggestion, changed(suggestion, co_authors=("bob",)), by=ada)
    db.session.refresh(suggestion)
    assert (suggestion.votes, suggestion.votes_for, suggestion.best) == (0, 0, 0.0)


def test_authors_edit_until_somebody_handles_it(ada: Actor, bob: Actor) -> None:
    suggestion = idea(ada, co_authors=("bob",))
    with transaction():
        service.edit(suggestion, changed(suggestion, problem="Water", co_authors=("bob",)), by=bob)
    assert suggestion.problem == "Water"
    with transaction():
        service.begin_review(suggestion, by=SYSTEM)
    with pytest.raises(Refused), transaction():
        service.edit(suggestion, changed(suggestion, problem="Late"), by=ada)


def test_others_neither_edit_nor_withdraw(ada: Actor, bob: Actor) -> None:
    suggestion = idea(ada)
    chief = act(make_person("chief", roles=(Role.COORDINATOR,)))
    for other in (bob, chief):
        with pytest.raises(Forbidden), transaction():
            service.edit(suggestion, changed(suggestion, title="Mine now"), by=other)
        with pytest.raises(Forbidden), transaction():
            service.withdraw(suggestion, by=other)


def test_visitors_hand_nothing_in(ada: Actor) -> None:
    with pytest.raises(Forbidden):
        idea(VISITOR)


def test_a_withdrawn_idea_is_seen_by_authors_and_handlers_only(ada: Actor, bob: Actor) -> None:
    carl = act(make_person("carl"))
    chief = act(make_person("chief", roles=(Role.COORDINATOR,)))
    suggestion = idea(ada, co_authors=("carl",))
    with transaction():
        service.withdraw(suggestion, by=ada, reason="It was done already")
    for reader, sees in ((ada, True), (carl, True), (chief, True), (bob, False), (VISITOR, False)):
        assert (queries.visible_one(reader, suggestion.id) is not None) is sees, reader.login


def test_a_coordinator_sees_withdrawn_ideas_of_the_own_unit_only(ada: Actor) -> None:
    own, other = make_unit("Own"), make_unit("Other")
    carl = act(make_person("carl", unit=own))
    with transaction():
        person = make_person("lead")
    from improve.accounts import service as accounts

    with transaction():
        accounts.give_role(person, Role.COORDINATOR, other, by=SYSTEM)
    suggestion = idea(carl)
    with transaction():
        service.withdraw(suggestion, by=carl)
    assert queries.visible_one(act(person), suggestion.id) is None
    with transaction():
        accounts.give_role(person, Role.COORDINATOR, own, by=SYSTEM)
    assert queries.visible_one(act(person), suggestion.id) is not None


def test_ids_beyond_the_column_are_missing(ada: Actor) -> None:
    for impossible in (0, 2**31, 2**63, 10**30):
        assert queries.visible_one(ada, impossible) is None
