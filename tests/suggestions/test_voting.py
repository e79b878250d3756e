"""Votes by the rule of the category: for and against, budgets of a quarter, counts that are hidden (table 1a, 21 to 23)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.accounts.models import Person
from improve.audit.models import AuditEntry
from improve.core import clock as now
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor, Assignment, Role
from improve.suggestions import queries, service
from improve.suggestions.models import Category, Suggestion, Vote
from improve.suggestions.rules import best
from improve.suggestions.values import (
    CategoryData,
    Filters,
    IdeaText,
    ImportedSuggestion,
    Sort,
    Voting,
    VotingData,
)
from improve.suggestions.votes_import.replay import Replay
from improve.suggestions.votes_import.values import VoteRow
from improve.suggestions.voting import store
from improve.suggestions.voting.jobs import show_due_counts
from improve.suggestions.voting.models import SpentVote, VoteBudget
from improve.suggestions.voting.queries import shown_counts, votes_left
from improve.suggestions.voting.service import change_rule
from tests.conftest import Clock
from tests.people import act, make_person
from tests.suggestions.ideas import idea, vote_of

Q1, Q2 = date(2026, 1, 1), date(2026, 4, 1)
AT_ONCE, MOST = 500, 5


def category(name: str, **rule: Any) -> Category:
    """A category with its voting rule."""
    with transaction():
        made = service.create_category(CategoryData(name=Localized.both(name), code=name), by=SYSTEM)
        change_rule(made, VotingData(**rule), by=SYSTEM)
    return made


def secret(name: str = "Secret", **rule: Any) -> Category:
    return category(name, kind=Voting.BOTH, closes_on=date(2026, 3, 10), counts_hidden=True, **rule)


def pressed(act_of: Callable[..., None], suggestion: Suggestion, by: Actor) -> None:
    with transaction():
        act_of(suggestion, by=by)


def ballots(suggestion_id: int) -> int:
    return (
        db.session.scalar(select(func.count()).select_from(Vote).where(Vote.suggestion_id == suggestion_id))
        or 0
    )


# Support only, for and against


def test_support_only_takes_no_vote_against(context: object) -> None:
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    plain, noise = idea(ada), idea(ada, category_id=category("Noise", kind=Voting.BOTH).id)
    with pytest.raises(Refused):
        pressed(service.oppose, plain, bob)
    pressed(service.oppose, noise, bob)
    assert (ballots(plain.id), ballots(noise.id)) == (0, 1)


def test_only_who_looks_after_categories_changes_the_rule(context: object) -> None:
    noise = category("Noise")
    with pytest.raises(Forbidden), transaction():
        change_rule(noise, VotingData(kind=Voting.BOTH), by=act(make_person("ada")))


# A budget of votes per quarter


@pytest.fixture
def rationed(context: object, clock: Clock) -> Iterator[tuple[Actor, list[Suggestion]]]:
    """Bob, and three ideas of a category in which everybody has two votes a quarter."""
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    scarce = category("Scarce", kind=Voting.BUDGET, votes_per_quarter=2)
    yield bob, [idea(ada, f"Idea {n}", category_id=scarce.id) for n in range(3)]


def left(bob: Actor, suggestion: Suggestion, day: date) -> int:
    category_id = suggestion.category_id or 0
    return votes_left(bob.actor_id, [category_id], day)[category_id]


def test_a_budget_is_spent_and_what_is_taken_back_is_there_again(
    rationed: tuple[Actor, list[Suggestion]],
) -> None:
    bob, (one, two, three) = rationed
    assert left(bob, one, Q1) == 2
    pressed(service.back, one, bob)
    pressed(service.back, one, bob)  # a second press costs nothing
    pressed(service.back, two, bob)
    assert left(bob, one, Q1) == 0
    with pytest.raises(Refused):
        pressed(service.back, three, bob)
    assert ballots(three.id) == 0
    pressed(service.take_back, one, bob)
    pressed(service.take_back, one, bob)
    assert left(bob, one, Q1) == 1
    pressed(service.back, three, bob)
    assert (ballots(one.id), ballots(two.id), ballots(three.id), left(bob, one, Q1)) == (0, 1, 1, 0)


def test_a_new_quarter_brings_new_votes_and_old_ones_do_not_come_back(
    rationed: tuple[Actor, list[Suggestion]], clock: Clock
) -> None:
    """In the company's time zone: at 16:30 UTC of 31 March the quarter is over in Shanghai."""
    bob, (one, two, three) = rationed
    for suggestion in (one, two):
        pressed(service.back, suggestion, bob)
    clock.set(clock.now.replace(month=3, day=31, hour=15, minute=59))
    with pytest.raises(Refused):
        pressed(service.back, three, bob)
    clock.move(minutes=31)
    pressed(service.take_back, one, bob)
    assert left(bob, one, Q2) == 2
    for suggestion in (one, three):
        pressed(service.back, suggestion, bob)
    assert (left(bob, one, Q2), ballots(two.id)) == (0, 1)
    assert db.session.execute(
        select(VoteBudget.quarter, VoteBudget.spent).order_by(VoteBudget.quarter)
    ).all() == [(Q1, 1), (Q2, 2)]


