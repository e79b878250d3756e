"""The pages and commands: who may enter, a secret shown once, a test that tells what came of it, and no harm by what is typed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.audit.models import AuditEntry
from improve.core.db import db, transaction
from improve.core.errors import Forbidden
from improve.core.policy import SYSTEM, Role
from improve.webhooks import delivering, queries, service
from improve.webhooks.models import Attempt, Delivery, Endpoint
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act, make_person, make_unit
from tests.suggestions.ideas import HOSTILE, REFUSED, idea
from tests.webhooks.receiver import EVERYTHING, SETTINGS, Receiver, add_endpoint, receiving, verifies

HOME = "/settings/webhooks/"
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(**SETTINGS)


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def root(app: Flask, browser: Browser) -> Browser:
    with app.app_context():
        make_person("root", roles=[Role.ADMINISTRATOR], password=PASSWORD)
    browser.sign_in("root", PASSWORD)
    return browser


def test_from_the_empty_page_to_a_test_that_arrives(app: Flask, root: Browser, other: Receiver) -> None:
    page = root.get(HOME)
    assert "No webhook yet" in page.text
    root.get(f"{HOME}new")
    page = root.submit(
        button="Add the webhook", name=HOSTILE["markup"][:80], url=other.url, kinds=list(EVERYTHING)
    )
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page.text)
    assert found is not None and "<script>alert(1)" not in page.html
    secret, address = found[0], page.url
    assert "whsec_" not in root.get(address).text
    other.will(200, b"<script>alert(2)</script> thanks")
    root.get(address)
    page = root.submit(button="Send a test")
    assert "Delivered" in page.text and "thanks" in page.text and "<script>alert(2)" not in page.html
    shown: dict[str, Any] = {}
    exec(EXAMPLE.read_text("utf-8").partition("```python\n")[2].partition("```")[0], shown)  # noqa: S102
    first = other.got[0]
    assert shown["is_genuine"](first.headers, first.body, secret)
    assert not shown["is_genuine"](first.headers, first.body.replace(b"1", b"2"), secret)
    assert verifies(first, secret) and json.loads(other.got[0].body)["type"] == "webhooks.test"
    other.will(500)
    root.get(address)
    page = root.submit(button="Send a test")
    assert "Failed" in page.text and "Answer 500" in page.text
    with app.app_context():
        entries = " ".join(db.session.scalars(select(AuditEntry.event)))
        assert "WebhookAdded" in entries
        kept = db.session.scalars(select(Endpoint)).one()
        assert kept.failing_since is None  # a test says nothing of the real ones
        assert secret[6:] not in json.dumps({name: str(value) for name, value in vars(kept).items()})


def test_what_cannot_be_sent_to_is_refused_with_what_was_typed(
    make_app: Callable[..., Flask], root: Browser
) -> None:
    for url, said in (
        ("ftp://example.org/x", "full address"),
        ("https://me:pw@example.org/", "Name and password"),
        ("https://10.0.0.1/", "inside a network"),
        ("https://[::ffff:169.254.169.254]/latest/meta-data", "inside a network"),
        ("https://example.org:25/", "port"),
        (f"https://example.org/{'x' * 500}", "500"),
        (REFUSED["NUL"], "NUL"),
    ):
        root.get(f"{HOME}new")
        page = root.submit(
            button="Add the webhook", name="Mine", kinds=[EVERYTHING[0]], raw={"url": url}, status=422
        )
        assert said in page.text, url
        assert page.css('input[name="name"][value="Mine"]')
        assert page.css(f'input[value="{EVERYTHING[0]}"][checked]')
    for kinds in ([], ["no.such"], ["x" * 100]):
        root.get(f"{HOME}new")
        data = {"kinds": kinds}
        root.submit(button="Add the webhook", name="Mine", url="https://example.org/", raw=data, status=422)


def test_only_administrators_of_the_whole_company_enter(
    app: Flask, new_browser: Callable[..., Browser], other: Receiver
) -> None:
    with app.app_context():
        unit = make_unit("Paint shop")
        endpoint_id, _secret = add_endpoint(other.url)
        person = make_person("una", password=PASSWORD)
        person_id = person.id
        make_person("coo", roles=[Role.COORDINATOR, Role.AUDITOR], password=PASSWORD)
        with transaction():
            accounts.give_role(person, Role.ADMINISTRATOR, unit, by=SYSTEM)
    for login in ("una", "coo"):
        browser = new_browser()
        browser.sign_in(login, PASSWORD)
        for path in (HOME, f"{HOME}new", f"{HOME}kinds", f"{HOME}{endpoint_id}", f"{HOME}{endpoint_id}/edit"):
            browser.get(path, status=403)
    with app.app_context():
        una, endpoint = act(db.session.get_one(Person, person_id)), db.session.get_one(Endpoint, endpoint_id)
        assert db.session.scalars(queries.visible_to(una)).all() == []
        assert db.session.scalars(queries.deliveries_for(una)).all() == []
        for use in (service.queue_test, service.pause, service.resume, service.renew_secret, service.remove):
            with pytest.raises(Forbidden), transaction():
                use(endpoint, by=una)
    assert other.got == []


def test_the_log_and_what_can_be_done_about_it(
    app: Flask, root: Browser, other: Receiver, clock: Clock
) -> None:
    with app.app_context():
        endpoint_id, _secret = add_endpoint(other.url)
        ann = act(make_person("ann"))
        idea(ann, HOSTILE["markup"])
        idea(ann, HOSTILE["emoji and accents"])
        other.will(503)
        delivering.deliver()
    page = root.get(f"{HOME}{endpoint_id}")
    assert (
        "Failing, is tried again" in page.text
        and "2 messages wait" in page.text
        and "Answer 503" in page.text
    )
    page = root.get("/settings/webhooks/deliveries/1")
    assert "<img src=x" not in page.html and "onerror" in page.text
    page = root.submit(button="Do not send it")
    assert "Not sent" in page.text
    with app.app_context():
        assert delivering.deliver() == 1
    root.get("/settings/webhooks/deliveries/1")
    page = root.submit(button="Send it again")
    assert "Waits" in page.text
    root.get(f"{HOME}{endpoint_id}")
    page = root.submit(button="Pause")
    assert "Somebody paused it" in page.text
    page = root.submit(button="Send these days again", since="2026-03-04", until="2026-03-04")
    assert "1 message is sent once more" in page.text
    for since, until in (("2026-03-04", "x"), ("2026-03-05", "2026-03-04")):
        root.submit(button="Send these days again", raw={"since": since, "until": until}, status=422)
    root.get(f"{HOME}{endpoint_id}")
    page = root.submit(button="Go on sending")
    with app.app_context():
        assert delivering.deliver() == 2
    assert "Delivers" in root.get(HOME).text
    for state in ("waiting", "delivered", "left_out", "nonsense"):
        root.get(f"{HOME}{endpoint_id}?state={state}")
    root.language("zh-Hans")
    assert "发送测试" in root.get(f"{HOME}{endpoint_id}").text
    assert "suggestion.decided" in root.get(f"{HOME}kinds").text
    root.language("en")
    for path in (f"{HOME}{2**31}", f"{HOME}999", f"{HOME}deliveries/{2**40}"):
        root.get(path, status=404)
    root.get(f"{HOME}{endpoint_id}/remove")
    page = root.submit(button="Remove the webhook")
    assert "No webhook yet" in page.text
    with app.app_context():
        assert [db.session.scalars(select(each)).all() for each in (Delivery, Attempt)] == [[], []]


def test_commands_and_the_doctor(
    app: Flask, run: Callable[..., Any], other: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"IMPROVE_{name}", str(value))
    with app.app_context():
        endpoint_id, secret = add_endpoint(other.url)
        idea(act(make_person("ann")), "Drip trays")
        delivering.deliver()
    told = json.loads(run("webhooks", "list", "--json").stdout)["webhooks"]
    assert [(one["id"], one["waiting"], one["failing_since"]) for one in told] == [(endpoint_id, 0, None)]
    assert run("webhooks", "test", endpoint_id).exit_code == 0 and verifies(other.got[-1], secret)
    other.will(404)
    assert run("webhooks", "test", endpoint_id).exit_code == 1
    assert run("webhooks", "test", 999).exit_code == 2
    again = run("webhooks", "replay", endpoint_id, "--since", "2020-01-01", "--until", "2099-12-31")
    assert again.stdout.strip() == "1"
    assert run("webhooks", "replay", endpoint_id, "--since", "then", "--until", "2099-12-31").exit_code == 2
    with app.app_context(), transaction():
        service.pause_for(db.session.get_one(Endpoint, endpoint_id), "failed", by_id=None)  # type: ignore[arg-type]
    checked = run("doctor")
    assert "paused because nothing could be delivered: Chat" in checked.stdout + checked.stderr
