"""The discussion on the page, walked by the picky browser, with and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import insert, update

from improve.accounts.models import Person
from improve.accounts.passwords import hashed
from improve.accounts.queries import person_by_login
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.suggestions import service
from improve.suggestions.discussion.models import Reaction
from improve.suggestions.discussion.service import create_canned
from improve.suggestions.discussion.values import CannedData
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.values import CommentText
from tests.browser import Browser
from tests.people import PASSWORD, act, make_person
from tests.statements import Statements
from tests.suggestions.ideas import HOSTILE, REFUSED, idea

NewBrowser = Callable[..., Browser]
HASH = hashed(PASSWORD)
LANGUAGES = ("en", "zh-Hans")
BUTTONS = {
    "en": ("Post comment", "Save the note", "Find", "Insert"),
    "zh-Hans": ("发表", "保存备注", "查找", "插入"),
}
NOT_OURS = "main script:not([src^='/static/']), main img, main [onerror]"


@pytest.fixture
def number(app: Flask) -> int:
    """Ada's idea, a comment by Bob, and a coordinator."""
    with app.app_context():
        for login, roles in (("ada", ()), ("bob", ()), ("carl", ()), ("chief", (Role.COORDINATOR,))):
            make_person(login, login.title(), roles=roles, language=None)
        with transaction():
            db.session.execute(update(Person).values(password_hash=HASH))
        about = idea(of("ada"))
        with transaction():
            service.comment(about, CommentText("First **words**"), by=of("bob"))
        return about.id


def of(login: str):
    person = person_by_login(login)
    assert person is not None
    return act(person)


def browse(new_browser: NewBrowser, login: str, language: str = "en") -> Browser:
    browser = new_browser(language=language)
    browser.sign_in(login, PASSWORD)
    return browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_thread_with_replies_reactions_and_a_note(
    app: Flask, number: int, new_browser: NewBrowser, language: str
) -> None:
    post, save, _find, _insert = BUTTONS[language]
    carl, chief = browse(new_browser, "carl", language), browse(new_browser, "chief", language)
    address = f"/suggestions/{number}"
    carl.get(address)
    assert "<strong>words</strong>" in carl.body.decode()
    carl.get(carl.page.one("#comment-1 .doings > a").attributes["href"])
    carl.submit(f"{address}/comments", button=post, body="I think so, too\n\n- one\n- two")
    assert [item.text() for item in carl.page.css("#comment-1 .talk #comment-2 ul li")] == ["one", "two"]
    carl.submit(f"{address}/comments/1/react")
    assert carl.page.one("#reactions-1 button[aria-pressed=true]").attributes["value"] == "agree"
    part = carl.as_htmx.submit(f"{address}/comments/1/react")
    assert part.css("#reactions-1 button[aria-pressed=true]") == []
    chief.get(address)
    chief.submit(f"{address}/notes", button=save, **{"note-body": "Only **us**"})
    assert chief.page.one("section.notes strong").text() == "us"
    carl.get(address)
    assert carl.page.css(".notes") == []
    assert "us</strong>" not in carl.body.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_editing_reporting_hiding_and_restoring(
    app: Flask, number: int, new_browser: NewBrowser, language: str
) -> None:
    bob, carl, chief = (browse(new_browser, login, language) for login in ("bob", "carl", "chief"))
    address = f"/suggestions/{number}"
    bob.get(f"{address}/comments/1/edit")
    bob.submit(body="", status=422)
    bob.submit(body="Better words")
    carl.get(f"{address}/comments/1/versions")
    assert carl.page.css(".rows > li")[1].css_first("strong").text() == "words"
    carl.get(f"{address}/comments/1/report")
    carl.submit(reason=" ", status=422)
    carl.submit(reason="Gives somebody away")
    carl.get("/suggestions/reports", status=403)
    chief.get("/")
    assert chief.page.css("a[href='/suggestions/reports']")
    chief.get("/suggestions/reports")
    assert "Gives somebody away" in chief.text
    chief.get(f"{address}/comments/1/hide")
    chief.submit(reason="Names a colleague")
    chief.get("/suggestions/reports")
    assert chief.page.css(".empty")
    for browser, reads in ((bob, True), (carl, False), (chief, True)):
        browser.get(address)
        assert ("Better words" in browser.text) is reads
        assert ("Names a colleague" in browser.text) is reads
    carl.get(f"{address}/comments/1/versions", status=404)
    carl.get(f"{address}/comments/1/report", status=404)
    bob.get("/inbox")
    assert "Names a colleague" in bob.text
    chief.get(address)
    chief.submit(f"{address}/comments/1/restore")
    carl.get(address)
    assert "Better words" in carl.text


