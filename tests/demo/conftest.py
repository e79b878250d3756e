"""Demonstrations for the tests: the whole one, loaded once a database kind, and a small one for the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from improve.accounts import service as accounts
from improve.accounts.queries import organization
from improve.app import create_app
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.demo import keys, service
from improve.demo.values import SignIn
from tests.databases import Supply
from tests.people import make_person

TODAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="package")
def loaded_app(supply: Supply, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that holds the whole demonstration, dated to `TODAY`. Tests leave it as it is."""
    instance = tmp_path_factory.mktemp(f"demo-{supply.kind}")
    with supply.fresh() as database:
        app = create_app({"INSTANCE": str(instance), "DATABASE_URL": database.url, "TESTING": True})
        with app.app_context():
            with clock.frozen(TODAY):
                service.load()
            db.session.remove()
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def loaded(loaded_app: Flask) -> Iterator[Flask]:
    """Inside that application, on its day."""
    with loaded_app.app_context(), clock.frozen(TODAY):
        yield loaded_app
        db.session.rollback()


@dataclass(frozen=True)
class Small:
    """A demonstration of two people: enough for its door and its pages."""

    app: Flask
    instance: Path
    sign_ins: dict[str, SignIn]


@pytest.fixture
def make_small(make_app: Callable[..., Flask]) -> Callable[..., Small]:
    """Makes one: `make_small(DEMO_SIGN_INS_PUBLIC=True)`."""

    def make(**overrides: object) -> Small:
        app = make_app(**overrides)
        with app.app_context():
            offered = [
                _offered("boss", "Boss", (Role.ADMINISTRATOR,)),
                _offered("worker", "Worker", ()),
            ]
            with transaction():
                accounts.set_up_organization(Localized(zh_Hans="青禾电器", en="Qinghe Appliances"), by=SYSTEM)
                found = organization()
                assert found is not None
                found.demo_loaded_at = clock.now()
            keys.keep(offered)
            db.session.remove()
        return Small(app, Path(app.instance_path), {one.login: one for one in offered})

    return make


def _offered(login: str, name: str, roles: tuple[Role, ...]) -> SignIn:
    password = keys.new_password()
    make_person(login, name, roles=roles, password=password)
    word = Localized(zh_Hans=f"角色{login}", en=f"The {login}")
    return SignIn(role=word, what=word, name=name, login=login, password=password)
