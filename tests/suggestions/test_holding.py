"""Categories whose ideas wait until a handler releases them: by every door, for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Refused
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.suggestions import queries, service
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.values import CategoryData, IdeaText, ImportedSuggestion, Visibility
from tests.browser import Browser
from tests.people import PASSWORD, act, make_person


def category(
    *, holds: bool = True, visibility: Visibility = Visibility.EVERYONE, code: str = "K"
) -> Category:
    data = CategoryData(name=Localized.both("Kitchen"), code=code, visibility=visibility, holds_new=holds)
    with transaction():
        return service.create_category(data, by=SYSTEM)


def hand_in(login: str, kept: Category) -> Suggestion:
    text = IdeaText(title="Longer spoons", problem="They are short", idea="Buy others", category_id=kept.id)
    with transaction():
        return service.submit(text, by=act(make_person(login)))


def readers(suggestion: Suggestion, *logins: str) -> list[str]:
    """Which of them may read it."""
    found = []
    for login in logins:
        actor = act(make_person(f"{login}-reads", roles=[Role.COORDINATOR] if login == "coo" else []))
        if queries.visible_one(actor, suggestion.id) is not None:
            found.append(login)
    return found


@pytest.mark.parametrize(
    ("holds", "visibility", "is_held", "read_by"),
    [
        (True, Visibility.EVERYONE, True, ["coo"]),
        (True, Visibility.HANDLERS, False, ["coo"]),  # nothing to wait for
        (False, Visibility.EVERYONE, False, ["coo", "bob"]),
    ],
)
def test_a_new_idea_is_held_where_its_category_says_so(
    context: object, holds: bool, visibility: Visibility, is_held: bool, read_by: list[str]
) -> None:
    idea = hand_in("ann", category(holds=holds, visibility=visibility))
    assert idea.is_held is is_held
    assert readers(idea, "coo", "bob") == read_by


def test_a_handler_releases_it_once_and_never_their_own(context: object) -> None:
    kept = category()
    idea = hand_in("ann", kept)
    boss = act(make_person("boss", roles=[Role.COORDINATOR]))
    with pytest.raises(Forbidden), transaction():
        service.release(idea, by=act(make_person("bob")))
    with transaction():
        service.release(idea, by=boss)
    assert (idea.is_held, idea.audience) == (False, Visibility.EVERYONE)
    with pytest.raises(Refused), transaction():
        service.release(idea, by=boss)
    with transaction():
        own = service.submit(IdeaText(title="Mine", problem="x", idea="y", category_id=kept.id), by=boss)
    with pytest.raises(Refused), transaction():
        service.release(own, by=boss)
    assert own.is_held


def test_a_change_of_the_category_releases_nothing(context: object) -> None:
    kept = category()
    idea = hand_in("ann", kept)
    for visibility in (Visibility.UNIT, Visibility.EVERYONE):
        data = CategoryData(name=kept.name, code="K", visibility=visibility, holds_new=False)
        with transaction():
            service.change_category(kept, data, by=SYSTEM)
        db.session.expire_all()
        assert (idea.is_held, idea.audience) == (True, Visibility.HANDLERS)


def test_moving_an_idea_into_such_a_category_holds_it_and_out_of_it_releases_nothing(context: object) -> None:
    kept, free = category(), category(holds=False, code="F")
    idea = hand_in("ann", free)
    author = act(db.session.get_one(Suggestion, idea.id).author)  # type: ignore[arg-type]
    text = IdeaText(title="Longer spoons", problem="They are short", idea="Buy others", category_id=kept.id)
    with transaction():
        service.edit(idea, text, by=author)
    assert idea.is_held
    with transaction():
        service.edit(
            idea, IdeaText(title="Longer spoons", problem="x", idea="y", category_id=free.id), by=author
        )
    assert (idea.is_held, idea.audience) == (True, Visibility.HANDLERS)


def test_what_is_imported_is_not_new(context: object) -> None:
    category()
    with transaction():
        service.import_suggestions(
            [ImportedSuggestion(title="Old", category="K", external_id="1")], by=SYSTEM
        )
    idea = db.session.query(Suggestion).one()
    assert (idea.is_held, idea.audience) == (False, Visibility.EVERYONE)


def met(browser: Browser, door: str) -> bool:
    """Does the answer name it, marked words or not?"""
    return "Longer spoons" in re.sub("<[^>]+>", "", browser.client.get(door).get_data(as_text=True))


def test_nobody_meets_it_before_and_everybody_after(app: Flask, new_browser: Callable[..., Browser]) -> None:
    with app.app_context():
        idea = hand_in("ann", category())
        number = idea.id
        make_person("bob", password=PASSWORD)
        make_person("coo", roles=[Role.COORDINATOR], password=PASSWORD)
    bob, coo = new_browser(), new_browser()
    bob.sign_in("bob", PASSWORD)
    coo.sign_in("coo", PASSWORD)
    doors = ("/suggestions", "/suggestions?q=spoons", "/search?q=spoons", "/suggestions/export.csv")
    assert not any(met(bob, door) for door in doors)
    bob.get(f"/suggestions/{number}", status=404)
    coo.get(f"/suggestions/{number}")
    assert "until one of them releases it" in coo.text
    coo.submit(button="Release it: Longer spoons")
    assert "until one of them releases it" not in coo.text
    assert all(met(bob, door) for door in doors)
    bob.get(f"/suggestions/{number}")