def test_a_co_author_has_the_vote_back(rationed: tuple[Actor, list[Suggestion]]) -> None:
    bob, (one, *_others) = rationed
    pressed(service.back, one, bob)
    text = IdeaText(one.title, one.problem, one.idea, category_id=one.category_id, co_authors=("bob",))
    with transaction():
        service.edit(one, text, by=act(db.session.scalars(select(Person).where(Person.login == "ada")).one()))
    assert (ballots(one.id), left(bob, one, Q1)) == (0, 2)
    assert db.session.scalars(select(SpentVote.budget_id)).all() == []


def test_a_ballot_that_is_turned_under_changing_rules_is_paid_once(
    rationed: tuple[Actor, list[Suggestion]],
) -> None:
    bob, (one, *_others) = rationed
    scarce = db.session.get_one(Category, one.category_id)
    pressed(service.back, one, bob)
    for rule, act_of in (
        (VotingData(kind=Voting.BOTH), service.oppose),
        (VotingData(kind=Voting.BUDGET, votes_per_quarter=2), service.back),
    ):
        with transaction():
            change_rule(scarce, rule, by=SYSTEM)
        pressed(act_of, one, bob)
    assert left(bob, one, Q1) == 1


def test_five_hundred_at_once_never_exceed_the_budget(app: Flask) -> None:
    with app.app_context():
        ada, bob = act(make_person("ada")), act(make_person("bob"))
        scarce = category("Scarce", kind=Voting.BUDGET, votes_per_quarter=MOST)
        ids = [idea(ada, f"Idea {n}", category_id=scarce.id).id for n in range(25)]
        category_id = scarce.id

    def press(number: int) -> bool:
        with app.app_context():
            try:
                with transaction():
                    service.back(db.session.get_one(Suggestion, ids[number % len(ids)]), by=bob)
            except Refused:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(press, range(AT_ONCE)))
    with app.app_context():
        stored = db.session.execute(
            select(func.sum(Suggestion.votes_for), func.sum(Suggestion.votes)).select_from(Suggestion)
        ).one()
        assert db.session.scalar(select(func.count()).select_from(Vote)) == MOST
        assert tuple(stored) == (MOST, MOST)
        assert db.session.scalar(select(VoteBudget.spent)) == MOST
        assert votes_left(bob.actor_id, [category_id], now.today("Asia/Shanghai")) == {category_id: 0}


