"""The box as people meet it: handing in, the code, coming back, and what the pages do not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict

from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.suggestions import service as ideas
from improve.suggestions.anonymity import codes, jobs, service, throttle, tickets
from improve.suggestions.anonymity.models import LetterPhoto
from improve.suggestions.anonymity.values import AnonymityData
from improve.suggestions.anonymity.views import door
from improve.suggestions.asking import service as asking
from improve.suggestions.models import Suggestion
from improve.suggestions.values import CategoryData, Outcome
from tests.browser import Browser
from tests.conftest import Clock
from tests.page import Page
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import HOSTILE, REFUSED, idea

TEXTS = {"title": "Hide the keys", "problem": "Keys lie about", "idea": "Hang them up"}


@pytest.fixture
def company(app: Flask, clock: Clock) -> Flask:
    with app.app_context():
        make_person("ada", password=PASSWORD)
        make_person("cora", roles=[Role.COORDINATOR], password=PASSWORD)
        with transaction():
            service.change_settings(AnonymityData(for_members=True, at_places=True), by=SYSTEM)
    return app


def code_on(page: Page) -> str:
    """The code that the page shows."""
    found = re.findall(r"\b(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\b", page.css("#code")[0].text())
    assert len(found) == 1
    return str(found[0])


def handed_in(browser: Browser, **texts: str) -> str:
    """From the page of a colleague through the box; the code."""
    browser.get("/suggestions/new")
    browser.follow("Hand it in without my name")
    return code_on(browser.submit(**{**TEXTS, **texts}))


def emptied(app: Flask, clock: Clock) -> None:
    clock.move(days=1)
    with app.app_context():
        jobs.empty_box()


def open_with(browser: Browser, code: str) -> None:
    browser.get("/suggestions/box")
    browser.submit(code=code)


def test_a_colleague_hands_in_comes_back_is_asked_and_answers(
    company: Flask, browser: Browser, new_browser: Callable[..., Browser], clock: Clock
) -> None:
    browser.sign_in("ada", PASSWORD)
    code = handed_in(browser)
    browser.get("/suggestions")
    assert TEXTS["title"] not in browser.text
    open_with(browser, code)
    assert browser.url == "/suggestions/box/idea" and "In the box" in browser.text
    emptied(company, clock)
    browser.get("/suggestions/1")
    assert "no name" in browser.text and "reads what is asked here, with a code" in browser.text
    with company.app_context():
        cora = act(make_person("dora", roles=[Role.COORDINATOR]))
        with transaction():
            asking.ask(db.session.get_one(Suggestion, 1), "Which keys?", by=cora)
    somebody = new_browser()
    open_with(somebody, code)
    assert "Which keys?" in somebody.text and "waits for your answer" in somebody.text
    somebody.submit("/suggestions/box/idea/words", body="Those of the gate")
    assert "In the box until tonight" in somebody.text and "Those of the gate" in somebody.text
    emptied(company, clock)
    open_with(somebody, code)
    assert "In the box until tonight" not in somebody.text and "Those of the gate" in somebody.text
    with company.app_context(), transaction():
        asking.ask(db.session.get_one(Suggestion, 1), "Since when?", by=cora)
    with company.app_context(), transaction():
        ideas.decide(db.session.get_one(Suggestion, 1), Outcome.DECLINED, "They hang already.", by=SYSTEM)
    somebody.get("/suggestions/box/idea")
    line = somebody.page.one("ol.line")
    assert "has a question" in line.text() and "Declined" in line.text()
    assert "They hang already." not in line.text()  # it stands in the answer


def test_similar_ideas_are_shown_to_colleagues_who_type_one_without_a_name(
    company: Flask, browser: Browser, clock: Clock
) -> None:
    """What every colleague may read, once before handing in, in no address; at a place nothing."""
    with company.app_context():
        ada = act(make_person("eve"))
        idea(ada, "Charging rack for the barcode scanners")
        with transaction():
            secret = ideas.create_category(
                CategoryData(Localized.both("Secret"), visibility="handlers"), by=SYSTEM
            )
        idea(ada, "Charging rack for the barcode scanner", category_id=secret.id)
        member, place = tickets.member_ticket(), tickets.place_ticket()
    title = "A charging rack for barcode scanners"
    browser.get(f"/suggestions/box/new?t={member}")
    browser.submit(**{**TEXTS, "title": title}, status=422)
    assert "This idea may be here already." in browser.text
    assert [node.text() for node in browser.page.css("#similar a b")] == [
        "Charging rack for the barcode scanners"
    ]
    assert code_on(browser.submit(**{**TEXTS, "title": title}))
    token = browser.get(f"/suggestions/box/new?t={place}").one("input[name=csrf_token]").attributes["value"]
    for ticket, shown in ((member, True), (place, False), ("", False), ("m.nonsense", False)):
        answer = browser._send(
            "POST",
            "/suggestions/box/similar",
            MultiDict({"title": title, "t": ticket, "csrf_token": token}),
        )
        assert (b"Charging rack" in answer.get_data()) is shown, ticket
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_code_is_shown_once_and_the_form_sent_again_puts_nothing_in(
    company: Flask, browser: Browser
) -> None:
    browser.sign_in("ada", PASSWORD)
    browser.get("/suggestions/new")
    browser.follow("Hand it in without my name")
    form = browser.form("/suggestions/box/new")
    form.fill(TEXTS)
    sent = MultiDict(form.values)
    first = browser._send("POST", "/suggestions/box/new", sent)
    assert first.status_code == 200 and first.headers["Cache-Control"] == "no-store"
    code = code_on(Page("/suggestions/box/new", first.get_data(as_text=True)))
    again = browser._send("POST", "/suggestions/box/new", sent)
    assert again.status_code == 422 and code not in again.get_data(as_text=True)
    for cookie in browser.client._cookies.values():
        assert code not in cookie.value and code.replace("-", "") not in cookie.value


def test_the_pages_of_the_box_know_no_account(company: Flask, browser: Browser) -> None:
    """Signed in or not, the same is answered; the session's cookie is neither read nor renewed."""
    visitor = Browser(company)
    with company.app_context():
        ticket = tickets.member_ticket()
    browser.sign_in("ada", PASSWORD)
    for path in ("/suggestions/box", f"/suggestions/box/new?t={ticket}"):
        pages = []
        for one in (browser, visitor):
            one.get(path)
            pages.append(re.sub(r'value="[^"]{20,}"', "", one.page.html))
            assert "improve_session" not in (one.response.headers.get("Set-Cookie") or "")  # type: ignore[union-attr]
        assert pages[0] == pages[1]
        assert "Ada" not in pages[0]
    names = {cookie.key: cookie.path for cookie in browser.client._cookies.values()}
    assert names == {"improve_session": "/", "improve_box": "/suggestions/box"}


