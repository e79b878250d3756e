"""`improve users` and `improve tokens`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from improve.accounts.queries import person_by_login, unit_names
from improve.accounts.tokens import actor_of_token
from improve.core.policy import Role
from tests.accounts.links import path_of
from tests.people import PASSWORD, act, make_person


def test_a_person_is_added_with_a_password(app: Any, run: Callable[..., Any], browser: Any) -> None:
    options = ("--name", "Chen Yu", "--role", "committee", "--role", "财务", "--email", "chen@x.example")
    result = run("users", "add", "E1001", *options, "--password-stdin", input=PASSWORD + "\n")
    assert (result.exit_code, result.stdout) == (0, "")
    browser.sign_in("chen@x.example", PASSWORD)
    with app.app_context():
        person = person_by_login("e1001")
        assert person is not None
        assert act(person).has_role(Role.COMMITTEE, "/")
        assert act(person).has_role(Role.FINANCE, "/")


def test_without_a_password_the_invitation_is_printed(run: Callable[..., Any], browser: Any) -> None:
    result = run("users", "add", "E1001", "--name", "Chen Yu", "--role", "member")
    assert result.exit_code == 0
    assert browser.get(path_of(result.stdout.strip())).h1 == "Welcome, Chen Yu"


def test_the_unit_is_made_and_the_coordinator_belongs_to_it(app: Any, run: Callable[..., Any]) -> None:
    unit = "Plant > Assembly"
    assert run("users", "add", "e1", "--name", "A", "--role", "coordinator", "--unit", unit).exit_code == 0
    with app.app_context():
        person = person_by_login("e1")
        assert person is not None
        path = person.unit_path
        assert [str(name) for name in unit_names([path])[path]] == ["Plant", "Assembly"]
        assert act(person).has_role(Role.COORDINATOR, path)
        assert not act(person).has_role(Role.COORDINATOR, "/")


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (("users", "add", "e1", "--name", "A", "--role", "emperor"), ""),
        (("users", "add", "two words", "--name", "A"), ""),
        (("users", "add", "e1", "--name", "A", "--email", "nowhere"), ""),
        (("users", "add", "e1", "--name", "A", "--unit", "A >"), ""),
        (("users", "add", "e1"), ""),
        (("users", "add", "taken", "--name", "A"), ""),
        (("users", "add", "e1", "--name", "A", "--password-stdin"), "password2026\n"),
        (("users", "disable", "nobody"), ""),
        (("tokens", "issue", "nobody"), ""),
        (("tokens", "issue", "taken", "--scope", "everything"), ""),
        (("tokens", "issue", "taken", "--days", "0"), ""),
        (("tokens", "revoke", "imp_unknown"), ""),
        (("tokens", "revoke", "99"), ""),
    ],
)
def test_what_is_wrong_writes_nothing(
    app: Any, run: Callable[..., Any], arguments: tuple[str, ...], typed: str
) -> None:
    with app.app_context():
        make_person("taken")
    result = run(*arguments, input=typed)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.strip()
    with app.app_context():
        assert person_by_login("e1") is None


def test_people_are_listed(app: Any, run: Callable[..., Any]) -> None:
    run("users", "add", "E1", "--name", "王芳", "--role", "auditor", "--unit", "工厂")
    run("users", "add", "E2", "--name", "Chen Yu", "--password-stdin", input=PASSWORD)
    assert run("users", "disable", "E2").exit_code == 0
    listed = json.loads(run("users", "list", "--json").stdout)["users"]
    assert listed == [
        {
            "login": "e1",
            "name": "王芳",
            "email": None,
            "unit": "工厂",
            "roles": ["auditor", "member"],
            "active": True,
            "has_password": False,
        },
        {
            "login": "e2",
            "name": "Chen Yu",
            "email": None,
            "unit": None,
            "roles": ["member"],
            "active": False,
            "has_password": True,
        },
    ]
    lines = run("users", "list").stdout.splitlines()
    assert lines[0].split("\t") == ["e1", "王芳", "auditor", "工厂"]
    assert "access ended" in lines[1]


def test_a_token_is_printed_alone_and_revoked_in_three_ways(app: Any, run: Callable[..., Any]) -> None:
    with app.app_context():
        make_person("e1")

    def issue(*options: str) -> str:
        result = run("tokens", "issue", "E1", *options)
        assert result.exit_code == 0
        return result.stdout.removesuffix("\n")

    def works(token: str) -> bool:
        with app.test_request_context("/api/"):
            return actor_of_token(token) is not None

    first, second, third = issue(), issue("--scope", "suggestions", "--days", "7"), issue("--label", "x")
    assert all(works(token) and token == token.strip() for token in (first, second, third))
    listed = json.loads(run("tokens", "list", "--json").stdout)["tokens"]
    assert [(row["label"], row["scopes"]) for row in listed] == [
        ("command line", []),
        ("command line", ["suggestions"]),
        ("x", []),
    ]
    assert first not in run("tokens", "list").stdout
    run("tokens", "revoke", first)
    assert [works(token) for token in (first, second, third)] == [False, True, True]
    run("tokens", "revoke", str(listed[1]["id"]))
    assert [works(token) for token in (first, second, third)] == [False, False, True]
    fourth = issue()
    run("tokens", "revoke", "E1")
    assert not works(third)
    assert not works(fourth)
