"""What holds when several do it at the same moment: each thread is a request of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from improve.accounts import service
from improve.accounts.models import Person, RoleAssignment, Unit
from improve.accounts.queries import active_administrators
from improve.accounts.values import FirstAdministrator, NewPassword, NewPerson
from improve.core.db import db, transaction
from improve.core.errors import ImproveError
from improve.core.policy import SYSTEM, Role
from tests.accounts.links import token_for, token_in
from tests.people import PASSWORD, act, make_person, make_unit

Outcome = str


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> Counter[Outcome]:
    """Let all begin together, each in its own context; how each ended."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Outcome:
        with app.app_context():
            start.wait(timeout=30)
            try:
                with transaction():
                    act()
            except ImproveError as refusal:
                return type(refusal).__name__
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return Counter(pool.map(run, acts))


def test_two_with_one_link(app: Flask) -> None:
    with app.app_context():
        person_id = make_person("e1001").id
        token = token_for(person_id)
    passwords = ["first of four words", "second of four words"]
    ends = at_once(
        app,
        [
            lambda p=p: service.set_password_by_link(token, NewPassword(password=p, again=p))  # type: ignore[misc]
            for p in passwords
        ],
    )
    assert ends == {"done": 1, "LinkGone": 1}


def test_two_who_want_to_be_the_first_administrator(app: Flask) -> None:
    with app.app_context(), transaction():
        token = token_in(service.first_administrator_link())
    data = [FirstAdministrator(name=n, login=n, password=PASSWORD, again=PASSWORD) for n in ("ada", "eve")]
    ends = at_once(
        app,
        [lambda d=d: service.become_first_administrator(token, d) for d in data],  # type: ignore[misc]
    )
    assert ends == {"done": 1, "LinkGone": 1}
    with app.app_context():
        assert len(db.session.scalars(active_administrators()).all()) == 1


def test_twenty_guesses_at_once_are_ten(app: Flask) -> None:
    with app.app_context():
        make_person("e1001", password=PASSWORD)
    ends = at_once(app, [lambda: service.reserve_sign_in("e1001", "192.0.2.7")] * 20)
    assert ends == {"done": 10, "TooManyAttempts": 10}


def test_twenty_wrong_sign_ins_at_once_through_the_door(app: Flask) -> None:
    with app.app_context():
        make_person("e1001", password=PASSWORD)
    app.config["WTF_CSRF_ENABLED"] = False
    start = Barrier(20)

    def guess(number: int) -> int:
        client = app.test_client()
        start.wait(timeout=60)
        return client.post("/sign-in", data={"login": "e1001", "password": f"guess {number}"}).status_code

    with ThreadPoolExecutor(max_workers=20) as pool:
        answers = Counter(pool.map(guess, range(20)))
    assert answers == {422: 10, 429: 10}


def test_two_administrators_who_dismiss_each_other(app: Flask) -> None:
    with app.app_context():
        ids = [make_person(login, roles=[Role.ADMINISTRATOR]).id for login in ("ada", "eve")]

    def dismiss(mine: int, other: int) -> None:
        by = act(db.session.get_one(Person, mine))
        service.take_role(db.session.get_one(Person, other), Role.ADMINISTRATOR, None, by=by)

    ends = at_once(app, [lambda: dismiss(*ids), lambda: dismiss(*reversed(ids))])
    with app.app_context():
        assert len(db.session.scalars(active_administrators()).all()) == 1
    assert ends["done"] == 1


@pytest.mark.parametrize("unit", [False, True])
def test_one_role_given_by_many_is_one(app: Flask, unit: bool) -> None:
    with app.app_context():
        person_id = make_person("e1001").id
        unit_id = make_unit("Team").id if unit else None

    def give() -> None:
        place = db.session.get_one(Unit, unit_id) if unit_id is not None else None
        service.give_role(db.session.get_one(Person, person_id), Role.COMMITTEE, place, by=SYSTEM)

    assert at_once(app, [give] * 6) == {"done": 6}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(RoleAssignment)) == 1
        assert db.session.get_one(Person, person_id).session_epoch == 2  # one piece of news


def test_one_login_wanted_by_many_is_given_once(app: Flask) -> None:
    ends = at_once(app, [lambda: service.create_person(NewPerson(login="e1", name="E"), by=SYSTEM)] * 5)
    assert ends == {"done": 1, "Invalid": 4}


def test_two_units_that_move_into_each_other(app: Flask) -> None:
    with app.app_context():
        first, second = make_unit("First").id, make_unit("Second").id

    def move(unit_id: int, parent_id: int) -> None:
        service.move_unit(db.session.get_one(Unit, unit_id), parent_id, by=SYSTEM)

    ends = at_once(app, [lambda: move(first, second), lambda: move(second, first)])
    assert ends == {"done": 1, "Invalid": 1}
    with app.app_context():
        for unit in db.session.scalars(select(Unit)):
            assert unit.path == f"{unit.parent.path if unit.parent else '/'}{unit.id}/"
