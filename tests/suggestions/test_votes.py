"""Ballots: one per person and idea, counted once, also when hundreds arrive at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.accounts.models import Person
from improve.core import clock as now
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, VISITOR, Actor, Assignment, Role
from improve.suggestions import queries, rules, service
from improve.suggestions.models import Suggestion, Vote
from improve.suggestions.values import CategoryData, ImportedSuggestion, Voting, VotingData
from improve.suggestions.voting.service import change_rule
from tests.people import act, make_person
from tests.suggestions.ideas import idea

CROWD = 60


def counted(suggestion_id: int) -> tuple[int, int, int]:
    """The counters as they are stored."""
    db.session.expire_all()
    stored = db.session.get_one(Suggestion, suggestion_id)
    return stored.votes_for, stored.votes_against, stored.votes


def test_a_vote_counts_once_and_can_be_taken_back_and_turned(context: object) -> None:
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    with transaction():
        category = service.create_category(CategoryData(name=Localized.both("Noise")), by=SYSTEM)
        change_rule(category, VotingData(kind=Voting.BOTH), by=SYSTEM)
    suggestion = idea(ada, category_id=category.id)
    acts: list[tuple[Callable[..., None], tuple[int, int, int]]] = [
        (service.take_back, (0, 0, 0)),
        (service.back, (1, 0, 1)),
        (service.back, (1, 0, 1)),
        (service.oppose, (0, 1, 0)),
        (service.oppose, (0, 1, 0)),
        (service.back, (1, 0, 1)),
        (service.take_back, (0, 0, 0)),
        (service.take_back, (0, 0, 0)),
    ]
    for act_of_bob, expected in acts:
        with transaction():
            act_of_bob(suggestion, by=bob)
            in_memory = (suggestion.votes_for, suggestion.votes_against, suggestion.votes)
        assert in_memory == expected
        assert counted(suggestion.id) == expected
        assert suggestion.best == rules.best(*expected[:2])


def test_authors_do_not_vote_for_their_own_idea(context: object) -> None:
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    suggestion = idea(ada, co_authors=("bob",))
    for author in (ada, bob):
        with pytest.raises(Refused), transaction():
            service.back(suggestion, by=author)
    with pytest.raises(Forbidden), transaction():
        service.back(suggestion, by=VISITOR)
    assert counted(suggestion.id) == (0, 0, 0)


def test_imported_totals_stand_beside_the_ballots(context: object) -> None:
    ada = act(make_person("ada"))
    row = ImportedSuggestion(title="Noise", external_id="7", votes_for=2097, votes_against=3)
    with transaction():
        service.import_suggestions([row], by=SYSTEM)
        suggestion = db.session.scalar(queries.visible_to(ada)) or pytest.fail("not imported")
        service.back(suggestion, by=ada)
    assert counted(suggestion.id) == (1, 0, 2098)
    assert suggestion.best == rules.best(2098, 3)
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 1


def test_a_crowd_at_once_is_counted_to_the_last_vote(app: Flask) -> None:
    with app.app_context():
        suggestion_id = idea(act(make_person("ada"))).id
        with transaction():
            people = [Person(login=f"p{n}", name=f"P {n}", created_at=now.now()) for n in range(CROWD)]
            db.session.add_all(people)
            db.session.flush()
            ids = [person.id for person in people]

    def press(person_id: int) -> None:
        actor = Actor(actor_id=person_id, assignments=(Assignment(Role.MEMBER),))
        with app.app_context():
            for act_of_person in (service.back, service.back):
                with transaction():
                    act_of_person(db.session.get_one(Suggestion, suggestion_id), by=actor)
            if person_id % 3 == 0:
                with transaction():
                    service.take_back(db.session.get_one(Suggestion, suggestion_id), by=actor)
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, [*ids, *ids]))
    with app.app_context():
        ballots = db.session.scalar(select(func.count()).select_from(Vote))
        stayed = sum(1 for person_id in ids if person_id % 3)
        assert ballots == stayed
        assert counted(suggestion_id) == (stayed, 0, stayed)


def test_one_person_pressing_in_many_windows_is_one_ballot(app: Flask) -> None:
    with app.app_context():
        suggestion_id = idea(act(make_person("ada"))).id
        bob = act(make_person("bob"))

    def press(_window: int) -> None:
        with app.app_context():
            with transaction():
                service.back(db.session.get_one(Suggestion, suggestion_id), by=bob)
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, range(24)))
    with app.app_context():
        assert counted(suggestion_id) == (1, 0, 1)
