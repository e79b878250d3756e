"""The door: who gets in, who is stopped, and that it tells strangers nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from improve.accounts import service
from improve.accounts.models import Person, SignInFailure
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Role
from tests.people import PASSWORD, make_person

WRONG = "Login and password do not fit together"


def person(app: Any, login: str = "e1001", **fields: Any) -> int:
    with app.app_context():
        return make_person(login, "Chen Yu", **{"password": PASSWORD, **fields}).id


def with_person(app: Any, person_id: int, act: Any) -> None:
    with app.app_context(), transaction():
        act(db.session.get_one(Person, person_id))


def failures(app: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(SignInFailure)) or 0


def give_email(found: Person) -> None:
    found.email = "chen@qinghe.example"


@pytest.mark.parametrize("typed", ["e1001", "E1001 ", "Ｅ１００１", "Chen@Qinghe.example"])
def test_login_or_own_address_and_password_let_in(app: Any, browser: Any, typed: str) -> None:
    with_person(app, person(app), give_email)
    browser.sign_in(typed, PASSWORD)
    assert browser.get("/me").h1 == "Chen Yu"
    assert failures(app) == 0


def test_every_wrong_try_gets_the_same_page(app: Any, browser: Any) -> None:
    person(app)
    invited = person(app, "invited", password=None)
    gone = person(app, "gone")
    with_person(app, gone, lambda found: service.disable(found, by=SYSTEM))
    answers = set()
    for login, password in (
        ("e1001", "four words of yours"),
        ("nobody", PASSWORD),
        ("invited", PASSWORD),
        ("gone", PASSWORD),
        ("nobody@qinghe.example", "x"),
    ):
        browser.get("/sign-in")
        page = browser.submit(login=login, password=password, status=422)
        assert WRONG in page.text
        assert PASSWORD not in page.html
        assert page.one("#login").attributes["value"] == login  # what was typed is kept
        answers.add(page.text)
    assert len(answers) == 1
    assert invited


def test_ten_wrong_tries_close_the_account_for_a_while(app: Any, browser: Any, clock: Any) -> None:
    person(app)
    for login in ("e1001", "nobody"):  # the same for people who do not exist
        for _attempt in range(10):
            browser.get("/sign-in")
            browser.submit(login=login, password="wrong", status=422)
        browser.get("/sign-in")
        page = browser.submit(login=login, password=PASSWORD, status=429)
        assert "Too many attempts. You can try again in 15 minutes." in page.text
        assert browser.response.headers["Retry-After"] == "900"
    clock.move(minutes=15)
    browser.sign_in("e1001", PASSWORD)


def test_other_spellings_are_the_same_account(app: Any, browser: Any) -> None:
    person(app)
    for attempt in range(10):
        browser.get("/sign-in")
        browser.submit(
            login=("e1001", "E1001", "Ｅ1001", " e 1001 ")[attempt % 4], password="wrong", status=422
        )
    browser.get("/sign-in")
    browser.submit(login="e1001", password=PASSWORD, status=429)


def test_being_let_in_clears_the_account_but_not_the_address(
    app: Any, browser: Any, new_browser: Any
) -> None:
    person(app)
    for _attempt in range(9):
        browser.get("/sign-in")
        browser.submit(login="e1001", password="wrong", status=422)
    browser.sign_in("e1001", PASSWORD)
    assert failures(app) == 9  # of the address
    other = new_browser()
    other.get("/sign-in")
    other.submit(login="e1001", password="wrong", status=422)


def test_fifty_wrong_tries_close_the_address(app: Any) -> None:
    person(app)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()

    def attempt(login: str, password: str, address: str) -> int:
        return client.post(
            "/sign-in", data={"login": login, "password": password}, environ_base={"REMOTE_ADDR": address}
        ).status_code

    with app.app_context(), transaction():
        for number in range(50):
            service.reserve_sign_in(f"nobody{number}", "192.0.2.7")
    assert attempt("e1001", PASSWORD, "192.0.2.7") == 429
    assert attempt("e1001", PASSWORD, "192.0.2.8") == 303


def test_the_throttle_keeps_no_names(app: Any, browser: Any) -> None:
    browser.get("/sign-in")
    browser.submit(login="somebody", password="wrong", status=422)
    with app.app_context():
        for row in db.session.scalars(select(SignInFailure)):
            assert "somebody" not in row.key
            assert "127.0.0.1" not in row.key


def test_old_attempts_are_forgotten(app: Any, clock: Any) -> None:
    from improve.accounts import jobs

    with app.app_context():
        with transaction():
            service.reserve_sign_in("e1001", "192.0.2.7")
        clock.move(hours=23)
        assert jobs.forget() == 0
        clock.move(hours=2)
        assert jobs.forget() == 2


@pytest.mark.parametrize(
    "end",
    [
        lambda found: service.disable(found, by=SYSTEM),
        lambda found: service.give_role(found, Role.COMMITTEE, None, by=SYSTEM),
        lambda found: service.set_password(found, "another four words", by=SYSTEM),
        lambda found: service.sign_out_everywhere(found, by=SYSTEM),
    ],
    ids=["disabled", "role", "password", "everywhere"],
)
def test_sessions_end(app: Any, browser: Any, end: Any) -> None:
    person_id = person(app)
    browser.sign_in("e1001", PASSWORD)
    with_person(app, person_id, end)
    assert browser.get("/me").h1 == "Sign in"


def test_a_session_ends_when_a_role_is_taken(app: Any, browser: Any) -> None:
    person_id = person(app, roles=[Role.COMMITTEE])
    browser.sign_in("e1001", PASSWORD)
    with_person(app, person_id, lambda found: service.take_role(found, Role.COMMITTEE, None, by=SYSTEM))
    assert browser.get("/me").h1 == "Sign in"


def test_a_session_ends_after_its_days_however_often_it_is_used(app: Any, browser: Any, clock: Any) -> None:
    person(app)
    browser.sign_in("e1001", PASSWORD)
    for _day in range(13):
        clock.move(days=1)
        assert browser.get("/me").h1 == "Chen Yu"
    clock.move(days=1, seconds=1)
    assert browser.get("/me").h1 == "Sign in"


def test_signing_out_ends_it_and_needs_a_token(app: Any, browser: Any) -> None:
    person(app)
    browser.sign_in("e1001", PASSWORD)
    assert browser.client.get("/sign-out").status_code == 405
    assert browser.client.post("/sign-out").status_code == 400
    browser.get("/me")
    assert browser.submit(button="Sign out").h1 == "Sign in"
    assert browser.get("/me").h1 == "Sign in"


def test_nothing_of_a_visitors_session_survives(app: Any) -> None:
    """Whoever planted a session or a form's token in the browser before has nothing afterwards."""
    person(app)
    client = app.test_client()
    token = client.get("/sign-in").text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    with client.session_transaction() as session:
        session["planted"] = "yes"
        before = session["csrf_token"]
    client.post("/sign-in", data={"login": "e1001", "password": PASSWORD, "csrf_token": token})
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_a_late_answer_brings_no_older_session_back(app: Any, browser: Any) -> None:
    """The cookie is set by signing in, with its form token, and by nothing that only shows something."""
    with app.app_context():
        make_person("10023", password=PASSWORD)
    browser.sign_in("10023", PASSWORD)
    for path in ("/me", "/", "/favicon.ico", "/suggestions/new", "/me"):
        answer = browser.client.get(path)
        assert "Set-Cookie" not in answer.headers, path