def test_what_is_typed_is_kept_and_hostile_texts_are_shown_harmlessly(
    company: Flask, browser: Browser, clock: Clock
) -> None:
    browser.sign_in("ada", PASSWORD)
    for text in (text for name, text in REFUSED.items() if name != "lone surrogate"):
        browser.get("/suggestions/new")
        browser.follow("Hand it in without my name")
        browser.submit(raw={"title": text}, problem="kept words", idea="I", status=422)
        assert "kept words" in browser.page.html
    hostile = [text for name, text in HOSTILE.items() if name != "template"]  # braces look untranslated
    codes = [handed_in(browser, title=text[:190], problem=text, idea="x" * 9_999) for text in hostile]
    open_with(browser, codes[0])
    emptied(company, clock)
    for code, text in zip(codes, hostile, strict=True):
        open_with(browser, code)
        assert not browser.page.css("main script, main img[onerror]")
        assert " ".join(text.split())[:20] in " ".join(browser.text.split())


@pytest.mark.parametrize(
    "typed", ["", "nonsense", "1" * 28, "\u202e" * 10, "9" * 80, "7KQ2-M9XW-4T00-0000-0000-0000-0000"]
)
def test_a_code_that_is_none_is_refused_in_words(company: Flask, browser: Browser, typed: str) -> None:
    browser.get("/suggestions/box")
    browser.submit(code=typed, status=422)
    assert typed == "" or typed.strip("\u202e")[:10] in browser.page.html


