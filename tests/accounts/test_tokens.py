"""API tokens: made once, hashed, limited, withdrawn, and never mixed with cookies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import select

from improve.accounts import service
from improve.accounts.models import ApiToken, Person
from improve.accounts.tokens import actor_from_bearer
from improve.accounts.values import NewToken
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid
from improve.core.policy import SYSTEM, Actor, Role, allows
from improve.web.access import current_actor
from tests.people import PASSWORD, act, make_person


def token_of(login: str, **fields: Any) -> str:
    with transaction():
        person = db.session.scalars(select(Person).where(Person.login == login)).one()
        return service.issue_token(person, NewToken(**{"label": "test", **fields}), by=SYSTEM)


def who(app: Flask, header: str | None, path: str = "/api/v1/suggestions") -> Actor | None:
    headers = {"Authorization": header} if header is not None else {}
    with app.test_request_context(path, headers=headers):
        return actor_from_bearer()


def test_a_token_acts_for_its_owner(app: Flask) -> None:
    with app.app_context():
        person_id = make_person("e1001", "Chen Yu", roles=[Role.COMMITTEE]).id
        token = token_of("e1001")
        row = db.session.scalars(select(ApiToken)).one()
        assert token not in str(vars(row))
    actor = who(app, f"Bearer {token}")
    assert actor is not None
    assert (actor.actor_id, actor.scopes) == (person_id, None)
    assert actor.has_role(Role.COMMITTEE)
    assert who(app, f"bearer  {token} ") is not None


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer imp_wrong",
        "Basic imp_wrong",
        "Bearer " + "x" * 5000,
        "Bearer \x7f",
    ],
)
def test_anything_else_acts_for_nobody(app: Flask, header: str | None) -> None:
    assert who(app, header) is None


def test_tokens_count_under_the_api_only(app: Flask) -> None:
    with app.app_context():
        make_person("e1001")
        token = token_of("e1001")
    assert who(app, f"Bearer {token}", path="/people") is None
    answer = app.test_client().get("/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 302


def test_cookies_do_not_count_under_the_api(app: Flask, browser: Any) -> None:
    seen: dict[str, int | None] = {}

    @app.before_request
    def note() -> None:
        seen[request.path] = current_actor().actor_id

    with app.app_context():
        make_person("e1001", password=PASSWORD)
    browser.sign_in("e1001", PASSWORD)
    browser.client.get("/api/v1/nothing-here")
    browser.client.get("/me")
    assert seen["/api/v1/nothing-here"] is None
    assert seen["/me"] is not None


def end(what: str) -> None:
    token = db.session.scalars(select(ApiToken)).one()
    with transaction():
        if what == "revoked":
            service.revoke_token(token, by=SYSTEM)
        elif what == "disabled":
            service.disable(token.person, by=SYSTEM)
        else:
            service.sign_out_everywhere(token.person, by=SYSTEM)


@pytest.mark.parametrize("what", ["revoked", "disabled", "signed out everywhere"])
def test_a_token_ends(app: Flask, what: str) -> None:
    with app.app_context():
        make_person("e1001")
        token = token_of("e1001")
    assert who(app, f"Bearer {token}") is not None
    with app.app_context():
        end(what)
    assert who(app, f"Bearer {token}") is None


def test_a_token_works_to_the_end_of_its_day(app: Flask, clock: Any) -> None:
    with app.app_context():
        make_person("e1001")
        token = token_of("e1001", expires_on=date(2026, 3, 5))
        with pytest.raises(Invalid):
            token_of("e1001", expires_on=date(2026, 3, 3))
    clock.move(hours=38)  # 23:30 of the last day
    assert who(app, f"Bearer {token}") is not None
    clock.move(hours=1)
    assert who(app, f"Bearer {token}") is None


def test_scopes_limit_what_roles_allow(app: Flask) -> None:
    with app.app_context():
        make_person("root", roles=[Role.ADMINISTRATOR])
        token = token_of("root", scopes=("accounts:read",))
        with pytest.raises(Invalid) as refusal:
            token_of("root", scopes=("accounts:everything",))
        assert list(refusal.value.errors) == ["scopes"]
    actor = who(app, f"Bearer {token}")
    assert actor is not None
    with app.app_context():
        assert allows(actor, "accounts:read")
        assert not allows(actor, "accounts:manage_people")


def test_the_day_of_use_is_written_once_a_day(app: Flask, clock: Any, statements: Callable[[], Any]) -> None:
    with app.app_context():
        make_person("e1001")
        token = token_of("e1001")

    def writes() -> int:
        with statements() as asked:
            assert who(app, f"Bearer {token}") is not None
        return sum(text.startswith("UPDATE") for text in asked.texts)

    assert [writes(), writes()] == [1, 0]
    clock.move(days=1)
    assert [writes(), writes()] == [1, 0]
    with app.app_context():
        assert db.session.scalars(select(ApiToken)).one().last_used_on == date(2026, 3, 5)


def test_nobody_makes_or_withdraws_tokens_of_others(context: object) -> None:
    person, other = make_person("e1001"), make_person("e1002")
    admin = make_person("root", roles=[Role.ADMINISTRATOR])
    for by in (other, admin):
        with pytest.raises(Forbidden), transaction():
            service.issue_token(person, NewToken(label="x"), by=act(by))
    token_of("e1001")
    row = db.session.scalars(select(ApiToken)).one()
    with pytest.raises(Forbidden), transaction():
        service.revoke_token(row, by=act(other))
    with transaction():
        service.revoke_token(row, by=act(admin))
    assert row.revoked_at is not None


def test_the_page_shows_a_token_once(app: Flask, browser: Any) -> None:
    with app.app_context():
        make_person("e1001", password=PASSWORD)
    browser.sign_in("e1001", PASSWORD)
    assert browser.get("/me/tokens").h1 == "No API token yet"
    browser.submit("new-token", label="", days="30", status=422)
    page = browser.submit("new-token", label="Nightly export", days="90 days", scopes=["suggestions"])
    token = page.one("#fresh-token").text()
    assert who(app, f"Bearer {token}") is not None
    assert browser.get("/me/tokens").css("#fresh-token") == []
    assert token not in browser.page.html
    assert "Nightly export" in browser.text
    assert "suggestions" in browser.text
    browser.submit(button="Revoke Nightly export")
    assert browser.page.h1 == "No API token yet"
    assert who(app, f"Bearer {token}") is None


def test_an_administrator_withdraws_a_token_on_the_persons_page(app: Flask, browser: Any) -> None:
    with app.app_context():
        person_id = make_person("e1001").id
        token = token_of("e1001", label="Old script")
        make_person("root", roles=[Role.ADMINISTRATOR], password=PASSWORD)
    browser.sign_in("root", PASSWORD)
    browser.get(f"/people/{person_id}")
    browser.submit(button="Revoke Old script")
    assert browser.url == f"/people/{person_id}"
    assert "Old script" not in browser.text
    assert who(app, f"Bearer {token}") is None
