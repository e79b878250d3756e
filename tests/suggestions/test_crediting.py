"""Ideas for colleagues without an account, and co-authors who are found or named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.datastructures import MultiDict

from improve.accounts.models import Person
from improve.accounts.passwords import hashed
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid
from improve.core.policy import SYSTEM, Actor, Role
from improve.notifications.models import InboxNotice
from improve.suggestions import queries, service
from improve.suggestions.crediting.picking import picked
from improve.suggestions.crediting.queries import colleagues_like, named_co_authors_of, recording_of
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Answer, IdeaText
from tests.browser import Browser
from tests.people import PASSWORD, act, make_person, make_unit
from tests.suggestions.ideas import HOSTILE, idea, vote_of

NewBrowser = Callable[..., Browser]


@pytest.fixture
def ada(context: object) -> Actor:
    return act(make_person("ada", "Ada Adams", unit=make_unit("Assembly")))


@pytest.fixture
def bob(context: object) -> Actor:
    return act(make_person("b-17", "Bob Brown"))


def for_mei(by: Actor, **more: object) -> Suggestion:
    return idea(by, credit_name="Mei", **more)


def test_the_colleague_is_the_author_and_who_typed_it_the_recorder(ada: Actor, bob: Actor) -> None:
    packing = make_unit("Packing")
    suggestion = for_mei(ada, credit_unit_id=packing.id)
    assert (suggestion.author_id, suggestion.author_label) == (None, "Mei")
    assert suggestion.unit_id == packing.id, "it is for the author's unit"
    recording = recording_of(suggestion.id)
    assert recording is not None
    assert (recording.recorder_id, recording.unit_id) == (ada.actor_id, packing.id)
    assert queries.authors_of([suggestion.id])[suggestion.id] == frozenset()
    assert recording_of(idea(ada, "Mine").id) is None


def test_the_recorder_stands_in_for_the_author(ada: Actor, bob: Actor) -> None:
    suggestion = for_mei(ada)
    text = IdeaText(title="Better", problem="p", idea="i")
    with pytest.raises(Forbidden), transaction():
        service.edit(suggestion, text, by=bob)
    with transaction():
        service.edit(suggestion, text, by=ada)
    with pytest.raises(Forbidden), transaction():
        service.withdraw(suggestion, by=bob)
    with transaction():
        service.withdraw(suggestion, by=ada)
    assert queries.visible_one(ada, suggestion.id) is not None
    assert queries.visible_one(bob, suggestion.id) is None


def test_the_recorder_may_back_it_and_judge_it_and_hears_of_it(ada: Actor) -> None:
    chief = act(make_person("chief", roles=(Role.COORDINATOR,)))
    suggestion = for_mei(chief)
    vote_of(ada, chief, on=suggestion)
    db.session.refresh(suggestion)
    assert suggestion.votes == 2
    with transaction():
        service.answer(suggestion, Answer("accepted", "Good"), by=chief)
    another = for_mei(ada)
    with transaction():
        service.answer(another, Answer("declined", "Too dear"), by=chief)
    told = {
        notice.person_id
        for notice in db.session.scalars(db.select(InboxNotice))
        if "Too dear" in notice.detail
    }
    assert ada.actor_id in told


def test_co_authors_are_people_or_names(ada: Actor, bob: Actor) -> None:
    suggestion = idea(
        ada, co_author_ids=(bob.person_id, ada.person_id), co_author_names=("Mei", "Mei", "老王")
    )
    assert [person.name for person in queries.co_authors_of(suggestion.id)] == ["Bob Brown"]
    assert [named.name for named in named_co_authors_of(suggestion.id)] == ["Mei", "老王"]
    with transaction():
        service.edit(
            suggestion, IdeaText(title="T", problem="p", idea="i", co_author_names=("老王", "Li")), by=ada
        )
    assert queries.co_authors_of(suggestion.id) == []
    assert [named.name for named in named_co_authors_of(suggestion.id)] == ["老王", "Li"]


@pytest.mark.parametrize("ids", [(999_999,), (2**31 - 1,)])
def test_co_authors_who_are_not_here_are_refused(ada: Actor, ids: tuple[int, ...]) -> None:
    with pytest.raises(Invalid):
        idea(ada, co_author_ids=ids)
    gone = make_person("gone")
    with transaction():
        db.session.get_one(Person, gone.id).disabled_at = gone.created_at
    with pytest.raises(Invalid):
        idea(ada, co_author_ids=(gone.id,))
    with pytest.raises(Invalid):
        idea(
            ada,
            co_author_ids=tuple(make_person(f"p{n}").id for n in range(6)),
            co_author_names=tuple("abcde"),
        )
    assert db.session.scalars(queries.visible_to(SYSTEM)).all() == []


def test_colleagues_are_found_by_name_and_by_their_whole_login(ada: Actor, bob: Actor) -> None:
    def found(text: str) -> list[str]:
        return [person.name for person in colleagues_like(ada, text)]

    assert found("bro") == ["Bob Brown"]
    assert found("B-17") == ["Bob Brown"]
    assert found("b-1") == [], "nobody's login can be guessed letter by letter"
    assert found("ada") == [], "not oneself"
    assert found("") == found("  ") == found("%") == found("_") == []


def test_sought_words_are_taken_when_one_person_fits_and_asked_about_else(ada: Actor, bob: Actor) -> None:
    make_person("b2", "Bob Bronson")

    def pick(query: str, *values: str) -> tuple[list[str], list[str], bool]:
        form = MultiDict([("with_q", query), *(("with", value) for value in values)])
        result = picked(form, ada, judge=True)
        return [p.name for p in result.people], list(result.names), result.problem is not None

    assert pick("bob brown") == (["Bob Brown"], [], False)
    assert pick("b-17") == (["Bob Brown"], [], False)
    assert pick("bob") == ([], [], True)
    assert pick("Mei") == ([], [], True)
    assert pick("", "nMei", f"p{bob.actor_id}", f"p{bob.actor_id}") == (["Bob Brown"], ["Mei"], False)
    assert pick("", "p999999999999", "px", "p-1", "z1", "", "p", "p４") == ([], [], False)
    assert pick("", "n" + "x" * 200)[2]


# Pages


@pytest.fixture
def company(app: Flask) -> Flask:
    with app.app_context():
        unit = make_unit("Assembly")
        make_person("ada", "Ada Adams", unit=unit, language=None)
        make_person("b-17", "Bob Brown", unit=unit, language=None)
        with transaction():
            db.session.execute(update(Person).values(password_hash=hashed(PASSWORD)))
    return app


def signed_in(new_browser: NewBrowser, login: str, language: str = "en") -> Browser:
    browser = new_browser(language=language)
    browser.sign_in(login, PASSWORD)
    return browser


TEXT = {"title": "Lift table", "problem": "Heavy boxes", "idea": "A table"}


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_without_a_script_colleagues_are_found_ticked_and_credited(
    company: Flask, new_browser: NewBrowser, language: str
) -> None:
    button = "Hand in the idea" if language == "en" else "提交建议"
    ada = signed_in(new_browser, "ada", language)
    ada.get("/suggestions/new")
    ada.submit(button=button, status=422, **TEXT, with_q="Brown b")
    assert ada.page.css("#with_q-e")
    assert "b-17" not in ada.text
    ada.submit(button=button, with_q="Brown", raw={"act": "find"})
    values = [node.attributes["value"] for node in ada.page.css("#colleagues input")]
    assert values == ["p2", "nBrown"]
    ada.submit(
        button=button,
        credit_name="Mei <b>Li</b>",
        credit_unit_id="1",
        with_q="",
        raw={"with": ["p2", "n老王"]},
    )
    for words in ("Mei <b>Li</b>", "Bob Brown", "老王", "Ada Adams"):
        assert words in ada.text
    ada.get("/suggestions/1/edit")
    checked = [node.attributes["value"] for node in ada.page.css("#colleagues input[checked]")]
    assert checked == ["p2", "n老王"]
    ada.submit(raw={"with": ["n老王"]})
    assert "Bob Brown" not in ada.text


def test_a_script_finds_colleagues_while_one_types(company: Flask, new_browser: NewBrowser) -> None:
    ada = signed_in(new_browser, "ada")
    ada.get("/suggestions/new")
    token = ada.form(button="Hand in the idea").values["csrf_token"]
    part = ada.client.post(
        "/suggestions/colleagues",
        data={"csrf_token": token, "with_q": "bro", "with": ["nMei"]},
        headers={**ada.headers, "HX-Request": "true"},
    ).text
    assert 'value="nMei" checked' in part
    assert 'value="p2">' in part
    assert "b-17" not in part


@pytest.mark.parametrize("name", [text for key, text in HOSTILE.items() if key != "template"])
def test_hostile_names_are_shown_as_they_are(company: Flask, new_browser: NewBrowser, name: str) -> None:
    ada = signed_in(new_browser, "ada")
    ada.get("/suggestions/new")
    ada.submit(button="Hand in the idea", **TEXT, credit_name=name, raw={"with": [f"n{name}x"]})
    assert " ".join(name.split()) in ada.text
