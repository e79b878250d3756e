"""The form for a new idea offers similar ones: while typing, and once before handing in."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from improve.accounts.models import Person
from improve.accounts.passwords import hashed
from improve.accounts.queries import person_by_login
from improve.core.db import db, is_writing, transaction
from improve.core.policy import Role
from improve.suggestions import service
from improve.suggestions.attachments.queries import attachments_of
from improve.suggestions.merging.service import merge
from improve.suggestions.merging.values import MergeData
from improve.suggestions.models import Suggestion, Vote
from improve.suggestions.similar import encoder, indexing
from tests.browser import Browser
from tests.core.uploads import picture
from tests.people import PASSWORD, act, make_person, make_unit
from tests.suggestions.ideas import idea

NewBrowser = Callable[..., Browser]
TITLE = "Drip trays under the mills"
TEXTS = {"problem": "Oil on the floor", "idea": "Put a tray under each mill"}
SIMILAR = "Put drip trays under the mills"


@pytest.fixture
def known(app: Flask) -> int:
    """Bob's idea, which Ada is about to have as well."""
    with app.app_context():
        make_person("ada", language=None)
        bob = act(make_person("bob", language=None))
        with transaction():
            db.session.execute(update(Person).values(password_hash=hashed(PASSWORD)))
        idea(bob, "Lamp in the archive")
        return idea(bob, TITLE).id


@pytest.fixture
def ada(known: int, new_browser: NewBrowser) -> Browser:
    browser = new_browser()
    browser.sign_in("ada", PASSWORD)
    return browser


def offered(browser: Browser, title: str) -> str:
    answer = browser.client.get(
        "/suggestions/similar", query_string={"title": title}, headers=browser.headers
    )
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        (TITLE, True),
        (SIMILAR, True),
        ("drip trays under the", True),
        ("Drip tryas under the mills", True),
        ("Softer chairs for the canteen", False),
        ("", False),
        ("   ", False),
        ("d", False),
        ("<script>alert(1)</script>", False),
        ("';--\" OR title:*", False),
        ("叉车" * 400, False),
    ],
)
def test_similar_ideas_are_offered_while_typing(ada: Browser, known: int, title: str, found: bool) -> None:
    part = offered(ada, title)
    assert (TITLE in part) == found
    assert (f"/suggestions/{known}/back" in part) == found
    assert "Lamp in the archive" not in part


def test_ones_own_idea_is_shown_without_a_button(known: int, new_browser: NewBrowser) -> None:
    bob = new_browser()
    bob.sign_in("bob", PASSWORD)
    part = offered(bob, TITLE)
    assert "Your own idea" in part
    assert "/back" not in part


def test_a_withdrawn_idea_is_not_offered(app: Flask, ada: Browser, known: int) -> None:
    with app.app_context():
        bob = person_by_login("bob")
        assert bob is not None
        with transaction():
            service.withdraw(db.session.get_one(Suggestion, known), by=act(bob))
    assert TITLE not in offered(ada, TITLE)


def test_what_a_merged_idea_says_offers_the_one_it_is_part_of(app: Flask, ada: Browser, known: int) -> None:
    with app.app_context():
        bob, chief = (
            act(make_person("bert", language=None)),
            act(make_person("chief", roles=[Role.COORDINATOR])),
        )
        part = idea(bob, "Catch what leaks from the grinders")
        number = part.id
        with transaction():
            merge(part, db.session.get_one(Suggestion, known), MergeData("The same trays"), by=chief)
    shown = offered(ada, "Catch what leaks from the grinders")
    assert f"/suggestions/{known}/back" in shown and f"/suggestions/{number}/back" not in shown
    assert "part of it: “Catch what leaks from the grinders”" in shown
    assert offered(ada, f"{TITLE} catch what leaks from the grinders").count("/back") <= 1
    status, page = hand_in(ada, title="Catch what leaks from the grinders")
    assert status == 422 and "Hand in anyway" in page
    with app.app_context(), transaction():
        db.session.execute(update(Suggestion).where(Suggestion.id == known).values(audience="handlers"))
    assert "/back" not in offered(ada, "Catch what leaks from the grinders")


