"""Finding ideas: by what was said of them, by stems and numbers, mistyped, in the best order, narrowed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Actor, Role
from improve.suggestions import queries, service
from improve.suggestions.finding.finding import find
from improve.suggestions.finding.placing import placed
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.queries import counting
from improve.suggestions.queries.rows import COMMENT, REASON
from improve.suggestions.values import CommentText, Filters, ImportedSuggestion, Outcome, Sort
from tests.people import act, make_person, make_unit
from tests.suggestions.ideas import idea, vote_of

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def ada(context: object) -> Actor:
    return act(make_person("ada", "Ada Byron"))


@pytest.fixture
def bob(context: object) -> Actor:
    return act(make_person("bob", "Bob"))


def titles(actor: Actor, q: str = "", **filters: object) -> list[str]:
    asked = Filters(q=q, **{"sort": Sort.RELEVANCE if q else Sort.NEWEST, **filters})  # type: ignore[arg-type]
    return [s.title for s in find(actor, asked, queries.in_order).listing.items]


def said(text: str, on: Suggestion, by: Actor) -> Comment:
    with transaction():
        return service.comment(on, CommentText(text), by=by)


def test_comments_and_reasons_are_searched_and_say_where(ada: Actor, bob: Actor) -> None:
    one, other = idea(ada, "Drip trays"), idea(ada, "托盘")
    said("The **sawdust** is enough", on=one, by=bob)
    with transaction():
        service.decide(other, Outcome.DECLINED, "预算不够，明年再议", by=SYSTEM)
    assert titles(bob, "sawdust") == ["Drip trays"]
    assert titles(bob, "预算") == ["托盘"]
    assert titles(bob, "sawdust", scope="title") == []
    rows = queries.rows_in_order([one.id, other.id], query="sawdust")
    assert next((r.said.found_in, r.said.text) for r in placed(rows, "sawdust", bob)) == (
        COMMENT,
        "The sawdust is enough",
    )
    assert placed(rows, "预算", bob)[1].said.found_in == REASON


def test_what_nobody_may_read_is_not_found(ada: Actor, bob: Actor) -> None:
    coordinator = act(make_person("carl", roles=[Role.COORDINATOR]))
    one = idea(ada, "Drip trays")
    removed, hidden, note = (said(f"sawdust {n}", on=one, by=bob) for n in range(3))
    with transaction():
        service.remove_comment(one, db.session.get_one(Comment, removed.id), by=bob)
        hidden.hidden_at, hidden.hidden_reason = hidden.created_at, "rude"
        note.kind, note.author_id = "note", coordinator.actor_id
        db.session.flush()
    assert titles(bob, "sawdust 0") == titles(bob, "sawdust 1") == titles(bob, "sawdust 2") == []
    assert titles(ada, "sawdust") == []
    assert titles(coordinator, "sawdust 2") == ["Drip trays"]
    assert titles(coordinator, "sawdust 1") == []


def test_an_edited_comment_is_found_by_its_new_words(ada: Actor) -> None:
    comment = said("sawdust", on=idea(ada, "Drip trays"), by=ada)
    with transaction():
        comment.body = "granulate"
        db.session.flush()
    assert titles(ada, "sawdust") == []
    assert titles(ada, "granulate") == ["Drip trays"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("pallets", "One pallet"),
        ("pallet", "All pallets"),
        ("batteries", "A battery"),
        ("battery", "Old batteries"),
        ("training", "Who trains whom"),
        ("夜班", "夜班照明"),
        ("托", "托盘"),
        ("B-12", "Gate B-12"),
    ],
)
def test_words_are_found_by_their_stems(ada: Actor, typed: str, stored: str) -> None:
    idea(ada, stored)
    assert titles(ada, typed) == [stored]


def test_numbers_find_their_idea_first(ada: Actor) -> None:
    mine = idea(ada, "Mine")
    with transaction():
        service.import_suggestions([ImportedSuggestion(title="Theirs", external_id="KX-208")], by=SYSTEM)
    other = idea(ada, f"Same as {mine.id} and kx-208")
    assert titles(ada, f"#{mine.id}")[0] == "Mine"
    assert titles(ada, "kx-208") == ["Theirs", other.title]
    assert titles(ada, "#2147483648") == titles(ada, "#0") == []


@pytest.mark.parametrize(
    ("typed", "meant", "title"),
    [
        ("forklfit", "forklift", "A forklift for the dock"),
        ("食堂才单", "食堂菜单", "食堂菜单提前公布"),
    ],
)
def test_what_finds_nothing_is_read_as_what_was_meant(ada: Actor, typed: str, meant: str, title: str) -> None:
    idea(ada, title)
    found = find(ada, Filters(q=typed), queries.in_order)
    assert (found.meant, [s.title for s in found.listing.items]) == (meant, [title])
    assert find(ada, Filters(q=meant), queries.in_order).meant is None


def test_nothing_is_meant_by_what_nobody_wrote(ada: Actor) -> None:
    idea(ada, "Drip trays")
    assert find(ada, Filters(q="xylophone"), queries.in_order).meant is None


@pytest.mark.parametrize("few", [500, 1])
def test_titles_come_before_texts_and_texts_before_comments(
    ada: Actor, few: int, monkeypatch: pytest.MonkeyPatch, clock: object
) -> None:
    monkeypatch.setattr("improve.suggestions.queries.ranking.FEW", few)
    for title, problem in (("Oil here", "-"), ("Slips", "oil oil oil"), ("Talk", "-")):
        made = idea(ada, title, problem=problem)
        clock.move(minutes=1)  # type: ignore[attr-defined]
    said("oil", on=made, by=ada)
    found = titles(ada, "oil")
    assert found[0] == "Oil here" and set(found[1:]) == {"Slips", "Talk"}
    assert few == 1 or found == ["Oil here", "Slips", "Talk"]
    asked = Filters(q="oil", sort=Sort.RELEVANCE)
    whole = [s.title for s in queries.in_order(queries.sorted_ids(ada, asked))]
    pages = [
        s.title
        for page in (1, 2, 3)
        for s in find(ada, asked, queries.in_order, number=page, per_page=1).listing.items
    ]
    assert whole == found == pages


def test_filters_by_person_day_and_votes(ada: Actor, bob: Actor, clock: object) -> None:
    clock.set(datetime(2026, 3, 10, 9, tzinfo=UTC))  # type: ignore[attr-defined]
    first = idea(ada, "first")
    clock.set(datetime(2026, 3, 12, 9, tzinfo=UTC))  # type: ignore[attr-defined]
    idea(bob, "second")
    with transaction():
        service.import_suggestions([ImportedSuggestion(title="old", author="Zoë 100%")], by=SYSTEM)
    vote_of(bob, on=first)
    assert titles(bob, person="byron") == titles(bob, person="ADA") == ["first"]
    assert titles(bob, person="100%") == ["old"]
    assert titles(bob, person="%") == ["old"]
    assert titles(bob, until=date(2026, 3, 10)) == ["first"]
    assert "first" not in titles(bob, since=date(2026, 3, 11))
    assert titles(bob, least_votes=1) == ["first"]
    assert titles(bob, until=date.max) == titles(bob)


def test_quiet_ones_are_open_and_the_longest_without_news_first(
    ada: Actor, bob: Actor, clock: object
) -> None:
    made = {}
    for name in ("talked", "quiet", "declined", "edited"):
        made[name] = idea(ada, name)
        clock.move(hours=1)  # type: ignore[attr-defined]
    said("any news?", on=made["talked"], by=bob)
    with transaction():
        service.decide(made["declined"], Outcome.DECLINED, "No", by=SYSTEM)
    vote_of(bob, on=made["quiet"])
    assert titles(bob, sort=Sort.QUIET) == ["quiet", "edited", "talked"]


def test_a_search_for_what_stands_everywhere_counts_no_further(
    ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTED", 3)
    for n in range(5):
        idea(ada, f"oil {n}")
    found = find(ada, Filters(q="oil"), queries.in_order, per_page=2).listing
    assert (found.total, found.is_more, found.counts, found.all_count) == (3, True, {}, None)
    assert queries.page_of(ada, Filters(q="oil")).total == 5
    assert not find(ada, Filters(q="oil", status="accepted"), queries.in_order).listing.is_more
    # Looked at are four; of those that fit (what may be read, what is asked for) there may be fewer: all are counted.
    monkeypatch.setattr(counting, "LOOKED_AT", 4)
    counting._counting.cache_clear()
    only = make_unit("Team")
    for n in range(4):
        idea(ada, f"oil of the team {n}", unit_id=only.id)
    of_team = find(ada, Filters(q="oil", unit=only.id), queries.in_order).listing
    assert (of_team.total, of_team.is_more) == (
        (3, True) if db.engine.dialect.name == "sqlite" else (4, False)
    )
    assert find(ada, Filters(q="oil"), queries.in_order).listing.is_more
    counting._counting.cache_clear()


def test_kept_counts_follow_what_happens(ada: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MANY", 1)
    team = make_unit("Team")
    one = idea(ada, "one", unit_id=team.id)
    assert queries.page_of(bob, Filters()).counts == {"received": 1}
    idea(ada, "two")
    assert queries.page_of(bob, Filters()).counts == {"received": 2}
    assert queries.page_of(bob, Filters(unit=team.id)).counts == {"received": 1}
    with transaction():
        service.decide(one, Outcome.ACCEPTED, "Yes", by=SYSTEM)
    assert queries.page_of(bob, Filters()).counts == {"received": 1, "accepted": 1}
