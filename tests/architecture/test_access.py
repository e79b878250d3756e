"""Who may enter where: every rule of the URL map, tried by every role."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from improve.accounts.queries import actor_of
from improve.app import create_app
from improve.core.policy import EXTENSION, Actor, Role, allows
from improve.web import access, errors
from improve.web.features import Feature, mount
from tests.people import PASSWORD, make_person

# Every door that is open to visitors, with the reason it declares. A new one is added here on purpose.
PUBLIC = {
    "workbench.change",
    "accounts.forgot",
    "accounts.link",
    "accounts.set_password",
    "accounts.sign_in",
    "api.document",
    "assets.file",
    "contacts.end_mail",
    "contacts.unsubscribe",
    "demo.enter",
    "i18n.switch",
    "notifications.end_subscription",
    "notifications.unsubscribe",
    "operations.health",
    "operations.ready",
    "places.at_place",
    "places.kiosk",
    "places.kiosk_setup",
    "places.kiosk_thanks",
    "suggestions.box",
    "suggestions.box_close",
    "suggestions.box_new",
    "suggestions.box_similar",
    "suggestions.claim",
    "suggestions.claim_edit",
    "suggestions.claim_file",
    "suggestions.claim_file_small",
    "suggestions.claim_take_out",
    "suggestions.claim_withdraw",
    "suggestions.claim_words",
    "suggestions.feed",
    "suggestions.feed_of_category",
    "suggestions.feed_of_unit",
    "suggestions.offline",
    "suggestions.worker",
    "surveys.ask",
    "surveys.ask_withdrawal",
    "surveys.change",
    "surveys.correct",
    "surveys.end_following",
    "surveys.follow",
    "surveys.invited",
    "surveys.loader",
    "surveys.read_notice",
    "surveys.resume",
    "surveys.take",
    "surveys.take_invited",
    "surveys.thanks",
    "surveys.unfollow",
    "surveys.withdraw",
    "surveys_api.respond",
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in METHODS:
            if method in (rule.methods or ()):
                yield rule, method


def address(app: Flask, rule: Rule) -> str:
    """An address that matches the rule, of things that do not exist."""
    values = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        values[name] = 2_000_000_000 if "Integer" in type(converter).__name__ else "nothing-here"
        if type(converter).__name__ == "AnyConverter":
            values[name] = next(iter(converter.items))
    with app.test_request_context():
        return str(
            app.url_map.bind("localhost").build(rule.endpoint, values, method=None, force_external=False)
        )


@pytest.fixture
def open_app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(WTF_CSRF_ENABLED=False)


@pytest.fixture
def plain_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors in a word: here are thousands of them; the whole pages are looked at where a browser
    is refused."""
    monkeypatch.setattr(errors, "render_template", lambda _template, **values: values["title"])


def test_every_endpoint_declares_access(app: Flask) -> None:
    assert access.undeclared(app) == []


def test_an_endpoint_without_declaration_stops_the_start(app: Flask) -> None:
    fresh = create_app({"INSTANCE": app.instance_path, "DATABASE_URL": app.config["DATABASE_URL"]})
    fresh.add_url_rule("/secret", "secret", lambda: "secret")
    with pytest.raises(RuntimeError, match="secret"):
        mount(fresh, [Feature(name="empty", summary="")])


def test_the_public_doors_are_the_listed_ones(app: Flask) -> None:
    found = {name for name, view in app.view_functions.items() if access.declared(view).kind == "public"}
    assert found == PUBLIC
    assert all(access.declared(app.view_functions[name]).reason for name in found)


def test_every_permission_is_granted_to_some_role(app: Flask) -> None:
    granted = set(app.extensions[EXTENSION].roles) | set(app.extensions[EXTENSION].relations)
    wanted = {
        access.declared(view).permission
        for view in app.view_functions.values()
        if access.declared(view).kind == "permission"
    }
    assert wanted - granted == set()


