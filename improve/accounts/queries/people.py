"""Questions about people."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, bindparam, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from improve.accounts.models import Person, RoleAssignment, Unit
from improve.core import settled
from improve.core.db import db, rows
from improve.core.policy import WHOLE_COMPANY, Actor, Assignment, Role
from improve.core.text import fold, unreadable


def fold_login(login: str) -> str:
    """The stored form of a login: half width, lower case, without spaces (138 0013 8000 is 13800138000)."""
    return _folded(login)


def fold_email(email: str) -> str:
    """The stored form of an e-mail address."""
    return _folded(email)


def _folded(text: str) -> str:
    """Folded until it stays: without a space an accent meets the letter before it, and folds again."""
    folded = "".join(fold(text).split())
    return folded if folded == text else _folded(folded)


def person_by_login(login: str) -> Person | None:
    """The person with that login, disabled or not."""
    if unreadable(login) is not None:
        return None  # PostgreSQL does not even look for a NUL
    return db.session.scalar(select(Person).where(Person.login == fold_login(login)))


def person_signing_in(typed: str) -> Person | None:
    """Whom somebody means who types this: a login, else an e-mail address that only one person has."""
    if unreadable(typed) is not None:
        return None
    folded = fold_login(typed)
    found = db.session.scalars(
        select(Person).where(or_(Person.login == folded, Person.email == folded)).limit(3)
    ).all()
    by_login = [person for person in found if person.login == folded]
    if by_login:
        return by_login[0]
    return found[0] if len(found) == 1 else None


def person_meant(typed: str) -> Person | None:
    """The active person with this login or e-mail, or the only one with this name."""
    if unreadable(typed) is not None:
        return None
    found = person_signing_in(typed)
    if found is not None and found.is_active:
        return found
    named = db.session.scalars(active_people().where(Person.name == typed.strip()).limit(2)).all()
    return named[0] if len(named) == 1 else None


def active_people() -> Select[tuple[Person]]:
    """All who can sign in, by name."""
    return select(Person).where(Person.disabled_at.is_(None)).order_by(Person.name, Person.id)


def visible_to(actor: Actor) -> Select[tuple[Person]]:
    """The people a signed-in person may see: all colleagues. The directory is open inside the company.

    Login and e-mail are not part of it: pages show them to the person and to who looks after people.
    """
    statement = select(Person).options(joinedload(Person.unit))
    return statement if actor.actor_id is not None else statement.where(false())


def matching(statement: Select[tuple[Person]], text: str, *, logins: bool = False) -> Select[tuple[Person]]:
    """Those with every word of `text` in their name or job title; with `logins` also in login or e-mail."""
    for word in text.split()[:8]:
        like = f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        columns = [Person.name, Person.job_title]
        if logins:
            columns += [Person.login, Person.email]
        statement = statement.where(or_(*(column.ilike(like, escape="!") for column in columns)))
    return statement


def in_unit(statement: Select[tuple[Person]], *paths: str) -> Select[tuple[Person]]:
    """Those of the units at `paths` and everything below them."""
    below = select(Unit.id).where(or_(*(Unit.path.startswith(path, autoescape=True) for path in paths)))
    return statement.where(Person.unit_id.in_(below))


def headcount() -> dict[int, int]:
    """Active people by unit id, without the units below."""
    read = db.session.execute(
        select(Person.unit_id, func.count())
        .where(Person.disabled_at.is_(None), Person.unit_id.is_not(None))
        .group_by(Person.unit_id)
    )
    return {unit_id: count for unit_id, count in read if unit_id is not None}


def assignments_of(person_ids: Iterable[int]) -> dict[int, tuple[Assignment, ...]]:
    """The roles of people with the paths of their units; everybody active is a member besides."""
    ids = list(person_ids)
    found: dict[int, list[Assignment]] = {person_id: [Assignment(Role.MEMBER)] for person_id in ids}
    read = db.session.execute(
        select(RoleAssignment.person_id, RoleAssignment.role, Unit.path)
        .outerjoin(Unit, Unit.id == RoleAssignment.unit_id)
        .where(RoleAssignment.person_id.in_(ids))
        .order_by(RoleAssignment.id)
    )
    for person_id, role, path in read:
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
        shortcuts=person.shortcuts,
        unit_id=person.unit_id,
        unit_path=person.unit_path,
        assignments=assignments_of([person.id])[person.id],
        scopes=scopes,
    )


_role_unit = aliased(Unit)
# Asked by every request: built once, and no rows are made into objects.
_SIGNED_IN = (
    select(
        Person.id,
        Person.name,
        Person.login,
        Person.language,
        Person.time_zone,
        Person.theme,
        Person.shortcuts,
        Person.unit_id,
        Person.session_epoch,
        Unit.path,
        RoleAssignment.role,
        _role_unit.path.label("role_path"),
        settled.number_now.label("settled"),
    )
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .outerjoin(RoleAssignment, RoleAssignment.person_id == Person.id)
    .outerjoin(_role_unit, _role_unit.id == RoleAssignment.unit_id)
    .where(Person.id == bindparam("person_id"), Person.disabled_at.is_(None))
    .order_by(RoleAssignment.id)
)


def signed_in_actor(person_id: int) -> tuple[Actor, int] | None:
    """The acting value of an active person and the number under which their sessions are made."""
    found = rows(_SIGNED_IN, {"person_id": person_id}).all()
    if not found:
        return None
    first = found[0]
    settled.note(first.settled)
    roles = tuple(Assignment(Role(row.role), row.role_path or WHOLE_COMPANY) for row in found if row.role)
    actor = Actor(
        actor_id=first.id,
        name=first.name,
        login=first.login,
        language=first.language,
        time_zone=first.time_zone,
        theme=first.theme,
        shortcuts=first.shortcuts,
        unit_id=first.unit_id,
        unit_path=first.path or WHOLE_COMPANY,
        assignments=(Assignment(Role.MEMBER), *roles),
    )
    return actor, first.session_epoch


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
