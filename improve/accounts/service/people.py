"""Adding people, letting them in and out, giving them roles."""

from __future__ import annotations

from sqlalchemy import delete, select

from improve.accounts import passwords
from improve.accounts.events import (
    PasswordSet,
    PersonCreated,
    PersonDisabled,
    PersonEnabled,
    RoleGiven,
    RoleTaken,
)
from improve.accounts.models import Person, RoleAssignment, Unit
from improve.accounts.policy import Permission
from improve.accounts.queries import fold_login, person_by_login
from improve.accounts.values import NewPerson
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, Role, authorize


def create_person(data: NewPerson, *, by: Actor) -> Person:
    """Add somebody. The login must be new; without a password they need an invitation."""
    unit = db.session.get(Unit, data.unit_id) if data.unit_id is not None else None
    authorize(by, Permission.MANAGE_PEOPLE, unit)
    if data.unit_id is not None and unit is None:
        raise Invalid.field("unit_id", _l("This unit does not exist."))
    if person_by_login(data.login) is not None:
        raise Invalid.field("login", _l("Somebody already signs in with this login."))
    person = Person(
        login=fold_login(data.login),
        name=data.name,
        email=data.email,
        job_title=data.job_title,
        unit=unit,
        language=data.language,
        created_at=clock.now(),
    )
    db.session.add(person)
    db.session.flush()
    publish(PersonCreated(actor_id=by.actor_id, subject_id=person.id))
    return person


def set_password(person: Person, password: str, *, by: Actor) -> None:
    """Set a password that is not one of the commonest; every other session of the person ends."""
    if by.actor_id != person.id:
        authorize(by, Permission.RESET_ACCESS, person)
    problem = passwords.problem(password, login=person.login, name=person.name)
    if problem is not None:
        raise Invalid.field("password", problem)
    person.password_hash = passwords.hashed(password)
    person.session_epoch += 1
    publish(PasswordSet(actor_id=by.actor_id, subject_id=person.id))


def disable(person: Person, *, by: Actor) -> None:
    """End all access at once."""
    authorize(by, Permission.MANAGE_PEOPLE, person)
    if person.disabled_at is None:
        person.disabled_at = clock.now()
        person.session_epoch += 1
        publish(PersonDisabled(actor_id=by.actor_id, subject_id=person.id))


def enable(person: Person, *, by: Actor) -> None:
    """Let a disabled person in again."""
    authorize(by, Permission.MANAGE_PEOPLE, person)
    if person.disabled_at is not None:
        person.disabled_at = None
        publish(PersonEnabled(actor_id=by.actor_id, subject_id=person.id))


def give_role(person: Person, role: Role, unit: Unit | None, *, by: Actor) -> None:
    """Give a role in a unit (None: the whole company). Sessions end, so that no old rights live on."""
    authorize(by, Permission.GIVE_ROLES, unit)
    exists = select(RoleAssignment.id).where(
        RoleAssignment.person_id == person.id,
        RoleAssignment.role == str(role),
        RoleAssignment.unit_id == unit.id if unit is not None else RoleAssignment.unit_id.is_(None),
    )
    if role is Role.MEMBER or db.session.scalar(exists) is not None:
        return
    db.session.add(RoleAssignment(person_id=person.id, role=str(role), unit=unit))
    person.session_epoch += 1
    publish(RoleGiven(actor_id=by.actor_id, subject_id=person.id, changed=(str(role),)))


def take_role(person: Person, role: Role, unit: Unit | None, *, by: Actor) -> None:
    """Take a role back; sessions end."""
    authorize(by, Permission.GIVE_ROLES, unit)
    removed = db.session.execute(
        delete(RoleAssignment).where(
            RoleAssignment.person_id == person.id,
            RoleAssignment.role == str(role),
            RoleAssignment.unit_id == unit.id if unit is not None else RoleAssignment.unit_id.is_(None),
        )
    )
    if removed.rowcount:
        person.session_epoch += 1
        publish(RoleTaken(actor_id=by.actor_id, subject_id=person.id, changed=(str(role),)))
