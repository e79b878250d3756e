"""Photos and files at ideas: who adds, sees and removes them, and how they are given out."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from improve.accounts.models import Person
from improve.accounts.passwords import hashed
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Refused
from improve.core.policy import SYSTEM, Actor, Role
from improve.core.uploads import storage
from improve.core.uploads.inspection import inspect
from improve.core.uploads.values import Inspected
from improve.notifications.models import InboxNotice
from improve.operations.jobs import collect_uploads
from improve.suggestions import service as ideas
from improve.suggestions.attachments import queries, service
from improve.suggestions.attachments.models import Attachment
from improve.suggestions.models import Suggestion
from tests.browser import Browser
from tests.core import uploads as files
from tests.people import PASSWORD, act, make_person
from tests.suggestions.ideas import idea

NewBrowser = Callable[..., Browser]


def file(content: bytes = b"words", name: str = "note.txt") -> Inspected:
    return inspect(io.BytesIO(content), name, most_megabytes=10)


@pytest.fixture
def ada(context: object) -> Actor:
    return act(make_person("ada"))


@pytest.fixture
def bob(context: object) -> Actor:
    return act(make_person("bob"))


@pytest.fixture
def chief(context: object) -> Actor:
    return act(make_person("chief", roles=(Role.COORDINATOR,)))


def attach(suggestion: Suggestion, *sent: Inspected, by: Actor) -> list[Attachment]:
    with transaction():
        return service.attach(suggestion, sent, by=by)


def test_the_author_adds_and_the_same_file_is_there_once(ada: Actor) -> None:
    suggestion = idea(ada)
    first = attach(suggestion, file(), file(files.picture(), "p.jpg"), file(), by=ada)
    assert [item.name for item in first] == ["note.txt", "p.jpg"]
    assert attach(suggestion, file(name="again.txt"), by=ada) == []
    assert queries.count_of(suggestion.id) == 2
    assert first[0].added_by_id == ada.actor_id


def test_nobody_else_adds_and_nobody_after_it_was_taken_up(ada: Actor, bob: Actor, chief: Actor) -> None:
    suggestion = idea(ada)
    for other in (bob, chief):
        with pytest.raises(Forbidden):
            attach(suggestion, file(), by=other)
    (kept,) = attach(suggestion, file(), by=ada)
    with transaction():
        ideas.begin_review(suggestion, by=SYSTEM)
    with pytest.raises(Refused):
        attach(suggestion, file(b"more"), by=ada)
    with pytest.raises(Refused), transaction():
        service.remove(suggestion, kept, by=ada)
    assert queries.count_of(suggestion.id) == 1


def test_an_idea_has_so_many_files_at_most(app: Flask, ada: Actor) -> None:
    app.config["ATTACHMENTS_PER_IDEA"] = 2
    suggestion = idea(ada)
    attach(suggestion, file(b"1"), by=ada)
    with pytest.raises(Refused):
        attach(suggestion, file(b"2"), file(b"3"), by=ada)
    assert queries.count_of(suggestion.id) == 1
    attach(suggestion, file(b"2"), by=ada)


def test_the_author_removes_without_a_trace_and_a_coordinator_with_a_reason(
    ada: Actor, bob: Actor, chief: Actor
) -> None:
    suggestion = idea(ada)
    own, bad = attach(suggestion, file(b"1"), file(b"2", "bad.txt"), by=ada)
    for other in (bob, chief):
        with pytest.raises(Forbidden), transaction():
            service.remove(suggestion, own, by=other)
    with transaction():
        service.remove(suggestion, own, by=ada)
    with pytest.raises(Forbidden), transaction():
        service.take_down(suggestion, bad, "No", by=bob)
    with transaction():
        service.take_down(suggestion, bad, "Shows a face", by=chief)
    (left,) = queries.attachments_of(suggestion.id)
    assert left.removal_reason == "Shows a face"
    assert queries.attachment_of(suggestion.id, left.id) is None
    told = db.session.scalars(select(InboxNotice).where(InboxNotice.person_id == ada.actor_id)).all()
    assert [notice.detail for notice in told] == ["Shows a face"]


def test_files_that_no_idea_has_any_more_are_collected(ada: Actor, chief: Actor, clock: Any) -> None:
    suggestion = idea(ada)
    kept, removed, taken_down = attach(suggestion, file(b"1"), file(b"2"), file(b"3"), by=ada)
    with transaction():
        service.remove(suggestion, removed, by=ada)
        service.take_down(suggestion, taken_down, "why", by=chief)
    assert collect_uploads() == 0
    clock.move(hours=25)
    assert collect_uploads() == 2
    assert list(storage.keys()) == [kept.key]


def test_a_failed_transaction_leaves_no_row(ada: Actor) -> None:
    suggestion = idea(ada)
    with pytest.raises(ZeroDivisionError), transaction():
        service.attach(suggestion, [file()], by=ada)
        raise ZeroDivisionError
    assert queries.count_of(suggestion.id) == 0


# Pages


@pytest.fixture
def company(app: Flask) -> int:
    """Ada's idea; Bob; their coordinator."""
    with app.app_context():
        ada = act(make_person("ada", language=None))
        make_person("bob", language=None)
        make_person("chief", roles=(Role.COORDINATOR,), language=None)
        with transaction():
            db.session.execute(update(Person).values(password_hash=hashed(PASSWORD)))
        return idea(ada).id


