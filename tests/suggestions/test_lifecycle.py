"""The steps that other features take an idea through, and the answer without a committee."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from improve.core.db import transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.policy import SYSTEM, Actor, Role
from improve.suggestions import queries, service
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Answer, Outcome, Status
from tests.people import act, make_person, make_unit
from tests.suggestions.ideas import idea

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def ada(context: object) -> Actor:
    return act(make_person("ada"))


@pytest.fixture
def chief(context: object) -> Actor:
    return act(make_person("chief", roles=(Role.COORDINATOR,)))


def step(act_on: Callable[[], None]) -> None:
    with transaction():
        act_on()


def walked(suggestion: Suggestion) -> list[str]:
    return [change.to_status for change in queries.history_of(suggestion.id)]


def test_an_idea_walks_the_whole_way(ada: Actor, chief: Actor, clock: object) -> None:
    suggestion = idea(ada)
    step(lambda: service.begin_review(suggestion, by=chief))
    step(lambda: service.decide(suggestion, Outcome.ACCEPTED, "Worth trying", by=chief))
    step(lambda: service.begin_pilot(suggestion, by=chief))
    step(lambda: service.finish(suggestion, by=chief))
    assert walked(suggestion) == ["received", "in_review", "accepted", "in_pilot", "done"]
    assert suggestion.decided_at is not None
    assert suggestion.answered_on == date(2026, 3, 4)
    answer = queries.official_answer(queries.history_of(suggestion.id))
    assert answer is not None
    assert (answer.reason, answer.by_id) == ("Worth trying", chief.actor_id)


def test_the_ways_back(ada: Actor, chief: Actor) -> None:
    suggestion = idea(ada)
    step(lambda: service.begin_review(suggestion, by=chief))
    step(lambda: service.end_review(suggestion, by=chief, reason="No quorum"))
    step(lambda: service.decide(suggestion, Outcome.ACCEPTED, "Yes", by=chief))
    step(lambda: service.begin_pilot(suggestion, by=chief))
    step(lambda: service.end_pilot(suggestion, by=chief))
    step(lambda: service.begin_pilot(suggestion, by=chief))
    step(lambda: service.finish(suggestion, Status.DECLINED, "No effect", by=chief))
    step(lambda: service.reopen(suggestion, "New data", by=chief))
    assert suggestion.state is Status.IN_REVIEW
    assert suggestion.decided_at is None
    assert walked(suggestion)[-3:] == ["in_pilot", "declined", "in_review"]


def test_the_first_answer_stays_the_one_that_was_promised(ada: Actor, chief: Actor, clock: object) -> None:
    suggestion = idea(ada)
    step(lambda: service.decide(suggestion, Outcome.DECLINED, "No", by=chief))
    first = suggestion.answered_on
    clock.move(days=20)  # type: ignore[attr-defined]
    step(lambda: service.decide(suggestion, Outcome.ACCEPTED, "Yes after all", by=chief))
    assert suggestion.answered_on == first
    assert suggestion.decided_at is not None
    assert suggestion.decided_at.date() == date(2026, 3, 24)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_decision_owes_a_reason(ada: Actor, chief: Actor, reason: str) -> None:
    suggestion = idea(ada)
    with pytest.raises(Invalid) as caught, transaction():
        service.decide(suggestion, Outcome.DECLINED, reason, by=chief)
    assert list(caught.value.errors) == ["reason"]
    assert suggestion.state is Status.RECEIVED


def test_a_step_that_the_lifecycle_lacks_changes_nothing(ada: Actor, chief: Actor) -> None:
    suggestion = idea(ada)
    with pytest.raises(Refused), transaction():
        service.begin_pilot(suggestion, by=chief)
    assert suggestion.state is Status.RECEIVED
    assert walked(suggestion) == ["received"]


def test_handlers_of_the_unit_answer_new_ideas_of_others(ada: Actor, chief: Actor) -> None:
    yes = Answer(outcome="accepted", reason="Do it")
    with pytest.raises(Refused), transaction():
        service.answer(idea(chief), yes, by=chief)
    suggestion = idea(ada)
    with pytest.raises(Forbidden), transaction():
        service.answer(suggestion, yes, by=act(make_person("bob")))
    step(lambda: service.answer(suggestion, yes, by=chief))
    assert suggestion.state is Status.ACCEPTED
    with pytest.raises(Refused), transaction():
        service.answer(suggestion, yes, by=chief)


def test_a_co_author_does_not_answer_either(ada: Actor, chief: Actor) -> None:
    suggestion = idea(ada, co_authors=("chief",))
    with pytest.raises(Refused), transaction():
        service.answer(suggestion, Answer(outcome="accepted", reason="Ours"), by=chief)


def test_a_coordinator_of_another_unit_does_not_answer(ada: Actor) -> None:
    from improve.accounts import service as accounts

    unit, other = make_unit("One"), make_unit("Two")
    person = make_person("lead")
    step(lambda: accounts.give_role(person, Role.COORDINATOR, other, by=SYSTEM))
    suggestion = idea(ada, unit_id=unit.id)
    with pytest.raises(Forbidden), transaction():
        service.answer(suggestion, Answer(outcome="accepted", reason="Do it"), by=act(person))
