"""My ideas: everything I wrote, backed, commented on or follow, with its last change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.messages import LazyText, _l
from improve.core.policy import SYSTEM, Role
from improve.suggestions import service
from improve.suggestions.hearing.telling import in_short
from improve.suggestions.mine.queries import Tie, my_ideas
from improve.suggestions.models import Suggestion
from improve.suggestions.values import CommentText, Outcome
from improve.web.i18n import speaking
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea


@pytest.mark.parametrize(
    ("sentence", "short"),
    [
        (_l("Accepted: “%(title)s”", title="Drip trays"), "Accepted"),
        (_l("%(name)s commented on “%(title)s”", name="Ann", title="a “b”: c"), "Ann commented"),
        (
            _l("The author answers to the decline of “%(title)s”", title="x"),
            "The author answers to the decline",
        ),
        (_l("Sign in"), "Sign in"),
        (_l("Accepted: “%(title)s”", title=""), "Accepted"),
    ],
)
def test_a_line_without_its_title(sentence: Any, short: str) -> None:
    assert in_short(sentence) == short


SAID_SHORTLY = {
    "%(name)s回复了您在“%(title)s”下的评论": "王敏回复了您的评论",
    "%(name)s在“%(title)s”的内部备注中提到了您": "王敏在内部备注中提到了您",
    "%(name)s对“%(title)s”有个问题": "王敏有个问题",
    "%(name)s评论了“%(title)s”": "王敏评论了",
    "“%(title)s”的提出人有新回复": "提出人有新回复",
    "关于“%(title)s”的问题不必再回答": "问题不必再回答",
    "您关于“%(title)s”的问题已有回答": "您的问题已有回答",
    "您因“%(title)s”获得了奖励，谢谢您！": "您获得了奖励，谢谢您！",
    "提出人对“%(title)s”未采纳的决定作了回复": "提出人对未采纳的决定作了回复",
    "已采纳：“%(title)s”": "已采纳",
}


def test_a_chinese_line_without_its_title() -> None:
    shortened = {
        sentence: in_short(LazyText(sentence, params={"name": "王敏", "title": "接水盘"}))
        for sentence in SAID_SHORTLY
    }
    assert shortened == SAID_SHORTLY


def test_each_idea_stands_once_with_all_that_ties_me_to_it(app: Flask, clock: Clock) -> None:
    with app.app_context(), speaking("en"):
        _each_idea_once(clock)


def _each_idea_once(clock: Clock) -> None:
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    chief = act(make_person("chief", roles=(Role.COORDINATOR,)))
    mine = idea(bob, title="Mine")
    idea(ada, title="Shared", co_authors=("bob",))
    liked = idea(ada, title="Liked")
    followed = idea(ada, title="Followed")
    muted = idea(ada, title="Muted")
    idea(ada, title="Strange")
    clock.move(minutes=1)
    with transaction():
        service.back(liked, by=bob)
        service.comment(liked, CommentText("Good"), by=bob)
        service.follow(followed, by=bob)
        service.follow(muted, by=bob)
        service.unfollow(muted, by=bob)
    clock.move(minutes=1)
    with transaction():
        service.decide(mine, Outcome.DECLINED, "No", by=chief)
    found = my_ideas(bob, None, number=1, per_page=25)
    assert [(item.row.title, list(item.ties)) for item in found.items] == [
        ("Mine", [Tie.WRITTEN]),
        ("Liked", [Tie.BACKED, Tie.COMMENTED]),
        ("Followed", [Tie.FOLLOWED]),
        ("Shared", [Tie.WRITTEN_WITH]),
    ]
    assert [item.said for item in found.items] == ["Declined", "Bob commented", "Received", "Received"]
    assert found.counts == {
        None: 4,
        Tie.WRITTEN: 1,
        Tie.WRITTEN_WITH: 1,
        Tie.BACKED: 1,
        Tie.COMMENTED: 1,
        Tie.FOLLOWED: 1,
    }
    assert [item.row.title for item in my_ideas(bob, Tie.BACKED, number=1, per_page=25).items] == ["Liked"]


def test_what_i_may_no_longer_see_is_not_there(context: object) -> None:
    ada, bob = act(make_person("ada")), act(make_person("bob"))
    gone = idea(ada)
    with transaction():
        service.follow(gone, by=bob)
        service.withdraw(gone, by=ada)
    found = my_ideas(bob, None, number=1, per_page=25)
    assert (list(found.items), found.total, found.counts[Tie.FOLLOWED]) == ([], 0, 0)
    assert len(my_ideas(ada, None, number=1, per_page=25).items) == 1


def test_the_page_filters_pages_and_asks_no_more_for_more_ideas(
    app: Flask, browser: Browser, statements: Callable[..., Any]
) -> None:
    with app.app_context():
        bob = act(make_person("bob", password=PASSWORD))
        for number in range(3):
            idea(bob, title=f"Idea {number}")
    browser.sign_in("bob", PASSWORD)
    assert browser.get("/suggestions/mine").h1 == "3 ideas concern you"
    with statements() as few:
        browser.get("/suggestions/mine")
    with app.app_context():
        ada = act(make_person("ada"))
        for number in range(27):
            one = idea(ada, title=f"More {number}")
            with transaction():
                service.follow(db.session.get_one(Suggestion, one.id), by=bob)
    with statements() as many:
        page = browser.get("/suggestions/mine")
    assert few.count == many.count
    assert page.h1 == "30 ideas concern you"
    assert len(browser.page.css(".rows > li")) == 25
    browser.follow("Next page")
    assert len(browser.page.css(".rows > li")) == 5
    browser.get("/suggestions/mine?tie=written&page=99")
    assert len(browser.page.css(".rows > li")) == 3
    browser.get("/suggestions/mine?tie=nonsense")
    assert "30" in browser.page.h1


def test_who_has_none_is_told_what_will_stand_there(app: Flask, browser: Browser) -> None:
    with app.app_context():
        make_person("bob", password=PASSWORD)
    browser.sign_in("bob", PASSWORD)
    assert browser.get("/suggestions/mine").h1 == "No idea concerns you yet"
    assert "will stand here with its last change" in browser.text


def test_an_imported_idea_without_a_story_says_where_it_stands(context: object) -> None:
    bob = act(make_person("bob"))
    made = idea(bob)
    from improve.notifications.models import Line

    with transaction():
        db.session.query(Line).delete()
        service.begin_review(made, by=SYSTEM)
        db.session.query(Line).delete()
    (item,) = my_ideas(bob, None, number=1, per_page=25).items
    assert (item.said, item.row.state.value) == ("", "in_review")