def signed_in(new_browser: NewBrowser, login: str, language: str = "en") -> Browser:
    browser = new_browser(language=language)
    browser.sign_in(login, PASSWORD)
    return browser


def upload(browser: Browser, number: int, *sent: tuple[bytes, str], status: int = 200) -> None:
    browser.get(f"/suggestions/{number}")
    chosen = [(io.BytesIO(content), name) for content, name in sent]
    form = browser.form(f"/suggestions/{number}/files")
    browser.response = browser.client.post(
        f"/suggestions/{number}/files",
        data={"csrf_token": form.values["csrf_token"], "files": chosen},
        headers=browser.headers,
        content_type="multipart/form-data",
    )
    assert browser.response.status_code == 303
    browser.get(browser.response.headers["Location"].split("#")[0], status=status)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_photo_goes_from_the_phone_to_the_page(
    company: int, new_browser: NewBrowser, language: str
) -> None:
    ada = signed_in(new_browser, "ada", language)
    upload(
        ada,
        company,
        (files.photo_with_secrets(), "../IMG \u202egpj.exe"),
        (files.PDF, "<b>plan</b>\x00.pdf"),
        (files.SVG, "evil.png"),
    )
    page = ada.page
    assert len(page.css(".files li")) == 2
    assert "evil.png" in ada.text
    assert "<b>plan" not in str(page.one(".files").html)
    picture = page.one(".files img").attributes["src"]
    small = ada.client.get(picture)
    assert small.headers["Content-Type"] == "image/jpeg"
    assert small.headers["Content-Disposition"] == "inline"
    for link in page.css(".files a[download]"):
        answer = ada.client.get(link.attributes["href"])
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for given in (small, answer):
        assert given.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in given.headers["Content-Security-Policy"]
        assert "'self'" not in given.headers["Content-Security-Policy"]
        assert "no-cache" in given.headers["Cache-Control"]
    assert b"SECRET" not in ada.client.get(page.css(".files a[download]")[0].attributes["href"]).data


def test_files_are_as_hidden_as_their_idea(app: Flask, company: int, new_browser: NewBrowser) -> None:
    ada, bob = signed_in(new_browser, "ada"), signed_in(new_browser, "bob")
    upload(ada, company, (files.picture(), "a.jpg"))
    with app.app_context():
        number = db.session.scalar(select(Attachment.id))
        other = idea(act(db.session.get_one(Person, 2)), "Another").id
    addresses = [f"/suggestions/{company}/files/{number}", f"/suggestions/{company}/files/{number}/small"]
    for address in addresses:
        assert bob.client.get(address).status_code == 200
        assert bob.client.get(address.replace(f"/{company}/", f"/{other}/", 1)).status_code == 404
        assert app.test_client().get(address).status_code == 302
    with app.app_context(), transaction():
        ideas.withdraw(db.session.get_one(Suggestion, company), by=act(db.session.get_one(Person, 1)))
    for address in addresses:
        assert bob.client.get(address).status_code == 404
        assert ada.client.get(address).status_code == 200
    bob.get("/suggestions/new")
    token = bob.form(button="Hand in the idea").values["csrf_token"]
    for path in ("files", f"files/{number}/remove"):
        answer = bob.client.post(f"/suggestions/{company}/{path}", data={"csrf_token": token})
        assert answer.status_code == 404


def test_a_coordinator_removes_with_a_reason_on_the_page(company: int, new_browser: NewBrowser) -> None:
    ada, chief, bob = (signed_in(new_browser, name) for name in ("ada", "chief", "bob"))
    upload(ada, company, (files.picture(), "a.jpg"))
    chief.get(f"/suggestions/{company}")
    chief.follow("Remove: a.jpg")
    chief.submit(button="Remove the file", reason="", status=422)
    chief.submit(button="Remove the file", reason="Shows a <b>face</b>")
    bob.get(f"/suggestions/{company}")
    assert "Shows a <b>face</b>" in bob.text
    assert bob.page.css(".files img") == []


def test_the_author_removes_with_one_press(company: int, new_browser: NewBrowser) -> None:
    ada = signed_in(new_browser, "ada")
    upload(ada, company, (b"words", "a.txt"))
    ada.submit(button="Remove: a.txt")
    assert ada.page.css(".files") == []


def test_pressing_without_a_file_says_so(company: int, new_browser: NewBrowser) -> None:
    ada = signed_in(new_browser, "ada")
    upload(ada, company)
    assert "Please choose a file first." in ada.text


def test_the_statements_of_a_page_do_not_grow_with_files(
    app: Flask, company: int, new_browser: NewBrowser, statements: Any
) -> None:
    ada = signed_in(new_browser, "ada")
    upload(ada, company, (b"1", "1.txt"))
    with statements() as few:
        ada.get(f"/suggestions/{company}")
    upload(ada, company, *((b"%d" % number, f"{number}.txt") for number in range(2, 8)))
    with statements() as many:
        ada.get(f"/suggestions/{company}")
    assert many.count == few.count