def test_guessing_is_slowed_down(company: Flask, browser: Browser, clock: Clock) -> None:
    browser.get("/suggestions/box")
    for _n in range(throttle.OPENING.most):
        browser.submit(code=codes.shown(codes.new_code()), status=422)
    browser.submit(code=codes.shown(codes.new_code()), status=429)
    clock.move(minutes=15)
    browser.get("/suggestions/box")
    browser.submit(code=codes.shown(codes.new_code()), status=422)


def test_no_ticket_no_form(company: Flask, browser: Browser, clock: Clock) -> None:
    for path in ("/suggestions/box/new", "/suggestions/box/new?t=m.2026-03-04.aaaa"):
        browser.get(path, status=410)
    browser.sign_in("ada", PASSWORD)
    browser.get("/suggestions/new")
    address = browser.links()["Hand it in without my name"]
    clock.move(days=2)
    browser.get(address, status=410)
    with company.app_context(), transaction():
        service.change_settings(AnonymityData(), by=SYSTEM)
    browser.get("/suggestions/new")
    assert "Hand it in without my name" not in browser.links()


def test_somebody_at_a_place_needs_no_account(
    company: Flask, browser: Browser, new_browser: Callable[..., Browser]
) -> None:
    browser.sign_in("cora", PASSWORD)
    browser.get("/suggestions/anonymity")
    address = next(url for url in browser.links().values() if "/suggestions/box/new?t=p." in url)
    somebody = new_browser(language="zh-Hans")
    path = "/" + address.split("/", 3)[3]
    somebody.get(path)
    assert len(code_on(somebody.submit(**TEXTS))) == 34
    browser.submit(button="Make all earlier links invalid")
    somebody.get(path, status=410)


def test_the_page_of_a_code_closes(company: Flask, browser: Browser, clock: Clock) -> None:
    browser.sign_in("ada", PASSWORD)
    code = handed_in(browser)
    emptied(company, clock)
    open_with(browser, code)
    clock.move(minutes=29)
    browser.get("/suggestions/box/idea")
    assert browser.url == "/suggestions/box/idea"
    browser.submit("/suggestions/box/close")
    browser.get("/suggestions/box/idea")
    assert browser.url == "/suggestions/box"
    open_with(browser, code)
    clock.move(minutes=31)
    browser.get("/suggestions/box/idea/edit", status=404)
    browser.get("/suggestions/box/idea")
    assert browser.url == "/suggestions/box"


def test_where_the_code_was_entered_it_takes_no_vote_and_elsewhere_it_does(
    company: Flask, browser: Browser, new_browser: Callable[..., Browser], clock: Clock
) -> None:
    browser.sign_in("ada", PASSWORD)
    code = handed_in(browser)
    other_code = handed_in(browser, title="Another")
    emptied(company, clock)
    browser.get("/suggestions")
    rows = {link: url for link, url in browser.links().items() if re.fullmatch(r"/suggestions/\d+", url)}
    own, other = rows[TEXTS["title"]], rows["Another"]
    open_with(browser, code)
    assert "You do not vote for your own idea" in browser.text
    browser.get(own)
    assert "The code of this idea was entered on this device." in browser.text
    assert not browser.page.css("button.vote")
    browser.get("/suggestions")
    browser.submit(f"{own}/back", status=409)
    browser.get(other)
    browser.submit(f"{other}/back")
    open_with(browser, code)
    browser.submit("/suggestions/box/close")
    browser.get(own)
    browser.submit(f"{own}/back")
    elsewhere = new_browser()
    elsewhere.sign_in("cora", PASSWORD)
    elsewhere.get(own)
    elsewhere.submit(f"{own}/back")
    assert other_code != code