def test_after_signing_in_one_is_where_one_wanted_to_go(app: Any, browser: Any) -> None:
    person(app)
    browser.get("/people?q=chen")
    browser.submit(login="e1001", password=PASSWORD)
    assert browser.url == "/people?q=chen"
    assert browser.get("/sign-in").h1 != "Sign in"  # already inside


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example/", "/\tx"])
def test_nobody_is_led_away(app: Any, target: str) -> None:
    person(app)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    with client.session_transaction() as session:
        session["next"] = target
    answer = client.post("/sign-in", data={"login": "e1001", "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert client.get("/language/en", query_string={"next": target}).headers["Location"] == "/"


def test_a_language_chosen_at_the_door_is_kept(app: Any, browser: Any) -> None:
    person_id = person(app, language="en")
    browser.get("/sign-in")
    browser.follow("中文")
    assert browser.page.language == "zh-Hans"
    browser.submit(login="e1001", password=PASSWORD)
    assert browser.page.language == "zh-Hans"
    with app.app_context():
        assert db.session.get_one(Person, person_id).language == "zh_Hans"


def test_switching_inside_is_stored(app: Any, browser: Any) -> None:
    person_id = person(app, language="zh_Hans")
    browser.headers["Accept-Language"] = "zh-Hans"
    browser.sign_in("e1001", PASSWORD)
    browser.get("/me")
    browser.follow("English")
    assert browser.page.language == "en"
    with app.app_context():
        assert db.session.get_one(Person, person_id).language == "en"


@pytest.mark.parametrize(
    ("login", "password"),
    [("e1\x001", "x"), ("x" * 5000, "x"), ("e1001", "x" * 5000), ("e1001", "\x00"), ("", "")],
)
def test_bad_input_is_told_and_counted_nowhere(app: Any, browser: Any, login: str, password: str) -> None:
    browser.get("/sign-in")
    browser.submit(raw={"login": login, "password": password}, status=422)
    assert WRONG not in browser.text
    assert failures(app) == 0


def test_passwords_come_into_no_log(app: Any, browser: Any, caplog: pytest.LogCaptureFixture) -> None:
    person(app)
    with caplog.at_level("DEBUG"):
        browser.get("/sign-in")
        browser.submit(login="e1001", password="a very secret guess", status=422)
        browser.sign_in("e1001", PASSWORD)
    assert "secret guess" not in caplog.text
    assert PASSWORD not in caplog.text


def test_what_features_put_below_the_form_stands_there(app: Any, browser: Any, monkeypatch: Any) -> None:
    from markupsafe import Markup

    from improve.accounts.views import door

    fills = {"sign_in.below": [lambda: Markup("<p>Try the demonstration</p>"), lambda: None]}
    monkeypatch.setattr(door, "contributed", lambda _app, slot: fills[slot])
    assert "Try the demonstration" in browser.get("/sign-in").text
