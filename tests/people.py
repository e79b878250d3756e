"""People and units for tests."""

from __future__ import annotations

from collections.abc import Iterable

from improve.accounts import service
from improve.accounts.models import Person, Unit
from improve.accounts.queries import actor_of
from improve.accounts.values import NewPerson, UnitData
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor, Role

PASSWORD = "four words of mine"


def make_unit(
    name: str, *, parent: Unit | None = None, kind: str = "team", lead: Person | None = None
) -> Unit:
    """A unit, stored."""
    with transaction():
        return service.create_unit(
            UnitData(
                name=Localized.both(name),
                kind=kind,
                parent_id=parent.id if parent else None,
                lead_id=lead.id if lead else None,
            ),
            by=SYSTEM,
        )


def make_person(
    login: str,
    name: str | None = None,
    *,
    roles: Iterable[Role] = (),
    unit: Unit | None = None,
    language: str | None = "en",
    password: str | None = None,
) -> Person:
    """A person with company-wide roles, stored; `password` only where somebody signs in (hashing is slow)."""
    with transaction():
        person = service.create_person(
            NewPerson(
                login=login, name=name or login.title(), unit_id=unit.id if unit else None, language=language
            ),
            by=SYSTEM,
        )
        for role in roles:
            service.give_role(person, role, None, by=SYSTEM)
        if password is not None:
            service.set_password(person, password, by=SYSTEM)
    return person


def act(person: Person) -> Actor:
    """The acting value of a stored person."""
    return actor_of(db.session.get_one(Person, person.id))
