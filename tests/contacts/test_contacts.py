"""The list of contacts: one address once, wishes that no file takes back, and who sees whom."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.contacts import queries, service
from improve.contacts.models import Contact, Silence
from improve.contacts.unsubscribing import token_of
from improve.contacts.values import ContactData, NewConsentText, code_of
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid
from improve.core.mail.addresses import key_of
from improve.core.policy import SYSTEM, Actor, Assignment, Role
from tests.people import PASSWORD, make_person, make_unit


def make_contact(email: str = "wang@example.com", **more: Any) -> Contact:
    with transaction():
        return service.add(ContactData(email, **more), by=SYSTEM)


@pytest.mark.parametrize(
    ("email", "key"),
    [
        (" Wang.Fang@Example.COM ", "wang.fang@example.com"),
        ("ｗａｎｇ@example.com", "wang@example.com"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
        ("a+b@example.com.", "a+b@example.com"),
    ],
)
def test_one_address_in_other_spellings(email: str, key: str) -> None:
    assert key_of(email) == key


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Last visit", "last_visit"),
        ("城市", "城市"),
        ("  Kunden-Nr. ", "kunden_nr"),
        ("2024", ""),
        ("E-mail", "e_mail"),
        ("name", ""),
    ],
)
def test_headings_become_codes(heading: str, code: str) -> None:
    assert code_of(heading) == code


FILE = """E-mail,Name,Language,Time zone,Do not contact,Consent date,Consent,城市,Product
wang@example.com,王芳,中文,Asia/Shanghai,,2026-10-01,2026-10,无锡,Freezer
WANG@Example.com,王芳女士,,,,,,,
smith@example.com,"Smith, Ann",en,Europe/Berlin,yes,,,Berlin,=cmd()
no address,Nobody,,,,,,,
li@example.com,Li,xx-nonsense,,,,,,
zhao@example.com,Zhao,,Mars/Olympus,maybe,,,,
qian@example.com,Qian,,,,2026-10-01,1999-01,,
"""


def test_a_file_is_brought_in_row_by_row(app: Flask, run: Any, tmp_path: Path) -> None:
    with app.app_context(), transaction():
        service.add_consent_text(NewConsentText("2026-10", "You may ask me."), by=SYSTEM)
    path = tmp_path / "contacts.csv"
    path.write_text(FILE, encoding="utf-8")
    told = json.loads(run("import", "contacts", str(path), "--json").stdout)
    assert (told["read"], told["created"], told["updated"]) == (7, 2, 1)
    assert [(error["row"], error["column"]) for error in told["errors"]] == [
        (5, "E-mail"),
        (6, "Language"),
        (7, "Do not contact"),
        (8, "Consent"),
    ]
    with app.app_context():
        wang = queries.by_address("Wang@example.com")
        assert wang is not None
        assert (wang.name, wang.email, wang.language, wang.time_zone) == (
            "王芳女士",
            "wang@example.com",
            "zh_Hans",
            "Asia/Shanghai",
        )
        assert wang.attributes == {"城市": "无锡", "product": "Freezer"}
        consent = queries.consents_of(wang.id)[0]
        assert (consent.text.version, consent.given_on, consent.source) == (
            "2026-10",
            date(2026, 10, 1),
            "import",
        )
        smith = queries.by_address("smith@example.com")
        assert smith is not None
        assert (smith.silence, smith.attributes["product"]) == (Silence.ASKED, "=cmd()")
        assert list(queries.attribute_codes()) == ["product", "城市"]
    again = json.loads(run("import", "contacts", str(path), "--json").stdout)
    assert (again["created"], again["updated"]) == (0, 2), "the two spellings of a name take turns"
    with app.app_context():
        found = queries.matching(queries.visible_to(SYSTEM), "无锡 WANG")
        assert [contact.email for contact in db.session.scalars(found)] == ["wang@example.com"]


def test_no_file_takes_a_wish_back(app: Flask, run: Any, tmp_path: Path) -> None:
    with app.app_context():
        contact_id = make_contact().id
        with transaction():
            service.end_mail(db.session.get_one(Contact, contact_id), Silence.UNSUBSCRIBED)
            service.note_bounce(db.session.get_one(Contact, contact_id), is_permanent=True)
    path = tmp_path / "contacts.csv"
    path.write_text("email,do_not_contact\nwang@example.com,no\n", encoding="utf-8")
    run("import", "contacts", str(path))
    with app.app_context():
        assert db.session.scalar(select(Contact.silence)) == Silence.UNSUBSCRIBED


def test_mails_that_come_back(context: None) -> None:
    contact = make_contact()
    for expected in (None, None, Silence.BOUNCED):
        with transaction():
            row = db.session.get_one(Contact, contact.id)
            service.note_bounce(row, is_permanent=False)
            assert row.silence == expected
    with transaction():
        service.change(db.session.get_one(Contact, contact.id), ContactData("new@example.com"), by=SYSTEM)
    assert db.session.scalar(select(Contact.silence)) is None, "another address is another mailbox"


def test_a_unit_sees_its_own_contacts_only(context: None) -> None:
    north, south = make_unit("North"), make_unit("South")
    make_contact("n@example.com", unit_id=north.id)
    make_contact("s@example.com", unit_id=south.id)
    make_contact("all@example.com")
    actor = Actor(actor_id=None, assignments=(Assignment(Role.CASE_HANDLER, north.path),))
    seen = db.session.scalars(queries.visible_to(actor)).all()
    assert [contact.email for contact in seen] == ["n@example.com"]
    with pytest.raises(Forbidden), transaction():
        service.add(ContactData("x@example.com", unit_id=south.id), by=actor)
    with pytest.raises(Invalid), transaction():
        service.add(ContactData("N@EXAMPLE.com", unit_id=north.id), by=actor)
    member = Actor(actor_id=None, assignments=(Assignment(Role.MEMBER, "/"), Assignment(Role.AUDITOR, "/")))
    assert db.session.scalars(queries.visible_to(member)).all() == []


@pytest.mark.databases("sqlite")
def test_the_pages_from_the_first_contact_to_its_silence(app: Flask, new_browser: Any) -> None:
    with app.app_context():
        make_person("ann", roles=[Role.COORDINATOR], password=PASSWORD)
    browser = new_browser()
    browser.sign_in("ann", PASSWORD)
    browser.get("/contacts/new")
    browser.submit(email="no address", attributes="no colon", time_zone="Mars", status=422)
    assert "This is no e-mail address." in browser.text and "has no colon" in browser.text
    browser.submit(email="<b>@example.com", name="x" * 121, status=422)
    browser.submit(
        email="Wang@Example.com",
        name="王芳 <script>",
        attributes="city: 无锡\nproduct：Freezer",
        time_zone="",
    )
    assert "王芳 <script>" in browser.text and "无锡" in browser.text
    shown = browser.url
    browser.get("/contacts/new")
    browser.submit(email="wang@example.COM", attributes="", time_zone="", status=422)
    assert "on the list already" in browser.text
    browser.get("/contacts/consent-texts")
    browser.submit(version="2026-11", text="You may ask me.\nUntil I say no.")
    browser.get(shown)
    browser.submit(button="Note the consent", given_on="2999-01-01", status=422)
    browser.submit(button="Note the consent", given_on="2026-10-01")
    browser.submit(button="Note that it was taken back: 2026-11")
    assert "taken back on" in browser.text
    browser.submit(button="Send no mail")
    assert "asked for no mail" in browser.text
    browser.get("/contacts/?q=%E6%97%A0%E9%94%A1&state=silent")
    assert "1 contact gets no mail" in browser.text or "1 contact found" in browser.text
    browser.get("/contacts/2000000000", status=404)


@pytest.mark.databases("sqlite")
def test_only_a_post_unsubscribes(app: Flask, new_browser: Any) -> None:
    with app.app_context():
        contact_id = make_contact().id
        link = f"/contacts/unsubscribe/{token_of(contact_id)}"
        missing = f"/contacts/unsubscribe/{token_of(2**40)}"

    def silence_now() -> str | None:
        with app.app_context():
            return db.session.scalar(select(Contact.silence))

    for language in ("en", "zh-Hans"):
        visitor = new_browser(language=language)
        visitor.get(link)
        visitor.client.head(link)
        assert silence_now() is None
    assert visitor.client.post(link[:-3] + "AAA").status_code == 404
    assert visitor.client.post(missing).status_code == 404
    answer = visitor.client.post(link, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, silence_now()) == (200, Silence.UNSUBSCRIBED)