def test_a_check_before_the_insert_would_exceed_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted defect: looking first what is left, and then spending, counts more than there are."""

    def check_then_insert(
        suggestion_id: int, person_id: int, category_id: int, quarter: date, most: int
    ) -> bool:
        return votes_left(person_id, [category_id], quarter)[category_id] > 0

    monkeypatch.setattr(store, "spend", check_then_insert)
    with pytest.raises(AssertionError):
        test_five_hundred_at_once_never_exceed_the_budget(app)


# Hidden counts


def test_hidden_ballots_are_on_no_counter_until_the_last_day_is_over(context: object, clock: Clock) -> None:
    ada, bob, eve = (act(make_person(login)) for login in ("ada", "bob", "eve"))
    suggestion = idea(ada, category_id=secret().id)
    vote_of(bob, on=suggestion)
    pressed(service.oppose, suggestion, eve)
    db.session.expire_all()
    assert (suggestion.votes_for, suggestion.votes_against, suggestion.votes, suggestion.best) == (0, 0, 0, 0)
    assert shown_counts(bob, [suggestion]) == {suggestion.id: None}
    assert show_due_counts() == 0
    clock.set(clock.now.replace(day=10, hour=15, minute=59))  # the last minute in Shanghai
    assert show_due_counts() == 0
    clock.move(minutes=1)
    assert show_due_counts() == 1
    assert (suggestion.votes_for, suggestion.votes_against, suggestion.best) == (1, 1, best(1, 1))
    count = shown_counts(bob, [suggestion])[suggestion.id]
    assert count is not None and (count.votes, count.against) == (1, 1)
    with pytest.raises(Refused):
        pressed(service.take_back, suggestion, bob)
    assert show_due_counts() == 0


def test_no_order_tells_what_is_hidden(context: object, clock: Clock) -> None:
    ada, bob, eve = (act(make_person(login)) for login in ("ada", "bob", "eve"))
    hidden = secret()
    first, second = (idea(ada, title, category_id=hidden.id) for title in ("First", "Second"))
    for sort in (Sort.VOTES, Sort.BEST):
        before = queries.sorted_ids(bob, Filters(sort=sort))
        vote_of(bob, eve, on=first)
        assert queries.sorted_ids(bob, Filters(sort=sort)) == before == [second.id, first.id]


def test_what_was_counted_before_counts_were_hidden_stays(context: object, clock: Clock) -> None:
    ada, bob, eve = (act(make_person(login)) for login in ("ada", "bob", "eve"))
    open_one = category("Open")
    suggestion = idea(ada, category_id=open_one.id)
    vote_of(bob, on=suggestion)
    with transaction():
        change_rule(open_one, VotingData(closes_on=date(2026, 3, 10), counts_hidden=True), by=SYSTEM)
    vote_of(eve, on=suggestion)
    pressed(service.take_back, suggestion, bob)
    db.session.expire_all()
    assert (suggestion.votes, shown_counts(ada, [suggestion])) == (1, {suggestion.id: None})
    clock.move(days=7)
    show_due_counts()
    assert suggestion.votes == 1 and ballots(suggestion.id) == 1


def test_handlers_see_the_counts_only_where_that_was_said(context: object, clock: Clock) -> None:
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    coordinator = act(make_person("cora", roles=[Role.COORDINATOR]))
    told, untold = secret("Told", handlers_see_counts=True), secret("Untold")
    for chosen, seen in ((told, True), (untold, False)):
        suggestion = idea(ada, category_id=chosen.id)
        vote_of(bob, on=suggestion)
        count = shown_counts(coordinator, [suggestion])[suggestion.id]
        assert (count is not None) is seen
        assert shown_counts(bob, [suggestion])[suggestion.id] is None
        if count is not None:
            assert count.votes == 1


def test_facts_of_hidden_ballots_name_the_category_and_not_the_idea(context: object, clock: Clock) -> None:
    """Entries of the audit trail can be counted."""
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    hidden = secret()
    suggestion = idea(ada, category_id=hidden.id)
    for act_of in (service.back, service.oppose, service.take_back):
        pressed(act_of, suggestion, bob)
    facts = db.session.execute(
        select(AuditEntry.event, AuditEntry.subject_type, AuditEntry.subject_id, AuditEntry.actor_id)
        .order_by(AuditEntry.id.desc())
        .limit(3)
    ).all()
    assert set(facts) == {("HiddenBallotChanged", "suggestion_category", hidden.id, None)}


def test_an_idea_cannot_be_moved_to_where_its_count_is_shown(context: object, clock: Clock) -> None:
    ada = act(make_person("ada"))
    suggestion, open_one = idea(ada, category_id=secret().id), category("Open")
    text = IdeaText(suggestion.title, suggestion.problem, suggestion.idea, category_id=open_one.id)
    with pytest.raises(Invalid), transaction():
        service.edit(suggestion, text, by=ada)


def test_ideas_that_are_moved_or_imported_into_it_are_hidden(context: object, clock: Clock) -> None:
    ada, hidden = act(make_person("ada")), secret()
    moved = idea(ada)
    text = IdeaText(moved.title, moved.problem, moved.idea, category_id=hidden.id)
    with transaction():
        service.edit(moved, text, by=ada)
        service.import_suggestions(
            [ImportedSuggestion(title="Imported", external_id="7", category="Secret")], by=SYSTEM
        )
    found = db.session.scalars(select(Suggestion.counts_hidden_until)).all()
    assert found == [date(2026, 3, 10), date(2026, 3, 10)]


def test_imported_ballots_of_a_hidden_idea_wait_for_the_end(context: object, clock: Clock) -> None:
    secret()
    with transaction():
        service.import_suggestions(
            [ImportedSuggestion(title="Imported", external_id="7", category="Secret")], by=SYSTEM
        )
        Replay().apply([VoteRow("7", "somebody", 1), VoteRow("7", "another", -1)], SYSTEM)
    suggestion = db.session.scalars(select(Suggestion)).one()
    assert (suggestion.votes_for, suggestion.votes_against) == (0, 0)
    clock.move(days=7)
    show_due_counts()
    assert (suggestion.votes_for, suggestion.votes_against) == (1, 1)


def test_votes_cast_while_they_are_counted_are_in_the_count_once(app: Flask) -> None:
    """The last day is over for the job while ballots are still on their way."""
    with app.app_context():
        ada = act(make_person("ada"))
        hidden = category("Secret", closes_on=date(2126, 1, 1), counts_hidden=True)
        suggestion_id = idea(ada, category_id=hidden.id).id
        with transaction():
            people = [Person(login=f"p{n}", name=f"P {n}", created_at=now.now()) for n in range(60)]
            db.session.add_all(people)
            db.session.flush()
            ids = [person.id for person in people]

    def press(person_id: int) -> None:
        actor = Actor(actor_id=person_id, assignments=(Assignment(Role.MEMBER),))
        with app.app_context():
            with transaction():
                if person_id == ids[30]:
                    store.count_anew([suggestion_id], publish=True)
                else:
                    service.back(db.session.get_one(Suggestion, suggestion_id), by=actor)
            db.session.remove()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(press, ids))
    with app.app_context():
        stored = db.session.get_one(Suggestion, suggestion_id)
        assert (stored.votes_for, stored.votes, ballots(suggestion_id)) == (59, 59, 59)
        assert stored.best == best(59, 0)
