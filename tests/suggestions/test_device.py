"""What a device kept without a network: handed in once, by whom it is of, or a draft; never lost, never anybody else's."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM
from improve.suggestions import service
from improve.suggestions.attachments.queries import attachments_of
from improve.suggestions.drafts.models import Draft
from improve.suggestions.fields.service import add_field
from improve.suggestions.fields.values import FieldData
from improve.suggestions.models import Suggestion
from improve.suggestions.values import CategoryData
from tests.browser import Browser
from tests.core.uploads import picture
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import REFUSED, idea

NewBrowser = Callable[..., Browser]
WRITER = "a" * 32
TYPED = {"title": "Drip trays", "problem": "Oil", "idea": "A tray", "draft_writer": WRITER}


@pytest.fixture
def ada(app: Flask, new_browser: NewBrowser) -> Browser:
    with app.app_context():
        make_person("ada", "Ada", password=PASSWORD)
        make_person("bob", "Bob", password=PASSWORD)
    return signed_in(new_browser(), "ada")


def signed_in(browser: Browser, login: str) -> Browser:
    browser.sign_in(login, PASSWORD)
    return browser


def who(browser: Browser) -> dict[str, str]:
    answer = browser.client.get("/suggestions/device").get_json()
    return {"device_owner": answer["owner"], "csrf_token": answer["token"]}


def send(browser: Browser, **more: Any) -> tuple[int, dict[str, Any]]:
    answer = browser.client.post(
        "/suggestions/device", data={**TYPED, **who(browser), **more}, headers=browser.headers
    )
    return answer.status_code, answer.get_json()


def ideas() -> list[Suggestion]:
    db.session.rollback()
    return list(db.session.scalars(select(Suggestion).order_by(Suggestion.id)))


def test_it_is_handed_in_once_with_its_photo_however_often_it_is_sent(app: Flask, ada: Browser) -> None:
    status, told = send(ada, files=(io.BytesIO(picture()), "leak.jpg"))
    assert (status, told["state"], told["address"]) == (200, "handed_in", "/suggestions/1")
    assert "you have an answer by" in told["message"]
    assert send(ada, files=(io.BytesIO(picture()), "leak.jpg"))[1]["address"] == "/suggestions/1"
    with app.app_context():
        assert [made.title for made in ideas()] == ["Drip trays"]
        assert [file.name for file in attachments_of(1)] == ["leak.jpg"]
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_a_form_sent_twice_is_one_idea(app: Flask, ada: Browser) -> None:
    """Two clicks, or the same form again because the answer was lost: without a device, too."""
    ada.get("/suggestions/new")
    form = {**TYPED, "csrf_token": who(ada)["csrf_token"]}
    for _time in range(2):
        answer = ada.client.post("/suggestions/new", data=form, headers=ada.headers)
        assert answer.headers["Location"] == "/suggestions/1"
    other = ada.client.post("/suggestions/new", data={**form, "title": "Racks"}, headers=ada.headers)
    assert other.headers["Location"] == "/suggestions/2"  # who went back and typed another idea
    with app.app_context():
        assert [made.title for made in ideas()] == ["Drip trays", "Racks"]


def test_two_at_once_are_one_idea(app: Flask, ada: Browser) -> None:
    form = {**TYPED, **who(ada)}
    cookie = ada.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None

    def post(_number: int) -> int:
        client = app.test_client()
        client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie.value)
        return client.post("/suggestions/device", data=form).status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(post, range(6))) == {200}
    with app.app_context():
        assert len(ideas()) == 1


def test_nobody_else_hands_it_in_or_reads_it(app: Flask, ada: Browser, new_browser: NewBrowser) -> None:
    bob = signed_in(new_browser(), "bob")
    owner = who(ada)["device_owner"]
    for forged in (owner, "", "ä", "x" * 10_000):
        status, told = send(bob, device_owner=forged)
        assert (status, told["state"]) == (409, "another")
        assert "address" not in told
    assert app.test_client().get("/suggestions/device").status_code == 302
    with app.app_context():
        assert ideas() == []
    assert who(bob)["device_owner"] != owner


def test_what_needs_a_look_first_is_a_draft(app: Flask, ada: Browser) -> None:
    with app.app_context():
        bob = db.session.scalars(select(Draft)).first()
        assert bob is None
        idea(act(make_person("cem")), "Racks in the aisle")
        with transaction():
            asks = service.create_category(CategoryData(Localized.both("Asks")), by=SYSTEM)
            add_field(asks, FieldData(Localized.both("Risk"), "text", is_required=True), by=SYSTEM)
        number = asks.id
    cases: list[dict[str, Any]] = [
        {"typed_offline": "1"},
        {"title": "Racks in the aisle"},  # is there already
        {"category_id": str(number)},
        {"title": ""},
        {"title": "x" * 300},
        {"category_id": "99999"},
        {"act": "fields"},  # only meant to see the questions of a category
    ]
    for place, case in enumerate(cases):
        status, told = send(ada, **case, draft_writer=f"{place:032x}")
        assert (status, told["state"]) == (200, "draft"), case
        again = send(ada, **case, draft_writer=f"{place:032x}")[1]
        assert again["address"] == told["address"]
    with app.app_context():
        assert len(ideas()) == 1
        kept = db.session.scalars(select(Draft).order_by(Draft.id)).all()
        assert len(kept) == len(cases)
        assert "device_owner" not in kept[0].typed and "typed_offline" not in kept[0].typed


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_stored_is_told_and_stays_on_the_device(app: Flask, ada: Browser, text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    status, told = send(ada, title=raw)
    assert (status, told["state"]) in ((422, "refused"), (200, "draft"))
    with app.app_context():
        assert ideas() == []


def test_a_file_that_cannot_be_taken_is_told(app: Flask, ada: Browser) -> None:
    status, told = send(ada, title="", files=(io.BytesIO(b"<svg onload=alert(1)>"), "x.jpg"))
    assert (status, told["state"]) == (200, "draft")
    assert "x.jpg" in told["message"]


def test_the_worker_and_its_page_have_nothing_of_anybody(ada: Browser, new_browser: NewBrowser) -> None:
    worker = ada.client.get("/suggestions/worker.js")
    assert worker.headers["Service-Worker-Allowed"] == "/"
    assert worker.headers["Cache-Control"] == "no-cache"
    assert worker.mimetype == "text/javascript"
    visitor = new_browser()
    assert visitor.get("/suggestions/offline").h1 == "No network right now"
    mine = ada.client.get("/suggestions/offline", headers=ada.headers).get_data(as_text=True)
    assert "Ada" not in mine and "csrf_token" not in mine