def test_giving_ones_name(
    company: Flask, browser: Browser, new_browser: Callable[..., Browser], clock: Clock
) -> None:
    browser.sign_in("ada", PASSWORD)
    code = handed_in(browser)
    emptied(company, clock)
    browser.get("/suggestions/reveal")
    browser.submit(code=code, status=422)
    assert "Please confirm it" in browser.text
    browser.submit(code="nonsense", sure="y", status=422)
    browser.submit(code=code, sure="y")
    assert browser.url == "/suggestions/1" and "Ada" in browser.text
    assert "with a code" not in browser.text
    somebody = new_browser()
    somebody.get("/suggestions/box")
    somebody.submit(code=code, status=422)


def test_the_author_edits_and_withdraws(company: Flask, browser: Browser, clock: Clock) -> None:
    browser.sign_in("ada", PASSWORD)
    code = handed_in(browser)
    open_with(browser, code)
    browser.follow("Edit")
    browser.submit(title="Better title")
    assert "Better title" in browser.text and "Saved." in browser.text
    emptied(company, clock)
    open_with(browser, code)
    browser.follow("Edit")
    browser.submit(title="Best title")
    assert "Your change" in browser.text
    browser.submit(button="Take it out of the box 1")
    assert "Your change is" not in browser.text and "In the box until tonight" not in browser.text
    browser.follow("Withdraw")
    browser.submit(reason="Solved")
    emptied(company, clock)
    open_with(browser, code)
    assert "Withdrawn" in browser.text and "Better title" in browser.text
    second = handed_in(browser)
    open_with(browser, second)
    browser.follow("Take it out of the box")
    browser.submit()
    browser.get("/suggestions/box")
    browser.submit(code=second, status=422)


def photo() -> FileStorage:
    file = BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Ada Lovelace"
    Image.new("RGB", (40, 30), "red").save(file, "JPEG", exif=exif)
    file.seek(0)
    return FileStorage(file, filename="IMG_ada_lovelace.jpg", content_type="image/jpeg")


def test_photos_lose_their_name_and_what_they_carry_and_documents_are_refused(
    company: Flask, browser: Browser, clock: Clock
) -> None:
    browser.sign_in("ada", PASSWORD)
    browser.get("/suggestions/new")
    browser.follow("Hand it in without my name")
    document = FileStorage(BytesIO(b"%PDF-1.4 /Author (Ada) %%EOF"), filename="a.pdf")
    browser.submit(raw={"photos": document}, status=422, **TEXTS)
    assert "documents carry their author" in browser.text
    code = code_on(browser.submit(raw={"photos": photo()}, **TEXTS))
    with company.app_context():
        stored = db.session.scalars(select(LetterPhoto)).one()
        assert b"Lovelace" not in stored.content + (stored.thumbnail or b"")
    emptied(company, clock)
    open_with(browser, code)
    (picture,) = browser.page.css(".files img")
    answer = browser._send("GET", str(picture.attributes["src"]))
    assert answer.status_code == 200 and b"Lovelace" not in answer.get_data()
    whole = browser._send("GET", "/suggestions/box/idea/files/1")
    assert "filename=1.jpg" in whole.headers["Content-Disposition"]
    for path in ("/suggestions/box/idea/files/2", f"/suggestions/box/idea/files/{2**31 - 1}"):
        assert browser._send("GET", path).status_code == 404


def test_the_choice_is_the_administrators(company: Flask, browser: Browser) -> None:
    browser.sign_in("ada", PASSWORD)
    browser.get("/suggestions/anonymity", status=403)
    cora = Browser(company)
    cora.sign_in("cora", PASSWORD)
    cora.get("/suggestions/anonymity")
    assert "Make all earlier links invalid" in cora.text
    cora.submit(for_members="y", at_places=False)
    assert "Make all earlier links invalid" not in cora.text


def test_the_throttle_of_handing_in_keeps_what_was_typed(
    company: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.extensions[door.THROTTLES] = (
        throttle.Throttle(throttle.OPENING),
        throttle.Throttle(throttle.Limit(1, timedelta(hours=1))),
    )
    browser.sign_in("ada", PASSWORD)
    handed_in(browser)
    browser.get("/suggestions/new")
    browser.follow("Hand it in without my name")
    browser.submit(status=422, **{**TEXTS, "problem": "kept words"})
    assert "Too many attempts" in browser.text and "kept words" in browser.page.html