def test_people_are_found_and_put_into_the_text_without_a_script(
    app: Flask, number: int, new_browser: NewBrowser
) -> None:
    bob = browse(new_browser, "bob")
    bob.get(f"/suggestions/{number}")
    bob.submit(f"/suggestions/{number}/comments", button="Find: Mention somebody", body="Ask", who="car")
    assert bob.page.texts(".people button") == ["Carl"]
    bob.submit(f"/suggestions/{number}/comments", button="Carl")
    assert bob.page.one("#body").text().strip().startswith("Ask @[Carl](")
    bob.submit(f"/suggestions/{number}/comments", button="Post comment")
    assert bob.page.one("#comment-2 .mention").text() == "@Carl"
    bob.submit(f"/suggestions/{number}/comments", button="Find: Mention somebody", body="x", who="zzz")
    assert "Nobody with an account" in bob.text
    part = bob.as_htmx.get(f"/suggestions/{number}/people?who=chi")
    assert part.texts("button") == ["Chief"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ready_answer_goes_into_comment_note_and_answer(
    app: Flask, number: int, new_browser: NewBrowser, language: str
) -> None:
    _post, _save, _find, insert_it = BUTTONS[language]
    with app.app_context(), transaction():
        create_canned(
            CannedData(
                Localized(en="Thanks", zh_Hans="致谢"), Localized(en="Dear {author}, **thanks** for {title}.")
            ),
            by=SYSTEM,
        )
    chief, bob = browse(new_browser, "chief", language), browse(new_browser, "bob", language)
    address = f"/suggestions/{number}"
    for form, field, text in (
        ("comments", "body", "Dear Ada, **thanks** for Drip trays."),
        ("notes", "note-body", "Dear Ada, **thanks** for Drip trays."),
        ("answer", "reason", "Dear Ada, thanks for Drip trays."),
    ):
        chief.get(address)
        chief.submit(f"{address}/{form}", button=insert_it_of(language, insert_it), **{field: "Hello"})
        assert chief.page.one(f"[name={field}]").text().strip() == f"Hello\n\n{text}"
    bob.get(address)
    assert bob.page.css("select[name=canned]") == []
    token = bob.page.css("input[name=csrf_token]")[0].attributes["value"]
    answer = bob.client.post(
        f"{address}/comments", data={"csrf_token": token, "act": "canned", "canned": "1"}
    )
    assert "Dear Ada" not in answer.text


def insert_it_of(language: str, word: str) -> str:
    return f"{word}: Ready answer" if language == "en" else f"{word}: 常用答复"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_shown_harmlessly_everywhere(
    app: Flask, number: int, new_browser: NewBrowser, text: str
) -> None:
    bob, chief = browse(new_browser, "bob"), browse(new_browser, "chief")
    address = f"/suggestions/{number}"
    bob.get(f"{address}/comments/1/edit")
    token = bob.page.css("input[name=csrf_token]")[0].attributes["value"]
    form = {"csrf_token": token, "body": text}
    assert bob.client.post(f"{address}/comments/1/edit", data=form).status_code == 303
    for browser, place in (
        (chief, address),
        (bob, f"{address}/comments/1/versions"),
        (chief, f"{address}/comments/1/hide"),
    ):
        page = LexborHTMLParser(browser.client.get(place).text)
        assert page.css_first("h1") is not None
        assert page.css(NOT_OURS) == []
    chief.get("/suggestions/reports")
    chief.get("/suggestions/canned/new")
    token = chief.page.css("input[name=csrf_token]")[0].attributes["value"]
    hidden = chief.client.post(f"{address}/comments/1/hide", data={"csrf_token": token, "reason": text})
    assert hidden.status_code == 303
    for place in ("/inbox", address):
        assert LexborHTMLParser(bob.client.get(place).text).css(NOT_OURS) == []


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_stored_is_refused_and_kept(
    app: Flask, number: int, new_browser: NewBrowser, text: str
) -> None:
    bob, chief = browse(new_browser, "bob"), browse(new_browser, "chief")
    address = f"/suggestions/{number}"
    bob.get(address)
    sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if "\ud800" in text else text
    if "\ud800" in text:
        return  # a browser cannot send half a character; the API test does
    bob.submit(f"{address}/comments", button="Post comment", body=f"kept {sent}", status=422)
    assert bob.page.one("#body").attributes["aria-invalid"] == "true"
    chief.get(f"{address}/comments/1/hide")
    chief.submit(reason=sent, status=422)


def test_a_text_that_is_too_long_comes_back_whole(app: Flask, number: int, new_browser: NewBrowser) -> None:
    bob = browse(new_browser, "bob")
    bob.get(f"/suggestions/{number}")
    bob.submit(f"/suggestions/{number}/comments", button="Post comment", body="好" * 10_000, status=422)
    assert bob.page.one("#body").text().count("好") == 10_000


@pytest.mark.parametrize("raw", ["0", "-1", "99999999999", "x", "2147483648", "1 OR 1=1", ""])
def test_odd_numbers_are_missing_not_broken(
    app: Flask, number: int, new_browser: NewBrowser, raw: str
) -> None:
    bob = browse(new_browser, "bob")
    bob.get(f"/suggestions/{number}?reply_to={raw}&before={raw}")
    token = bob.page.css("input[name=csrf_token]")[0].attributes["value"]
    base = f"/suggestions/{number}"
    for data in ({"mention": raw}, {"act": "canned", "canned": raw}):
        assert bob.client.post(f"{base}/comments", data={**data, "csrf_token": token}).status_code in (
            200,
            422,
        )
    answer = bob.client.post(f"{base}/comments/1/react", data={"give": raw, "csrf_token": token})
    assert answer.status_code == 404
    answer = bob.client.post(f"{base}/comments", data={"body": "x", "reply_to": raw, "csrf_token": token})
    assert answer.status_code == (303 if raw == "" else 422)


def test_the_page_asks_no_more_when_there_is_more_to_say(
    app: Flask, number: int, new_browser: NewBrowser, statements: Callable[[], Statements]
) -> None:
    chief = browse(new_browser, "chief")
    chief.get(f"/suggestions/{number}")
    with app.app_context(), transaction():
        about = db.session.get_one(Suggestion, number)
        service.comment(about, CommentText("@carl", 1), by=of("bob"))
        service.note(about, CommentText("@chief"), by=of("chief"))
        db.session.execute(
            insert(Reaction),
            [{"comment_id": 1, "person_id": of("carl").actor_id, "kind": "agree", "at": clock.now()}],
        )
    with statements() as first:
        chief.get(f"/suggestions/{number}")
    with app.app_context(), transaction():
        about = db.session.get_one(Suggestion, number)
        for person in ("ada", "bob", "carl", "chief"):
            for _time in range(4):
                said = service.comment(about, CommentText(f"@{person}"), by=of(person))
                service.comment(about, CommentText("@ada", said.id), by=of("bob"))
        for _time in range(5):
            service.note(about, CommentText("@ada @bob"), by=of("chief"))
    with statements() as second:
        chief.get(f"/suggestions/{number}")
    assert second.count <= first.count


def test_long_discussions_are_shown_from_their_end(app: Flask, number: int, new_browser: NewBrowser) -> None:
    with app.app_context(), transaction():
        by = of("carl").person_id
        rows = [
            {"suggestion_id": number, "author_id": by, "body": f"No. {n}", "created_at": clock.now()}
            for n in range(120)
        ]
        db.session.execute(insert(Comment), rows)
    bob = browse(new_browser, "bob")
    bob.get(f"/suggestions/{number}")
    assert len(bob.page.css(".remark")) == 50
    assert "No. 119" in bob.text
    bob.follow("Earlier comments")
    assert "No. 69" in bob.text
    bob.follow("Earlier comments")
    assert "First words" in bob.text
    assert "Earlier comments" not in bob.text
    bob.get(bob.page.css(".doings a[href*=reply_to]")[-1].attributes["href"])
    bob.submit(f"/suggestions/{number}/comments", button="Post comment", body="A late reply")
    assert "A late reply" in bob.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_ready_answers_are_looked_after(
    app: Flask, number: int, new_browser: NewBrowser, language: str
) -> None:
    chief, bob = browse(new_browser, "chief", language), browse(new_browser, "bob", language)
    bob.get("/suggestions/canned", status=403)
    chief.get("/suggestions/canned")
    chief.get("/suggestions/canned/new")
    chief.submit(**{"title-en": "Thanks", "body-en": "Dear {autor}"}, status=422)
    assert "{autor}" in chief.text
    chief.submit(**{"title-en": "Thanks", "body-en": "Dear {author}", "body-zh_Hans": "{author}，您好"})
    chief.get("/suggestions/canned/1")
    chief.submit(button="Save" if language == "en" else "保存", **{"title-en": "Thank you"})
    assert "Thank you" in chief.text
    chief.get("/suggestions/canned/1")
    chief.submit("/suggestions/canned/1/remove")
    assert chief.page.css(".empty")
    chief.get("/suggestions/canned/1", status=404)