def hand_in(ada: Browser, **more: Any) -> tuple[int, str]:
    page = ada.client.get("/suggestions/new").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    data = {"csrf_token": token[1], "title": SIMILAR, **TEXTS, **more}
    answer = ada.client.post("/suggestions/new", data=data, headers=ada.headers)
    return answer.status_code, answer.get_data(as_text=True)


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Suggestion)) or 0


def test_without_a_script_a_repeated_idea_is_asked_about_once(app: Flask, ada: Browser, known: int) -> None:
    status, page = hand_in(ada, title=TITLE)
    assert (status, count(app)) == (422, 2)
    assert "Hand in anyway" in page
    assert TEXTS["problem"] in page
    seen = re.search(r'name="similar_seen" value="([^"]+)"', page)
    assert seen is not None
    assert seen[1].split(",")[0] == str(known)
    status, _page = hand_in(ada, title=TITLE, similar_seen=seen[1])
    assert (status, count(app)) == (303, 3)


@pytest.mark.databases("sqlite")
def test_being_asked_loses_nothing_that_was_typed_or_chosen(app: Flask, ada: Browser, known: int) -> None:
    """The form asks about a very-same title once: texts, place, colleague and photo are all there afterwards."""
    with app.app_context():
        make_person("cem", "Cem Kaya")
        hall = make_unit("Hall").id
    typed = {"unit_id": str(hall), "expected_result": "A dry floor"}
    photo = (io.BytesIO(picture()), "leak.jpg")
    status, page = hand_in(ada, title=TITLE, files=photo, **typed)
    assert (status, count(app)) == (422, 2)
    fields = dict(re.findall(r'name="(similar_seen|draft_\w+)" value="([^"]*)"', page))
    assert re.search(rf'<option [^>]*value="{hall}"[^>]* selected|selected[^>]* value="{hall}"', page)
    assert "A dry floor" in page
    status, _page = hand_in(ada, title=TITLE, **typed, **fields)
    assert (status, count(app)) == (303, 3)
    with app.app_context():
        made = db.session.scalars(select(Suggestion).order_by(Suggestion.id.desc())).first()
        assert made is not None
        assert (made.unit_id, made.expected_result) == (hall, "A dry floor")
        assert [file.name for file in attachments_of(made.id)] == ["leak.jpg"]


def test_an_idea_of_its_own_is_handed_in_at_once(app: Flask, ada: Browser) -> None:
    status, _page = hand_in(ada, title="Softer chairs for the canteen")
    assert (status, count(app)) == (303, 3)


def test_nothing_is_analyzed_while_others_wait_for_writing(
    app: Flask, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[bool] = []
    plain = encoder._encoded

    def watched(texts: Sequence[str]) -> encoder.Vector:
        taken.append(is_writing())
        return plain(texts)

    monkeypatch.setattr(encoder, "_encoded", watched)
    encoder._vector.cache_clear()
    indexing.analyzed.cache_clear()
    assert hand_in(ada, title="Louder bells at the loading dock")[0] == 303
    assert count(app) == 3
    assert taken
    assert not any(taken)


def test_one_click_supports_the_other_idea(app: Flask, ada: Browser, known: int) -> None:
    _status, page = hand_in(ada, title=TITLE)
    assert f'form="support" formaction="/suggestions/{known}/back"' in page
    token = re.search(r'id="support"><input type="hidden" name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    answer = ada.client.post(f"/suggestions/{known}/back", data={"csrf_token": token[1]})
    assert answer.headers["Location"].endswith(f"/suggestions/{known}")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Vote)) == 1
        assert db.session.get_one(Suggestion, known).votes == 1


def test_the_page_is_sound_with_and_without_offers(ada: Browser, known: int) -> None:
    assert "Hand in the idea" in ada.get("/suggestions/new").text
    assert TITLE in ada.get("/suggestions/new?title=Drip+trays+under+the+mills").text


def test_only_who_may_hand_in_is_offered_anything(app: Flask, known: int) -> None:
    answer = app.test_client().get("/suggestions/similar?title=Drip")
    assert answer.status_code in (302, 303, 401)
