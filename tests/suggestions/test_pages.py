"""The pages of ideas, walked by a picky browser in both languages and without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import quote

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import update

from improve.accounts.models import Person
from improve.accounts.passwords import hashed
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Role
from improve.suggestions import queries, service
from improve.suggestions.models import Suggestion
from improve.suggestions.values import CommentText, ImportedSuggestion, Outcome
from tests.browser import Browser
from tests.people import PASSWORD, act, make_person, make_unit
from tests.suggestions.ideas import HOSTILE, REFUSED, idea

NewBrowser = Callable[..., Browser]
LANGUAGES = ("en", "zh-Hans")


@pytest.fixture
def company(app: Flask) -> Flask:
    """Ada and Bob of Assembly, and their coordinator."""
    with app.app_context():
        unit = make_unit("Assembly")
        make_person("ada", unit=unit, language=None)
        make_person("bob", unit=unit, language=None)
        make_person("chief", roles=(Role.COORDINATOR,), language=None)
        let_in()
    return app


@pytest.fixture
def ada(company: Flask, new_browser: NewBrowser) -> Browser:
    return signed_in(new_browser, "ada")


@pytest.fixture
def bob(company: Flask, new_browser: NewBrowser) -> Browser:
    return signed_in(new_browser, "bob")


@cache
def password_hash() -> str:
    """Hashing is slow on purpose; once is enough here."""
    return hashed(PASSWORD)


def let_in() -> None:
    """Give everybody the password."""
    with transaction():
        db.session.execute(update(Person).values(password_hash=password_hash()))


def signed_in(new_browser: NewBrowser, login: str, language: str = "en") -> Browser:
    browser = new_browser(language=language)
    browser.sign_in(login, PASSWORD)
    return browser


def make(app: Flask, login: str, title: str = "Drip trays", **more: object) -> int:
    with app.app_context():
        from improve.accounts.queries import person_by_login

        person = person_by_login(login)
        assert person is not None
        return idea(act(person), title, **more).id


def stored(app: Flask, suggestion_id: int) -> Suggestion:
    with app.app_context():
        found = db.session.get_one(Suggestion, suggestion_id)
        db.session.expunge_all()
        return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_idea_is_handed_in_backed_discussed_and_answered(
    company: Flask, new_browser: NewBrowser, language: str
) -> None:
    ada, bob, chief = (signed_in(new_browser, name, language) for name in ("ada", "bob", "chief"))
    ada.get("/suggestions/new")
    ada.submit(
        button="Hand in the idea" if language == "en" else "提交建议",
        title="拣货车加一块写字板",
        problem="容易漏行\n尤其夜班",
        idea="夹住单据",
        expected_result="",
    )
    assert ada.page.h1 == "拣货车加一块写字板"
    assert ada.page.css("form[action$='/back']") == []
    address = ada.url
    bob.get("/suggestions")
    assert "拣货车加一块写字板" in bob.text
    bob.submit(f"{address}/back")
    assert bob.page.one("button.vote").attributes["aria-pressed"] == "true"
    bob.get(address)
    bob.submit(
        f"{address}/comments",
        button="Post comment" if language == "en" else "发表",
        body="第一行\n<b>第二行</b>",
    )
    assert "<b>第二行</b>" in bob.text
    chief.get(address)
    chief.submit(f"{address}/answer", outcome="declined", reason="已经有了\n见二号库")
    assert "已经有了" in chief.text
    bob.get(address)
    assert bob.page.css("button.vote") == []
    ada.get("/suggestions?mine=1")
    assert "已经有了" in ada.text


def test_the_vote_is_taken_back_where_it_was_given(company: Flask, bob: Browser) -> None:
    number = make(company, "ada")
    bob.get("/suggestions?sort=votes&q=drip")
    bob.submit(f"/suggestions/{number}/back")
    assert bob.url.startswith("/suggestions?")
    assert "sort=votes" in bob.url
    bob.submit(f"/suggestions/{number}/take-back")
    assert stored(company, number).votes == 0


def test_the_script_gets_the_button_alone(company: Flask, bob: Browser) -> None:
    number = make(company, "ada")
    bob.get("/suggestions")
    part = bob.as_htmx.submit(f"/suggestions/{number}/back")
    assert part.one("button.vote").attributes["aria-pressed"] == "true"
    assert part.css("h1") == []
    bob.get(f"/suggestions/{number}")
    part = bob.as_htmx.submit(f"/suggestions/{number}/take-back", target="backing")
    assert part.one("#backing button.vote").attributes["aria-pressed"] == "false"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_typed_is_kept_and_the_field_is_named(
    company: Flask, new_browser: NewBrowser, language: str
) -> None:
    browser = signed_in(new_browser, "ada", language)
    browser.get("/suggestions/new")
    browser.submit(title="x" * 201, problem="", idea="kept words", with_q="nobody-17", status=422)
    page = browser.page
    assert page.one("#title").attributes["value"] == "x" * 201
    assert "kept words" in page.one("#idea").text()
    assert page.one("#title").attributes["aria-invalid"] == "true"
    assert page.one("#problem").attributes["aria-invalid"] == "true"
    browser.submit(title="Short", problem="p", status=422)
    assert browser.page.one("#with_q").attributes["aria-invalid"] == "true"
    assert "nobody" in browser.text
    with company.app_context():
        assert db.session.scalars(queries.visible_to(SYSTEM)).all() == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_stored_and_shown_harmlessly(company: Flask, ada: Browser, text: str) -> None:
    number = make(company, "ada", "x", problem=f"{text}\n{text}", idea=text, expected_result=text)
    ada.get("/suggestions/new")
    token = ada.page.css("input[name=csrf_token]")[0].attributes["value"]
    form = {"csrf_token": token, "title": text, "problem": f"{text}\n{text}", "idea": text}
    assert ada.client.post(f"/suggestions/{number}/edit", data=form).status_code == 303
    form = {"csrf_token": token, "body": text}
    assert ada.client.post(f"/suggestions/{number}/comments", data=form).status_code == 303
    page = ada.client.get(f"/suggestions/{number}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert page.count(str(escape(stored(company, number).title))) >= 4
    for path in ("/suggestions", "/search", "/suggestions/export.csv", "/suggestions/export.xlsx"):
        assert ada.client.get(path, query_string={"q": text}).status_code == 200


@pytest.mark.parametrize("text", [REFUSED["NUL"], REFUSED["control"], REFUSED["non-character"]])
@pytest.mark.parametrize("field", ["title", "problem", "idea", "expected_result", "with_q"])
def test_what_cannot_be_stored_is_refused_at_its_field(
    company: Flask, ada: Browser, field: str, text: str
) -> None:
    ada.get("/suggestions/new")
    good = {"title": "t", "problem": "p", "idea": "i"}
    ada.submit(button="Hand in the idea", raw={**good, field: text}, status=422)
    assert ada.page.one(f"#{field}").attributes["aria-invalid"] == "true"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("title", ["\u4f60\u597d".encode("gb18030"), b"a\xed\xa0\x80b"])
def test_text_in_another_encoding_is_refused_at_its_field(
    company: Flask, ada: Browser, kind: str, title: bytes
) -> None:
    token = str(
        ada.get("/suggestions/new").one("form:has(#title) input[name=csrf_token]").attributes["value"]
    )
    fields = {"csrf_token": token.encode(), "title": title, "problem": b"p", "idea": b"kept"}
    if kind.startswith("multipart"):
        part = b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        body = b"".join(part % (name.encode(), value) for name, value in fields.items()) + b"--x--"
    else:
        body = "&".join(f"{name}={quote(value)}" for name, value in fields.items()).encode()
    answer = ada.client.post("/suggestions/new", data=body, content_type=kind)
    assert answer.status_code == 422
    assert re.search(r'id="title"[^>]*aria-invalid="true"', answer.text)
    assert "kept" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 201,
        "status=lost",
        "sort=upwards",
        "in=body",
        "mine=yours",
        "category=abc",
        "category=99999999999999999999",
        "unit=-1",
        "unit=2147483648",
    ],
)
def test_an_address_that_means_nothing_is_explained(company: Flask, ada: Browser, query: str) -> None:
    make(company, "ada")
    ada.get(f"/suggestions?{query}", status=422)
    assert ada.page.css(".err")
    if query.startswith("q=x"):
        assert ada.page.one("#q").attributes["value"] == "x" * 201
        ada.get(f"/search?{query}", status=422)


@pytest.mark.parametrize("page", ["0", "-1", "999999999", "x", "2"])
def test_pages_beyond_the_list_show_an_end_of_it(company: Flask, ada: Browser, page: str) -> None:
    make(company, "ada", "The only one")
    ada.get(f"/suggestions?page={page}")
    assert "The only one" in ada.text


@pytest.mark.parametrize("path", ["4711", "99999999999999999999", "4711/edit", "4711/withdraw"])
def test_what_is_not_there_is_not_found(company: Flask, ada: Browser, path: str) -> None:
    ada.get(f"/suggestions/{path}", status=404)


def test_the_author_edits_and_withdraws_others_do_not(company: Flask, ada: Browser, bob: Browser) -> None:
    number = make(company, "ada")
    ada.get(f"/suggestions/{number}")
    ada.follow("Edit")
    ada.submit(title="Better trays", with_q="bob")
    assert ada.page.h1 == "Better trays"
    assert "with Bob" in ada.text
    bob.get(f"/suggestions/{number}/withdraw", status=403)
    ada.follow("Withdraw")
    ada.submit(reason="Done already")
    bob.get(f"/suggestions/{number}")  # a co-author
    chief = make_viewer(company, bob)
    chief.get(f"/suggestions/{number}", status=404)
    chief.get(f"/suggestions/{number}/edit", status=404)


def make_viewer(app: Flask, like: Browser) -> Browser:
    """Somebody without any part in it."""
    with app.app_context():
        make_person("carl", language=None)
        let_in()
    browser = Browser(app)
    browser.sign_in("carl", PASSWORD)
    return browser


def test_acts_out_of_turn_are_refused_in_words(company: Flask, ada: Browser, bob: Browser) -> None:
    number = make(company, "ada")
    bob.get(f"/suggestions/{number}")
    page = bob.page
    with company.app_context(), transaction():
        service.decide(db.session.get_one(Suggestion, number), Outcome.DECLINED, "No", by=SYSTEM)
    bob._page = page
    bob.submit(f"/suggestions/{number}/back", status=409)
    assert "closed" in bob.text
    ada.get(f"/suggestions/{number}/edit", status=409)
    assert stored(company, number).votes == 0


def test_a_comment_is_removed_by_who_wrote_it(company: Flask, ada: Browser, bob: Browser) -> None:
    number = make(company, "ada")
    for browser in (ada, bob):
        browser.get(f"/suggestions/{number}")
        browser.submit(
            f"/suggestions/{number}/comments",
            button="Post comment",
            body=f"Words by {browser.client.__hash__()}",
        )
    assert len(bob.page.css("form[action$='/remove']")) == 1
    bob.submit(f"/suggestions/{number}/comments/2/remove")
    assert "removed by its author" in bob.text
    assert stored(company, number).comment_count == 1
    other = make(company, "ada", "Another")
    bob.get(f"/suggestions/{other}")
    token = bob.page.css("input[name=csrf_token]")[0].attributes["value"]
    answer = bob.client.post(f"/suggestions/{other}/comments/1/remove", data={"csrf_token": token})
    assert answer.status_code == 404
    answer = bob.client.post(f"/suggestions/{number}/comments/1/remove", data={"csrf_token": token})
    assert answer.status_code == 403


def test_following_is_begun_and_ended(company: Flask, bob: Browser) -> None:
    number = make(company, "ada")
    bob.get(f"/suggestions/{number}")
    bob.submit(f"/suggestions/{number}/follow")
    assert "Because you follow it." in bob.text
    bob.submit(f"/suggestions/{number}/unfollow")
    assert "Tell me what becomes of it" in bob.text


def test_an_empty_comment_and_an_answer_without_a_reason_come_back(
    company: Flask, new_browser: NewBrowser
) -> None:
    number = make(company, "ada")
    chief = signed_in(new_browser, "chief")
    chief.get(f"/suggestions/{number}")
    chief.submit(f"/suggestions/{number}/comments", button="Post comment", body="  ", status=422)
    assert chief.page.one("#body").attributes["aria-invalid"] == "true"
    chief.get(f"/suggestions/{number}")
    chief.submit(f"/suggestions/{number}/answer", outcome="accepted", reason="", status=422)
    assert chief.page.one("#reason").attributes["aria-invalid"] == "true"
    assert stored(company, number).status == "received"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_coordinator_looks_after_the_categories(
    company: Flask, new_browser: NewBrowser, language: str
) -> None:
    chief = signed_in(new_browser, "chief", language)
    chief.get("/suggestions/categories")
    chief.get("/suggestions/categories/new")
    chief.submit(raw={"name-zh_Hans": "安全", "name-en": "Safety", "promise_days": "7", "code": "S1"})
    assert ("安全" if language == "zh-Hans" else "Safety") in chief.text
    chief.get("/suggestions/categories/new")
    chief.submit(raw={"name-zh_Hans": "安全", "code": "S1", "promise_days": "0"}, status=422)
    chief.get("/suggestions/categories/1")
    chief.submit(raw={"name-en": "Health", "is_closed": "y"})
    chief.get("/suggestions/new")
    assert chief.page.css("#category_id") == []
    signed_in(new_browser, "ada").get("/suggestions/categories", status=403)


def test_a_link_fills_in_the_place_and_the_category(company: Flask, ada: Browser) -> None:
    with company.app_context():
        other = make_unit("Paint shop").id
    ada.get(f"/suggestions/new?unit_id={other}&title=Here&category_id=4711")
    assert ada.page.one("#unit_id option[selected]").attributes["value"] == str(other)
    assert ada.page.one("#title").attributes["value"] == "Here"


def test_a_longer_list_and_a_longer_talk_ask_no_more(
    company: Flask, bob: Browser, statements: Callable[..., object]
) -> None:
    def asked(path: str) -> int:
        bob.get(path)
        with statements() as counted:  # type: ignore[attr-defined]
            bob.get(path)
        return counted.count  # type: ignore[no-any-return]

    def grow(count: int) -> None:
        with company.app_context():
            for number in range(count):
                unit = make_unit(f"U{number}-{count}")
                author = act(make_person(f"p{number}-{count}", unit=unit))
                made = idea(author, f"idea {number}", co_authors=("chief",))
                with transaction():
                    service.comment(db.session.get_one(Suggestion, first), CommentText("x"), by=author)
                if number % 2:
                    with transaction():
                        service.decide(made, Outcome.DECLINED, "No", by=SYSTEM)

    first = make(company, "ada")
    grow(4)
    before = {path: asked(path) for path in ("/suggestions", f"/suggestions/{first}", "/search?q=idea", "/")}
    grow(12)
    assert {path: asked(path) for path in before} == before


def test_downloads_hold_the_filtered_list(company: Flask, ada: Browser) -> None:
    from improve.core.spreadsheets import read_table

    make(company, "ada", "=1+1 托盘", problem='A "quoted"\ntext, with a comma')
    make(company, "bob", "Other")
    with company.app_context(), transaction():
        rows = [ImportedSuggestion(title=f"Row {n}", external_id=str(n)) for n in range(1_200)]
        service.import_suggestions(rows, by=SYSTEM)
    for kind in ("csv", "xlsx"):
        ada.get(f"/suggestions/export.{kind}?q=托盘")
        table = read_table(ada.body)
        assert [table.cell(row, "Title") for row in table.rows] == ["=1+1 托盘"]
        assert table.cell(table.rows[0], "Problem") == 'A "quoted"\ntext, with a comma'
        ada.get(f"/suggestions/export.{kind}?sort=newest")
        assert len(read_table(ada.body).rows) == 1_202
    raw = ada.client.get("/suggestions/export.csv?q=托盘").data.decode("utf-8-sig")
    assert "'=1+1" in raw


def test_the_list_of_an_empty_company_says_what_to_do(company: Flask, ada: Browser) -> None:
    for path in ("", "?mine=1", "?mine=backed", "?status=done", "?q=nothing"):
        ada.get(f"/suggestions{path}")
        assert ada.page.css(".empty a.btn")


def test_imported_ideas_show_their_totals_apart(company: Flask, ada: Browser) -> None:
    with company.app_context(), transaction():
        row = ImportedSuggestion(
            title="噪音", problem="夜里", external_id="208636", author="UU", votes_for=2097, votes_against=3
        )
        service.import_suggestions([row], by=SYSTEM)
    ada.get("/suggestions/1")
    assert "2,097 people back this idea" in ada.text
    assert "3 votes against it" in ada.text
    assert "208636" in ada.text
