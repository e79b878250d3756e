"""The door of the demonstration, its banner, and the page that ends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.errors import Refused
from improve.core.policy import SYSTEM
from improve.demo import keys, service
from improve.demo.values import NewCompany
from tests.browser import Browser
from tests.demo.conftest import Small
from tests.people import make_person

SHOWN = "Just looking? Enter the demonstration"
BANNER = "Demonstration: everything here is invented"


def test_the_sign_ins_stand_below_the_form_in_both_languages(make_small: Callable[..., Small]) -> None:
    small = make_small()
    for language, heading, role in (("en", SHOWN, "The boss"), ("zh-Hans", "先看看？进入演示", "角色boss")):
        browser = Browser(small.app, language=language)
        browser.get("/sign-in")
        assert heading in browser.text
        assert role in browser.text
        assert small.sign_ins["boss"].password in browser.text


def test_one_click_signs_in_under_a_banner(make_small: Callable[..., Small]) -> None:
    browser = Browser(make_small().app)
    browser.get("/sign-in")
    browser.submit(button="Enter as The worker")
    assert browser.url == "/"
    assert BANNER in browser.text
    assert "Begin your own company" not in browser.text


def test_the_passwords_work_in_the_form_as_well(make_small: Callable[..., Small]) -> None:
    small = make_small()
    browser = Browser(small.app)
    browser.sign_in("boss", small.sign_ins["boss"].password)
    assert BANNER in browser.text
    assert "Begin your own company" in browser.text


REMOTE = {
    "from another machine": {"environ_base": {"REMOTE_ADDR": "192.168.1.20"}},
    "through a proxy": {"headers": {"X-Forwarded-For": "203.0.113.9"}},
    "through a proxy that says so otherwise": {"headers": {"Forwarded": "for=203.0.113.9"}},
    "through a proxy with a name": {"headers": {"Via": "1.1 gate"}},
    "under another name": {"base_url": "http://improve.example"},
    "claiming to be local": {
        "environ_base": {"REMOTE_ADDR": "192.168.1.20"},
        "headers": {"X-Forwarded-For": "127.0.0.1"},
    },
}
LOCAL = {
    "by name": {},
    "by number": {"base_url": "http://127.0.0.1:8000"},
    "by the newer number": {"base_url": "http://[::1]:8000", "environ_base": {"REMOTE_ADDR": "::1"}},
    "by both": {"environ_base": {"REMOTE_ADDR": "::ffff:127.0.0.1"}},
}


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("way", REMOTE)
def test_nobody_else_is_shown_them_or_let_in(make_small: Callable[..., Small], way: str) -> None:
    client = make_small(WTF_CSRF_ENABLED=False).app.test_client()
    page = client.get("/sign-in", **REMOTE[way])
    assert page.status_code == 200
    assert SHOWN not in page.text and "boss" not in page.text
    assert client.post("/demo/enter", data={"login": "worker"}, **REMOTE[way]).status_code == 404


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("way", LOCAL)
def test_the_machine_itself_is(make_small: Callable[..., Small], way: str) -> None:
    client = make_small().app.test_client()
    assert SHOWN in client.get("/sign-in", headers={"Accept-Language": "en"}, **LOCAL[way]).text


@pytest.mark.databases("sqlite")
def test_behind_a_believed_proxy_the_visitor_counts(make_small: Callable[..., Small]) -> None:
    client = make_small(PROXY_HOPS=1).app.test_client()
    visitor = {"X-Forwarded-For": "203.0.113.9", "Accept-Language": "en"}
    assert SHOWN not in client.get("/sign-in", headers=visitor).text


def test_a_setting_shows_them_to_everybody_under_a_banner(make_small: Callable[..., Small]) -> None:
    small = make_small(DEMO_SIGN_INS_PUBLIC=True, WTF_CSRF_ENABLED=False)
    client = small.app.test_client()
    far = {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}, "headers": {"Accept-Language": "en"}}
    page = client.get("/sign-in", **far)
    assert SHOWN in page.text and "Everybody can sign in here" in page.text
    assert client.post("/demo/enter", data={"login": "boss"}, **far).status_code == 303
    page = client.get("/", **far)
    assert "Enter nothing real" in page.text
    assert "removed on the machine itself" in client.get("/demo/begin", **far).text
    assert client.post("/demo/begin", data={"name": "Mine"}, **far).status_code == 409
    with small.app.app_context():
        assert service.is_loaded()


def test_the_door_needs_its_token(make_small: Callable[..., Small]) -> None:
    client: FlaskClient = make_small().app.test_client()
    assert client.post("/demo/enter", data={"login": "boss"}).status_code == 400
    assert client.get("/demo/enter").status_code == 405


@pytest.mark.parametrize("login", ["stranger", "", "x" * 500, "boss\x00"])
def test_only_those_who_are_offered_are_let_in(make_small: Callable[..., Small], login: str) -> None:
    small = make_small(WTF_CSRF_ENABLED=False)
    with small.app.app_context():
        make_person("stranger", "Stranger", password="four words of mine")
        db.session.remove()
    client = small.app.test_client()
    assert client.post("/demo/enter", data={"login": login}).status_code in (303, 404)
    assert client.get("/").status_code == 302  # still a visitor


@pytest.mark.parametrize("change", ["password", "access"])
def test_a_sign_in_that_was_changed_lets_nobody_in(make_small: Callable[..., Small], change: str) -> None:
    small = make_small()
    with small.app.app_context(), transaction():
        worker = db.session.scalars(select(Person).where(Person.login == "worker")).one()
        if change == "password":
            accounts.set_password(worker, "another one of mine", by=SYSTEM)
        else:
            accounts.disable(worker, by=SYSTEM)
    browser = Browser(small.app)
    browser.get("/sign-in")
    browser.submit(button="Enter as The worker")
    assert browser.url == "/sign-in"
    assert "no longer works" in browser.text


def test_without_the_demonstration_there_is_no_door(app: Flask, browser: Browser) -> None:
    with app.app_context():
        make_person("boss", "Boss", password="four words of mine")
        db.session.remove()
    browser.get("/sign-in")
    assert SHOWN not in browser.text
    browser.sign_in("boss", "four words of mine")
    assert BANNER not in browser.text


def test_the_page_says_when_the_passwords_are_elsewhere(make_small: Callable[..., Small]) -> None:
    small = make_small()
    with small.app.app_context():
        keys.path().write_text("not json")
    browser = Browser(small.app)
    browser.get("/sign-in")
    assert "another instance folder" in browser.text


def test_an_administrator_begins_a_company(make_small: Callable[..., Small]) -> None:
    small = make_small()
    browser = Browser(small.app)
    browser.sign_in("boss", small.sign_ins["boss"].password)
    browser.follow("Begin your own company")
    assert "2 people with their access" in browser.text
    browser.submit("/demo/begin", name="", status=422)
    with small.app.app_context():
        assert service.is_loaded()
    browser.submit("/demo/begin", name="Harbor Works")
    assert "Set up your company" in browser.text
    assert "The demonstration is gone" in browser.text
    assert BANNER not in browser.text
    browser.submit(name="Ada", login="ada", password="four words of mine", again="four words of mine")
    with small.app.app_context():
        assert list(db.session.scalars(select(Person.login))) == ["ada"]
    assert not (small.instance / keys.FILE).exists()


def test_who_is_no_administrator_does_not(make_small: Callable[..., Small]) -> None:
    small = make_small()
    browser = Browser(small.app)
    browser.sign_in("worker", small.sign_ins["worker"].password)
    browser.get("/demo/begin", status=403)
    with small.app.app_context():
        worker = db.session.scalars(select(Person).where(Person.login == "worker")).one()
        from improve.accounts.queries import actor_of
        from improve.core.errors import Forbidden

        with pytest.raises(Forbidden):
            service.reset(NewCompany("Mine"), by=actor_of(worker))
        assert service.is_loaded()


def test_a_reset_takes_uploads_along_and_puts_the_anchors_aside(make_small: Callable[..., Small]) -> None:
    small = make_small()
    for name in ("uploads/imports/a", "mail/b.eml", "audit/anchors.jsonl"):
        path = small.instance / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    with small.app.app_context():
        service.reset()
        with pytest.raises(Refused):
            service.reset()
    assert not (small.instance / "uploads").exists()
    assert not (small.instance / "mail").exists()
    assert not (small.instance / "audit").exists()
    assert [path.name for path in small.instance.glob("audit-of-demonstration-*/anchors.jsonl")] == [
        "anchors.jsonl"
    ]


def test_an_instance_in_use_is_not_loaded_into(context: object) -> None:
    make_person("ada", "Ada")
    with pytest.raises(Refused):
        service.load()
    assert db.session.scalars(select(Person.login)).all() == ["ada"]


def test_the_commands(make_small: Callable[..., Small], monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from improve.cli import group

    small = make_small()
    monkeypatch.setenv("IMPROVE_INSTANCE", str(small.instance))
    monkeypatch.setenv("IMPROVE_DATABASE_URL", small.app.config["DATABASE_URL"])
    runner = CliRunner()
    refused = runner.invoke(group, ["demo", "load"])
    assert refused.exit_code == 2 and "loaded already" in refused.output
    kept = runner.invoke(group, ["demo", "reset"], input="n\n")
    assert kept.exit_code == 1
    bad = runner.invoke(group, ["demo", "reset", "--yes", "--company", "x" * 200])
    assert bad.exit_code == 2
    done = runner.invoke(group, ["demo", "reset", "--yes", "--company", "Harbor Works"])
    assert done.exit_code == 0 and "/link/" in done.output
    again = runner.invoke(group, ["demo", "reset", "--yes"])
    assert again.exit_code == 2
