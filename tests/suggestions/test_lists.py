"""Lists: filters, orders, counts per status, pages, and how much is asked of the database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from improve.accounts.models import Unit
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, VISITOR, Actor
from improve.suggestions import queries, service
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import lists
from improve.suggestions.values import (
    CategoryData,
    CommentText,
    Filters,
    Outcome,
    Status,
    Voting,
    VotingData,
)
from tests.people import act, make_person, make_unit
from tests.statements import Statements
from tests.suggestions.ideas import idea, vote_of

pytestmark = pytest.mark.usefixtures("context")
Counting = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def ada(context: object) -> Actor:
    return act(make_person("ada"))


@pytest.fixture
def bob(context: object) -> Actor:
    return act(make_person("bob"))


def titles(actor: Actor, **filters: object) -> list[str]:
    return [s.title for s in queries.page_of(actor, Filters(**filters)).items]  # type: ignore[arg-type]


def test_orders(ada: Actor, bob: Actor, clock: object) -> None:
    people = [act(make_person(f"p{n}")) for n in range(3)]
    made: dict[str, Suggestion] = {}
    with transaction():
        both = service.create_category(CategoryData(name=Localized.both("Noise")), by=SYSTEM)
        service.change_voting_rule(both, VotingData(kind=Voting.BOTH), by=SYSTEM)
    for name in ("loved", "split", "talked", "new"):
        made[name] = idea(ada, name, category_id=both.id)
        clock.move(minutes=1)  # type: ignore[attr-defined]
    vote_of(*people[:2], on=made["loved"])
    vote_of(*people, on=made["split"])
    with transaction():
        service.oppose(made["split"], by=bob)
        service.comment(made["talked"], CommentText("a"), by=bob)
        service.comment(made["loved"], CommentText("a"), by=bob)
        service.comment(made["talked"], CommentText("b"), by=bob)
    assert titles(bob) == ["new", "talked", "split", "loved"]
    assert titles(bob, sort="votes")[:2] == ["split", "loved"]
    # Two of two ranks above three of four: 0.34 against 0.30.
    assert titles(bob, sort="best")[:2] == ["loved", "split"]
    assert titles(bob, sort="discussed")[:2] == ["talked", "loved"]


def test_filters_and_counts(ada: Actor, bob: Actor) -> None:
    site = make_unit("Site", kind="site")
    team = make_unit("Team", parent=site)
    other = make_unit("Other")
    with transaction():
        safety = service.create_category(CategoryData(name=Localized.both("Safety")), by=SYSTEM)
    below = idea(ada, "below", unit_id=team.id, category_id=safety.id)
    idea(ada, "at the site", unit_id=site.id)
    idea(bob, "elsewhere", unit_id=other.id, co_authors=("ada",))
    with transaction():
        service.decide(below, Outcome.ACCEPTED, "Yes", by=SYSTEM)
    vote_of(bob, on=below)
    assert titles(ada, unit=site.id) == ["at the site", "below"]
    assert titles(ada, unit=team.id) == ["below"]
    assert titles(ada, category=safety.id) == ["below"]
    assert titles(ada, mine="written") == ["elsewhere", "at the site", "below"]
    assert titles(bob, mine="written") == ["elsewhere"]
    assert titles(bob, mine="backed") == ["below"]
    assert titles(ada, status="accepted", unit=site.id, category=safety.id, q="bel") == ["below"]
    assert titles(ada, unit=4711) == titles(ada, category=4711) == []
    listing = queries.page_of(ada, Filters(status="accepted", unit=site.id))
    assert listing.counts == {Status.ACCEPTED: 1, Status.RECEIVED: 1}
    assert (listing.total, listing.all_count) == (1, 2)


def test_withdrawn_ideas_stand_in_their_own_list_of_who_may_see_them(ada: Actor, bob: Actor) -> None:
    kept, gone = idea(ada, "kept"), idea(ada, "gone")
    with transaction():
        service.withdraw(gone, by=ada)
    assert titles(ada) == ["kept"]
    assert titles(ada, status="withdrawn") == ["gone"]
    assert titles(bob, status="withdrawn") == titles(bob, q="gone") == []
    assert queries.page_of(bob, Filters()).counts == {Status.RECEIVED: 1}
    assert queries.page_of(ada, Filters()).total == 1
    assert titles(VISITOR) == []
    assert kept.title == "kept"


@pytest.mark.parametrize("threshold", [0, 5_000])
def test_pages_hold_each_idea_once_on_both_ways_of_finding(
    ada: Actor, monkeypatch: pytest.MonkeyPatch, threshold: int
) -> None:
    monkeypatch.setattr(lists, "MANY", threshold)
    unit = make_unit("Unit")
    for number in range(23):
        idea(ada, f"搬运 {number}", unit_id=unit.id)
    for filters in (
        Filters(),
        Filters(q="搬运"),
        Filters(unit=unit.id),
        Filters(mine="written", sort="votes"),
    ):
        seen = []
        for page in range(1, 7):
            listing = queries.page_of(ada, filters, number=page, per_page=4)
            assert listing.total == 23
            seen += [s.id for s in listing.items]
        assert len(seen) == len(set(seen)) == 23
        assert list(queries.sorted_ids(ada, filters)) == seen


def test_a_longer_list_asks_no_more(ada: Actor, bob: Actor, statements: Counting) -> None:
    def make(count: int) -> None:
        for number in range(count):
            unit = make_unit(f"Unit {number} {count}")
            author = act(make_person(f"a{number}-{count}", unit=unit))
            vote_of(bob, on=idea(author, f"idea {number}", co_authors=("ada",)))

    def asked() -> int:
        db.session.expire_all()
        with statements() as counted:
            listing = queries.page_of(bob, Filters(q="idea"))
            for suggestion in listing.items:
                assert suggestion.author_label
                assert suggestion.problem
                assert suggestion.unit is not None
                assert suggestion.unit.name
            queries.votes_of(bob.actor_id, (s.id for s in listing.items))
            queries.authors_of(s.id for s in listing.items)
        return counted.count

    make(3)
    first = asked()
    make(9)
    assert asked() == first


def test_units_below_are_found_by_their_path(ada: Actor) -> None:
    first = make_unit("One")
    for number in range(12):
        last = make_unit(f"Unit {number}")
    assert last.path.startswith("/1")
    idea(ada, "far", unit_id=last.id)
    assert db.session.get_one(Unit, first.id).path == "/1/"
    assert titles(ada, unit=first.id) == []
