"""Boards as Atom feeds under a secret address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Role
from improve.suggestions import service
from improve.suggestions.models import Suggestion
from improve.suggestions.syndication import atom
from improve.suggestions.syndication import service as secrets
from improve.suggestions.syndication.models import FeedSecret
from improve.suggestions.values import Outcome
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act, make_person, make_unit
from tests.suggestions.ideas import idea

ATOM = "{http://www.w3.org/2005/Atom}"


def secret_address(app: Flask, login: str, board: str = "all.atom") -> str:
    """A feed address of somebody."""
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.login == login)).one()
        with transaction():
            secrets.make_secret(by=act(person))
        token = secrets.token_of(db.session.get_one(FeedSecret, person.id))
    return f"/suggestions/feeds/{token}/{board}"


def parsed(document: bytes) -> ElementTree.Element:
    """Our own document, read strictly."""
    return ElementTree.fromstring(document)  # noqa: S314  (made by the code under test)


def titles(app: Flask, address: str) -> list[str]:
    """The entries of a feed, read by somebody without a session."""
    answer = app.test_client().get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    root = parsed(answer.data)
    return [entry.findtext(f"{ATOM}title") or "" for entry in root.iter(f"{ATOM}entry")]


@pytest.fixture
def world(app: Flask, clock: Clock) -> dict[str, int]:
    """Two categories, two units, ideas in each; bob reads."""
    with app.app_context():
        make_person("bob", password=PASSWORD)
        plant = make_unit("Plant", kind="site")
        line = make_unit("Line 1", parent=plant)
        other = make_unit("Office", kind="site")
        ada = act(make_person("ada"))
        with transaction():
            safety = service.create_category(_category("Safety"), by=SYSTEM)
        idea(ada, title="Oldest", unit_id=other.id)
        clock.move(minutes=1)
        first = idea(ada, title="Trays", unit_id=line.id, category_id=safety.id)
        clock.move(minutes=1)
        idea(ada, title="Lamps <b>&amp;", unit_id=plant.id)
        return {"plant": plant.id, "other": other.id, "safety": safety.id, "trays": first.id}


def _category(name: str) -> Any:
    from improve.core.localized import Localized
    from improve.suggestions.values import CategoryData

    return CategoryData(name=Localized.both(name), code=name.lower())


def test_a_board_is_the_company_a_category_or_a_unit(app: Flask, world: dict[str, int]) -> None:
    address = secret_address(app, "bob")
    assert titles(app, address) == ["Lamps <b>&amp;", "Trays", "Oldest"]
    base = address.rsplit("/", 1)[0]
    assert titles(app, f"{base}/category/{world['safety']}.atom") == ["Trays"]
    assert titles(app, f"{base}/unit/{world['plant']}.atom") == ["Lamps <b>&amp;", "Trays"]
    assert titles(app, f"{base}/unit/{world['other']}.atom") == ["Oldest"]
    for missing in ("category/99999.atom", "unit/99999.atom", f"unit/{2**40}.atom", "x.atom"):
        assert app.test_client().get(f"{base}/{missing}").status_code == 404


def test_what_was_told_last_stands_first_and_says_so(app: Flask, world: dict[str, int], clock: Clock) -> None:
    address = secret_address(app, "bob")
    clock.move(minutes=1)
    with app.app_context(), transaction():
        service.decide(db.session.get_one(Suggestion, world["trays"]), Outcome.ACCEPTED, "Yes", by=SYSTEM)
    assert titles(app, address)[0] == "Trays"
    root = parsed(app.test_client().get(address).data)
    first = next(root.iter(f"{ATOM}entry"))
    assert (first.findtext(f"{ATOM}summary") or "").startswith("A project plans the trial")
    assert first.findtext(f"{ATOM}id") == f"http://127.0.0.1:8000/suggestions/{world['trays']}"
    updated, published = first.findtext(f"{ATOM}updated") or "", first.findtext(f"{ATOM}published") or ""
    assert updated > published
    assert root.findtext(f"{ATOM}updated") == updated


def test_it_shows_what_its_owner_may_see_and_no_more(app: Flask, world: dict[str, int]) -> None:
    with app.app_context():
        make_person("chief", roles=(Role.COORDINATOR,))
        trays = db.session.get_one(Suggestion, world["trays"])
        with transaction():
            service.withdraw(trays, by=act(db.session.get_one(Person, trays.author_id)))
    assert "Trays" not in titles(app, secret_address(app, "bob"))
    assert "Trays" not in titles(app, secret_address(app, "chief"))  # a withdrawn idea is no news to anybody


def test_the_secret_ends_with_its_owner_and_with_the_next_one(app: Flask, world: dict[str, int]) -> None:
    first = secret_address(app, "bob")
    second = secret_address(app, "bob")
    client = app.test_client()
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    with app.app_context():
        bob = db.session.scalars(select(Person).where(Person.login == "bob")).one()
        stored = db.session.get_one(FeedSecret, bob.id)
        assert second.split("/")[3] not in (stored.nonce, stored.token_hash)
        with transaction():
            accounts.disable(db.session.get_one(Person, bob.id), by=SYSTEM)
    assert client.get(second).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 32, "A" * 32, "%00" * 5, "a" * 5_000, "../../etc", "é" * 32])
def test_an_invented_secret_is_missing(app: Flask, world: dict[str, int], token: str) -> None:
    assert app.test_client().get(f"/suggestions/feeds/{token}/all.atom").status_code in (404, 400)


def test_who_has_it_already_gets_nothing_again(app: Flask, world: dict[str, int], clock: Clock) -> None:
    address, client = secret_address(app, "bob"), app.test_client()
    answer = client.get(address)
    assert "private" in answer.headers["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    clock.move(minutes=1)
    with app.app_context(), transaction():
        service.begin_review(db.session.get_one(Suggestion, world["trays"]), by=SYSTEM)
    changed = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert changed.status_code == 200
    assert not answer.headers.getlist("Set-Cookie")


def test_a_feed_asks_no_more_for_more_ideas(
    app: Flask, world: dict[str, int], statements: Callable[..., Any]
) -> None:
    address, client = secret_address(app, "bob"), app.test_client()
    client.get(address)
    with statements() as few:
        client.get(address)
    with app.app_context():
        ada = act(db.session.scalars(select(Person).where(Person.login == "ada")).one())
        for number in range(60):
            idea(ada, title=f"More {number}")
    with statements() as many:
        assert len(titles(app, address)) == 50
    assert few.count >= many.count


def test_the_page_makes_shows_and_ends_addresses(app: Flask, world: dict[str, int], browser: Browser) -> None:
    browser.sign_in("bob", PASSWORD)
    assert "You have no feed addresses" in browser.get("/suggestions/feeds").text
    browser.submit(button="Make my feed addresses")
    shown = [node.text() for node in browser.page.css(".rows a")]
    assert len(shown) == 1 + 1 + 3
    path = shown[0].removeprefix("http://127.0.0.1:8000")
    assert "Trays" in titles(app, path)
    assert "Last read" not in browser.text
    browser.get("/suggestions/feeds")
    assert "Last read" in browser.text
    browser.submit(button="End all addresses")
    assert app.test_client().get(path).status_code == 404


NOW = datetime(2026, 3, 4, tzinfo=UTC)


@given(text=st.text(alphabet=st.characters(), max_size=200))
def test_whatever_people_write_is_one_text(text: str) -> None:
    """Control characters, halves of surrogates, markup, the end of a section: valid XML with the text in it."""
    entry = atom.Entry("urn:1", text, "https://example.org/?a=1&b=2", NOW, NOW, text, text, text)
    feed = atom.Feed(
        "urn:0", text, text, "en", "https://example.org", "https://example.org", NOW, text, [entry]
    )
    root = parsed(atom.document(feed))
    (found,) = root.iter(f"{ATOM}entry")
    expected = atom.clean(text).replace("\r\n", "\n").replace("\r", "\n")
    assert (found.findtext(f"{ATOM}title") or "") == expected
    assert len(list(found)) == (8 if text else 7)