@pytest.mark.databases("sqlite")  # the door asks no database
def test_visitors_reach_nothing_but_the_public_doors(open_app: Flask) -> None:
    client = open_app.test_client()
    for rule, method in rules(open_app):
        if access.declared(open_app.view_functions[rule.endpoint]).kind == "public":
            continue
        answer = client.open(address(open_app, rule), method=method)
        assert answer.status_code in (302, 401), (rule, method, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in")


def entered_as(app: Flask, role: Role) -> Actor:
    """An actor of that role for all requests to `app`, by session and by token alike."""
    with app.app_context():
        actor = actor_of(make_person(str(role), roles=[role]))
    app.extensions[access.LOADERS].insert(0, lambda: actor)
    return actor


def open_doors(app: Flask, actor: Actor) -> dict[str, bool]:
    """Endpoint -> may the actor enter, as the declarations and the grants say."""
    with app.app_context():
        found = {name: access.declared(view) for name, view in app.view_functions.items()}
        return {
            name: declared.kind != "permission" or allows(actor, declared.permission)
            for name, declared in found.items()
        }


def tried(app: Flask, actor: Actor) -> Iterator[tuple[Rule, str, int]]:
    """The status of every rule and method."""
    client = app.test_client()
    for rule, method in rules(app):
        if rule.endpoint not in ("accounts.sign_out", "accounts.sign_in", "demo.enter"):
            yield rule, method, client.open(address(app, rule), method=method).status_code


@pytest.mark.databases("sqlite")  # the door asks no database
@pytest.mark.parametrize("role", list(Role), ids=str)
@pytest.mark.usefixtures("plain_errors")
def test_each_role_is_stopped_where_it_has_no_permission(open_app: Flask, role: Role) -> None:
    actor = entered_as(open_app, role)
    expected = open_doors(open_app, actor)
    for rule, method, status in tried(open_app, actor):
        assert status < 500 or rule.endpoint == "operations.ready", (rule, method, status)
        if expected[rule.endpoint]:
            assert status != 401, (rule, method)
        else:
            assert status == 403, (rule, method, status)


@pytest.mark.databases("sqlite")  # the door asks no database
@pytest.mark.usefixtures("plain_errors")
def test_a_guard_that_lets_everybody_in_is_caught(open_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seeded defect: the door does not ask for the permission."""
    actor = entered_as(open_app, Role.MEMBER)
    expected = open_doors(open_app, actor)
    monkeypatch.setattr(access, "allows", lambda *_args: True)
    leaks = [
        rule
        for rule, _method, status in tried(open_app, actor)
        if not expected[rule.endpoint] and status != 403
    ]
    assert leaks


@pytest.mark.databases("sqlite")  # the door asks no database
@pytest.mark.usefixtures("plain_errors")
def test_every_posting_page_wants_its_token(app: Flask) -> None:
    exempt = app.extensions["csrf"]._exempt_views
    client, _number = signed_in_with_token(app)
    for rule, method in rules(app):
        view = app.view_functions[rule.endpoint]
        name = f"{view.__module__}.{view.__name__}"
        if method == "GET" or rule.rule.startswith("/api/") or name in exempt:
            continue
        answer = client.open(address(app, rule), method=method)
        assert answer.status_code == 400, (rule, method, answer.status_code)


def signed_in_with_token(app: Flask) -> tuple[FlaskClient, int]:
    """Somebody with every role, signed in through the real form."""
    with app.app_context():
        number = make_person("root", roles=tuple(Role), password=PASSWORD).id
    client = app.test_client()
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    client.post("/sign-in", data={"login": "root", "password": PASSWORD, "csrf_token": token})
    return client, number


def test_pages_that_fail_in_a_view_answer_like_missing_ones(app: Flask) -> None:
    """A hidden thing and a missing one look the same: the error page has no detail of its own."""

    @access.public("test")
    def gone() -> None:
        abort(404)

    app.add_url_rule("/gone", "gone", gone)
    client = app.test_client()
    first, second = client.get("/gone"), client.get("/never-was")
    assert first.status_code == second.status_code == 404
    assert first.text.replace("/gone", "") == second.text.replace("/never-was", "")
