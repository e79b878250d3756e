"""Questions about people and units."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Organization, Person, RoleAssignment, Unit
from improve.core.db import db
from improve.core.policy import Actor, Assignment, Role


def fold_login(login: str) -> str:
    """The stored form of a login: trimmed and case-folded."""
    return login.strip().casefold()


def person_by_login(login: str) -> Person | None:
    """The person with that login, disabled or not."""
    return db.session.scalar(select(Person).where(Person.login == fold_login(login)))


def active_people() -> Select[tuple[Person]]:
    """All who can sign in, by name."""
    return select(Person).where(Person.disabled_at.is_(None)).order_by(Person.name, Person.id)


def visible_to(actor: Actor) -> Select[tuple[Person]]:
    """The people a signed-in person may see: all colleagues. The directory is open inside the company."""
    return select(Person).options(joinedload(Person.unit)).where(actor.actor_id is not None)


def matching(statement: Select[tuple[Person]], text: str) -> Select[tuple[Person]]:
    """Those whose name, login or e-mail contains `text`."""
    like = f"%{text.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
    return statement.where(
        or_(
            Person.name.ilike(like, escape="!"),
            Person.login.ilike(like, escape="!"),
            Person.email.ilike(like, escape="!"),
        )
    )


def units() -> Select[tuple[Unit]]:
    """All open units, parents first."""
    return select(Unit).where(Unit.is_closed.is_(False)).order_by(Unit.path)


def units_below(path: str) -> Select[tuple[int]]:
    """The ids of the unit at `path` and everything below it."""
    return select(Unit.id).where(Unit.path.startswith(path, autoescape=True))


def assignments_of(person_ids: Iterable[int]) -> dict[int, tuple[Assignment, ...]]:
    """The roles of people with the paths of their units; everybody active is a member besides."""
    ids = list(person_ids)
    found: dict[int, list[Assignment]] = {person_id: [Assignment(Role.MEMBER)] for person_id in ids}
    rows = db.session.execute(
        select(RoleAssignment.person_id, RoleAssignment.role, Unit.path)
        .outerjoin(Unit, Unit.id == RoleAssignment.unit_id)
        .where(RoleAssignment.person_id.in_(ids))
        .order_by(RoleAssignment.id)
    )
    for person_id, role, path in rows:
        found[person_id].append(Assignment(Role(role), path or "/"))
    return {person_id: tuple(assignments) for person_id, assignments in found.items()}


def actor_of(person: Person, *, scopes: frozenset[str] | None = None) -> Actor:
    """The acting value of a person."""
    return Actor(
        actor_id=person.id,
        name=person.name,
        login=person.login,
        language=person.language,
        time_zone=person.time_zone,
        theme=person.theme,
        unit_id=person.unit_id,
        unit_path=person.unit_path,
        assignments=assignments_of([person.id])[person.id],
        scopes=scopes,
    )


def people_with_role(role: Role, path: str = "/") -> Select[tuple[Person]]:
    """Active people who hold `role` for the unit at `path` (in it or above it)."""
    held = (
        select(RoleAssignment.person_id)
        .outerjoin(Unit, Unit.id == RoleAssignment.unit_id)
        .where(
            RoleAssignment.role == str(role),
            or_(
                RoleAssignment.unit_id.is_(None),
                func.substr(path, 1, func.length(Unit.path)) == Unit.path,
            ),
        )
    )
    return active_people().where(Person.id.in_(held))


def organization() -> Organization | None:
    """The company's settings; None before the first start is finished."""
    return db.session.get(Organization, 1)
