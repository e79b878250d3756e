"""Merging: everybody counts once, and parting restores exactly what each idea had by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, ImproveError, Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor, Role
from improve.reviews.queries import items_of
from improve.suggestions import queries, rules, service
from improve.suggestions.calendar import company_today
from improve.suggestions.crediting.models import NamedCoAuthor
from improve.suggestions.merging.models import Merge
from improve.suggestions.merging.outlook import outlook, parting
from improve.suggestions.merging.queries import merge_of, one_idea, parts_of
from improve.suggestions.merging.service import merge, unmerge
from improve.suggestions.merging.values import MergeData
from improve.suggestions.models import Category, CoAuthor, Follower, Suggestion, Vote
from improve.suggestions.values import (
    Answer,
    CategoryData,
    CommentText,
    Filters,
    IdeaText,
    ImportedSuggestion,
    Outcome,
    Status,
    Visibility,
    Voting,
    VotingData,
)
from improve.suggestions.votes_import.models import ImportedBallot
from improve.suggestions.votes_import.store import write_ballots
from improve.suggestions.voting import store as budgets
from improve.suggestions.voting.models import SpentVote
from improve.suggestions.voting.service import change_rule
from tests.people import act, make_person, make_unit
from tests.reviews.company import make_company
from tests.suggestions.ideas import idea, vote_of

Sets = dict[str, Any]


def people(*logins: str) -> list[Actor]:
    return [act(make_person(login)) for login in logins]


def chief(login: str = "chief") -> Actor:
    return act(make_person(login, roles=(Role.COORDINATOR,)))


def category(name: str, kind: Voting = Voting.SUPPORT, **more: Any) -> Category:
    rule = {key: more.pop(key) for key in ("votes_per_quarter", "closes_on", "counts_hidden") if key in more}
    with transaction():
        made = service.create_category(CategoryData(name=Localized.both(name), **more), by=SYSTEM)
        change_rule(made, VotingData(kind=kind, **rule), by=SYSTEM)
    return made


def unite(source: Suggestion, target: Suggestion, by: Actor, reason: str = "The same tray") -> Merge:
    with transaction():
        return merge(source, target, MergeData(reason), by=by)


def part(source: Suggestion, by: Actor) -> None:
    with transaction():
        unmerge(merge_of(source.id) or pytest.fail("not merged"), by=by)


@contextmanager
def refused(words: str) -> Iterator[None]:
    """The block is refused with these words, whatever language they are shown in."""
    with pytest.raises(Refused) as caught:
        yield
    assert words in caught.value.message.msgid


def sets_of(suggestion: Suggestion) -> Sets:
    """Everything that a merging touches, as it is stored, with the counters checked against the ballots."""
    db.session.expire_all()
    found = db.session.get_one(Suggestion, suggestion.id)

    def rows(model: Any, *columns: str) -> set[Any]:
        picked = [getattr(model, name) for name in columns]
        return {tuple(r) for r in db.session.execute(select(*picked).where(model.suggestion_id == found.id))}

    up, down = budgets.ballots_of([found.id])[found.id]
    if found.counts_hidden_until is None:
        assert (found.votes_for, found.votes_against) == (up, down)
        assert found.best == rules.best(found.votes, down + found.imported_against)
    assert found.votes == found.votes_for + found.imported_for
    return {
        "votes": rows(Vote, "person_id", "value", "at"),
        "ballots": rows(ImportedBallot, "voter", "value"),
        "authors": rows(CoAuthor, "person_id"),
        "names": rows(NamedCoAuthor, "name"),
        "followers": rows(Follower, "person_id", "is_muted"),
        "spent": rows(SpentVote, "person_id", "budget_id"),
        "counts": (found.votes_for, found.votes_against, found.imported_for, found.imported_against),
        "status": found.status,
        "clock": (found.promised_on, found.promise_left, found.due_on, found.escalate_on, found.parked_until),
    }


def test_votes_unite_once_and_parting_brings_the_sets_back(context: object) -> None:
    boss = chief()
    ada, bob, cem, dan, eva, fay = people("ada", "bob", "cem", "dan", "eva", "fay")
    both = category("Both", Voting.BOTH)
    source = idea(ada, "Trays", category_id=both.id, co_authors=("fay",))
    with transaction():
        db.session.add(NamedCoAuthor(suggestion_id=source.id, name="Old Tom"))
    target = idea(bob, "Drip trays", category_id=both.id)
    vote_of(bob, cem, dan, on=source)  # bob wrote the target
    vote_of(cem, ada, on=target)  # ada wrote the source
    with transaction():
        service.oppose(target, by=dan)  # and backs the source
        service.back(source, by=eva)
        service.follow(source, by=eva)
        write_ballots([(source.id, "v1", 1, None), (source.id, "v2", -1, None), (target.id, "v1", -1, None)])
        budgets.count_anew([source.id, target.id])
    before = sets_of(source), sets_of(target)
    seen = outlook(boss, source, target)
    assert (seen.new_authors, seen.comments, seen.new_followers) == (["Ada", "Fay", "Old Tom"], 0, 1)
    unite(source, target, boss)
    united = sets_of(target)
    assert {row[:2] for row in united["votes"]} == {
        (cem.actor_id, 1),
        (dan.actor_id, -1),  # what somebody said of the target itself stands
        (eva.actor_id, 1),
    }
    assert united["ballots"] == {("v1", -1), ("v2", -1)}
    assert united["counts"] == (2, 3, 0, 0)
    assert united["authors"] == {(ada.actor_id,), (fay.actor_id,)}
    assert united["names"] == {("Old Tom",)}
    assert seen.votes is not None
    assert (seen.votes.united, seen.votes.united_against, seen.votes.both) == (2, 3, 3)
    assert sets_of(source) == {
        **before[0],
        "status": "merged",
        "clock": (source.promised_on, None, None, None, None),
    }
    for voter in (ada, fay):  # a co-author by the merging votes no more than any other
        with pytest.raises(Refused), transaction():
            service.back(target, by=voter)
    going = parting(boss, merge_of(source.id) or pytest.fail("not merged"))
    assert (going.source, going.target, going.leaving) == (5, 2, ["Ada", "Fay"])
    part(source, boss)
    assert (sets_of(source), sets_of(target)) == before


def test_what_happens_in_between_stays_and_nothing_comes_twice(context: object) -> None:
    boss = chief()
    ada, bob, cem, dan, eva, fay, gus = people("ada", "bob", "cem", "dan", "eva", "fay", "gus")
    both = category("Both", Voting.BOTH)
    source, target = (idea(by, category_id=both.id) for by in (ada, bob))
    vote_of(cem, dan, eva, on=source)
    vote_of(fay, on=target)
    with transaction():
        service.follow(source, by=gus)
    before = sets_of(source)
    unite(source, target, boss)
    with transaction():
        service.take_back(target, by=cem)  # a lent ballot taken back
        service.oppose(target, by=dan)  # a lent ballot turned: dan's own word on the target since then
        service.back(target, by=eva)  # said already
        service.back(target, by=gus)  # a new one
        service.take_back(target, by=fay)
        service.unfollow(target, by=gus)
    for refused in (service.back, service.take_back, service.oppose, service.follow, service.unfollow):
        with pytest.raises(Refused), transaction():
            refused(source, by=cem)
    assert {row[:2] for row in sets_of(target)["votes"]} == {
        (dan.actor_id, -1),
        (eva.actor_id, 1),
        (gus.actor_id, 1),
    }
    third = idea(fay, category_id=both.id)
    unite(third, target, boss)  # what was given up is not lent again when another idea comes
    assert sets_of(target)["counts"] == (2, 1, 0, 0)
    part(third, boss)
    part(source, boss)
    assert sets_of(source) == before
    assert {row[:2] for row in sets_of(target)["votes"]} == {(dan.actor_id, -1), (gus.actor_id, 1)}
    assert sets_of(target)["followers"] == {(gus.actor_id, True)}


def test_chains_part_in_the_middle_and_imported_totals_add_up(context: object) -> None:
    boss = chief()
    ada, cem, dan, eva = people("ada", "cem", "dan", "eva")
    rows = [
        ImportedSuggestion(title=f"Idea {n}", external_id=str(n), votes_for=10**n, votes_against=n)
        for n in (1, 2, 3)
    ]
    with transaction():
        service.import_suggestions(rows, by=SYSTEM)
    a, b, c = (db.session.get_one(Suggestion, queries.by_external_id([str(n)])[str(n)]) for n in (1, 2, 3))
    vote_of(cem, on=a)
    vote_of(cem, dan, on=b)
    vote_of(dan, eva, on=c)
    before = [sets_of(one) for one in (a, b, c)]
    unite(a, b, boss)
    in_between = sets_of(b)
    unite(b, c, boss)
    assert sets_of(c)["counts"] == (3, 0, 1110, 6)
    assert (one_idea(a.id), [m.source_id for m in parts_of(ada, c.id)]) == (c.id, [a.id, b.id])
    with refused("third one"):
        part(a, boss)
    with refused("Choose that one"):
        unite(idea(ada), b, boss)
    with refused("already"):
        unite(a, c, boss)
    part(b, boss)
    assert (sets_of(b), sets_of(c)) == (in_between, before[2])
    part(a, boss)
    assert [sets_of(one) for one in (a, b, c)] == before


def test_who_may_merge_what(context: object) -> None:
    boss, other = chief(), chief("other")
    ada, bob = people("ada", "bob")
    local = act(make_person("local", unit=make_unit("North")))
    closed, hidden = category("Closed", visibility=Visibility.HANDLERS), category("Open")
    one, two = idea(ada, category_id=hidden.id), idea(bob, category_id=hidden.id)
    for nobody in (ada, local):
        with pytest.raises(Forbidden):
            unite(one, two, nobody)
    own = idea(boss, category_id=hidden.id)
    for pair in ((own, one), (one, own)):
        with refused("You wrote"):
            unite(*pair, boss)
    unite(own, one, other)
    with refused("You wrote"):
        part(own, boss)
    part(own, other)
    with refused("part of itself"):
        unite(one, one, boss)
    for pair in (
        (one, idea(ada, category_id=closed.id)),
        (idea(ada, category_id=closed.id), one),
        (idea(ada, category_id=closed.id), idea(bob, category_id=closed.id)),
    ):
        with refused("different people"):
            unite(*pair, boss)
    steps: dict[Status, Callable[[Suggestion], None]] = {
        Status.DECLINED: lambda s: service.answer(s, Answer(outcome=Outcome.DECLINED, reason="No"), by=boss),
        Status.WITHDRAWN: lambda s: service.withdraw(s, by=ada),
    }
    for status, step in steps.items():
        ended = idea(ada, category_id=hidden.id)
        with transaction():
            step(ended)
        for pair in ((ended, two), (two, ended)):
            with pytest.raises(Refused, match=str(status.word)):
                unite(*pair, boss)
    unite(one, two, boss)
    for step in (service.begin_review, service.begin_pilot):
        with pytest.raises(Refused, match=str(Status.MERGED.word)), transaction():
            step(one, by=boss)
    with refused("comment there"), transaction():
        service.comment(one, CommentText("Hello"), by=bob)
    with pytest.raises(ImproveError), transaction():
        service.edit(one, IdeaText(title="x", problem="y", idea="z"), by=ada)


def test_the_clock_of_the_promise_stands_still(context: object, clock: Any) -> None:
    boss = chief()
    ada, bob = people("ada", "bob")
    source, target = idea(ada), idea(bob)
    promised = source.promised_on
    before = sets_of(source)
    unite(source, target, boss)
    part(source, boss)
    assert sets_of(source) == before  # on the same day as if nothing had been
    unite(source, target, boss)
    clock.move(days=14)
    service.escalate_broken()
    assert sets_of(source)["status"] == "merged"
    part(source, boss)
    db.session.refresh(source)
    assert promised is not None and source.promised_on is not None
    assert timedelta(days=13) <= source.promised_on - promised <= timedelta(days=16)
    assert source.due_on == source.promised_on and source.escalate_on is not None
    with transaction():
        service.park(source, company_today() + timedelta(days=30), "Later", by=boss)
    parked = sets_of(source)
    unite(source, target, boss)
    part(source, boss)
    assert sets_of(source) == parked


def test_lists_leave_a_merged_idea_out_and_search_finds_it(context: object) -> None:
    boss, ada = chief(), act(make_person("ada"))
    source, target = idea(ada, "Kettle descaler"), idea(ada, "Kettles")
    unite(source, target, boss)

    def found(**filters: Any) -> list[int]:
        page = queries.page_of(ada, Filters(**filters))
        assert page.total == len(page.items)
        return [one.id for one in page.items]

    assert found() == [target.id]
    assert set(found(q="kettle")) == {source.id, target.id}
    assert found(status=Status.MERGED) == [source.id]


@pytest.mark.parametrize("round_trip", [False, True])
def test_budgets_and_support_only(context: object, round_trip: bool) -> None:
    boss = chief()
    ada, bob, cem, dan = people("ada", "bob", "cem", "dan")
    rationed = category("Rationed", Voting.BUDGET, votes_per_quarter=2)
    both = category("Both", Voting.BOTH)
    source, target = (idea(by, category_id=rationed.id) for by in (ada, bob))
    angry = idea(ada, category_id=both.id)
    vote_of(cem, on=source)
    vote_of(cem, ada, on=target)
    with transaction():
        service.oppose(angry, by=dan)
    before = sets_of(source), sets_of(target)
    seen = outlook(boss, angry, target)
    assert seen.votes is not None and seen.votes.left_out == 1
    unite(source, target, boss)
    if not round_trip:  # a vote against means nothing where one can only support
        unite(angry, target, boss)
        assert sets_of(target)["counts"] == (1, 0, 0, 0)
        part(angry, boss)
    assert sets_of(target)["spent"] == {row for row in before[1]["spent"] if row[0] == cem.actor_id}
    part(source, boss)
    assert (sets_of(source), sets_of(target)) == before


def test_hidden_counts_stay_hidden(context: object) -> None:
    boss = chief()
    ada, bob, cem = people("ada", "bob", "cem")
    until = company_today() + timedelta(days=5)
    hidden = category("Hidden", closes_on=until, counts_hidden=True)
    source, target = idea(ada, category_id=hidden.id), idea(bob)
    other = idea(bob, category_id=hidden.id)
    vote_of(cem, on=source)
    with refused("hidden until"):
        unite(source, target, boss)
    assert outlook(boss, source, other).votes is None
    unite(source, other, boss)
    assert sets_of(other)["counts"] == (0, 0, 0, 0)


def test_merging_both_ways_at_once_and_voting_meanwhile(app: Flask) -> None:
    with app.app_context():
        boss = chief()
        ada, bob = people("ada", "bob")
        crowd = [act(make_person(f"v{n}")) for n in range(8)]
        one, two = idea(ada).id, idea(bob).id
        vote_of(*crowd[:4], on=db.session.get_one(Suggestion, one))
        vote_of(*crowd[2:6], on=db.session.get_one(Suggestion, two))

    def together(pair: tuple[int, int]) -> bool:
        with app.app_context():
            try:
                unite(*(db.session.get_one(Suggestion, number) for number in pair), boss)
            except Refused:
                return False
            return True

    def vote(voter: Actor) -> bool:
        with app.app_context():
            try:
                for number in (one, two):
                    vote_of(voter, on=db.session.get_one(Suggestion, number))
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(12) as pool:
        merged = pool.map(together, [(one, two), (two, one), (one, two)])
        voted = pool.map(vote, crowd)
        assert sorted(merged) == [False, False, True]
        list(voted)
    with app.app_context():
        target = db.session.scalar(select(Merge.target_id)) or 0
        source = one + two - target
        union = {
            row[0] for n in (source, target) for row in sets_of(db.session.get_one(Suggestion, n))["votes"]
        }
        held = {row[0] for row in sets_of(db.session.get_one(Suggestion, target))["votes"]}
        assert held == union  # nobody twice, and no ballot that was cast is left behind


ACTS = st.one_of(
    st.tuples(
        st.sampled_from(["back", "oppose", "take_back", "follow", "unfollow"]),
        st.integers(0, 3),
        st.integers(0, 4),
    ),
    st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.just("unmerge"), st.integers(0, 3), st.just(0)),
)
NUMBERS = count()


@pytest.mark.databases("sqlite")
@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(acts=st.lists(ACTS, min_size=4, max_size=24))
def test_any_sequence_counts_once_and_restores_exactly(
    context: object, acts: list[tuple[str, int, int]]
) -> None:
    """Against a model that knows only: what each idea was told by itself, and what a merging lends."""
    name = f"n{next(NUMBERS)}"
    boss = chief(f"{name}boss")
    voters = [act(make_person(f"{name}v{n}")) for n in range(5)]
    both = category(name, Voting.BOTH)
    ideas = [idea(voters[n], category_id=both.id) for n in range(4)]  # the last voter wrote nothing
    own: list[dict[int, int]] = [{} for _n in ideas]  # told to this idea itself, also what is set aside
    lent: dict[int, tuple[int, dict[int, int]]] = {}  # source -> target, ballots that it lends
    order: list[int] = []

    def authors(n: int) -> set[int]:
        return {n}.union(*(authors(source) for source, (target, _b) in lent.items() if target == n))

    def votes(n: int) -> dict[int, int]:
        found: dict[int, int] = {}
        for source in reversed(order):
            if lent[source][0] == n:
                found |= lent[source][1]
        return {v: value for v, value in (found | own[n]).items() if v not in authors(n)}

    def expected(n: int) -> set[tuple[int, int]]:
        return {(voters[v].person_id, value) for v, value in votes(n).items()}

    frozen: dict[int, Sets] = {}
    for what, first, second in acts:
        target = ideas[first]
        try:
            with transaction():
                if what == "merge":
                    merge(target, ideas[second], MergeData(), by=boss)
                elif what == "unmerge":
                    standing = merge_of(target.id)
                    if standing is None:
                        continue
                    unmerge(standing, by=boss)
                else:
                    getattr(service, what)(target, by=voters[second])
        except Refused:
            continue
        if what == "merge":
            frozen[first] = before_of(target)
            lent[first] = (second, votes(first))
            order.append(first)
        elif what == "unmerge":
            del lent[first]
            order.remove(first)
            assert before_of(target) == frozen.pop(first)
        elif what in ("back", "oppose"):
            value = 1 if what == "back" else -1
            if votes(first).get(second) != value:
                own[first][second] = value
        elif what == "take_back" and second in votes(first):
            own[first].pop(second, None)
            for into, ballots in lent.values():
                if into == first:
                    ballots.pop(second, None)
        for n, one in enumerate(ideas):
            assert {row[:2] for row in sets_of(one)["votes"]} == expected(n), (what, first, second, n)


def before_of(suggestion: Suggestion) -> Sets:
    """The sets of an idea without where it stands."""
    return {name: rows for name, rows in sets_of(suggestion).items() if name not in ("status", "clock")}


@pytest.mark.parametrize("opened", [False, True])
def test_committee_and_merged_idea_stay_apart(context: object, opened: bool) -> None:
    """An idea in a round, also in one that is being prepared, is not merged; a merged one comes into none."""
    company, boss = make_company(), chief("boss")
    one, two, three = (idea(act(company.max), f"Rack {n}") for n in range(3))
    held = company.round([one, three], opened=opened)
    with refused("committee or a project"):
        unite(one, two, boss)
    other = idea(act(company.max), "Racks")
    unite(other, one, boss)  # what came to it is judged with it
    assert list(items_of(SYSTEM, company.round([other], opened=False).id)) == []
    assert len(items_of(SYSTEM, held.id)) == 2
