"""Questions about committees and their members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from improve.accounts.models import Person, Unit
from improve.core.db import db
from improve.core.policy import WHOLE_COMPANY, Actor, Role
from improve.reviews.models import Committee, Membership
from improve.reviews.policy import BY_ROLE, Permission

MANAGERS = tuple(role for role, granted in BY_ROLE.items() if Permission.MANAGE in granted)


def holds(actor: Actor, roles: Iterable[Role]) -> list[str]:
    """The paths for which the actor holds one of the roles."""
    wanted = tuple(roles)
    return [item.path for item in actor.assignments if item.role in wanted]


def managed_by(actor: Actor) -> ColumnElement[bool]:
    """The condition that a committee is one the actor looks after."""
    paths = holds(actor, MANAGERS)
    if actor.is_system or WHOLE_COMPANY in paths:
        return Committee.id > 0
    if not paths:
        return false()
    below = select(Unit.id).where(or_(*(Unit.path.startswith(path, autoescape=True) for path in paths)))
    return Committee.unit_id.in_(below)


def managed_paths(actor: Actor) -> list[str]:
    """The paths of the units that the actor looks after."""
    return [WHOLE_COMPANY] if actor.is_system else holds(actor, MANAGERS)


def managed_committees(actor: Actor) -> Select[tuple[Committee]]:
    """The committees the actor looks after, open ones first."""
    return (
        select(Committee)
        .options(joinedload(Committee.unit), selectinload(Committee.members).joinedload(Membership.person))
        .where(managed_by(actor))
        .order_by(Committee.is_closed, Committee.id)
    )


def managed_committee(actor: Actor, committee_id: int) -> Committee | None:
    """One of them."""
    return db.session.scalar(managed_committees(actor).where(Committee.id == committee_id))


def in_office_on(day: date) -> ColumnElement[bool]:
    """The condition that a term covers a day."""
    return and_(Membership.since <= day, or_(Membership.until.is_(None), Membership.until >= day))


def own_committees(person_id: int, day: date, *, chair: bool = False) -> Select[tuple[int]]:
    """The ids of the committees in which somebody is in office (in the chair) that day."""
    found = select(Membership.committee_id).where(Membership.person_id == person_id, in_office_on(day))
    return found.where(Membership.is_chair) if chair else found


def members_on(committee_id: int, day: date) -> Sequence[Membership]:
    """The members in office that day who have an account that works; the chair first, then by name."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .options(joinedload(Membership.person))
        .where(Membership.committee_id == committee_id, in_office_on(day), Person.disabled_at.is_(None))
        .order_by(Membership.is_chair.desc(), Person.name, Person.id)
    ).all()


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """The names of people by id."""
    found = select(Person.id, Person.name).where(Person.id.in_(sorted(set(person_ids))))
    return dict(db.session.execute(found).tuples().all())


def terms_of(committee_id: int) -> Sequence[Membership]:
    """All terms of a committee with their people, the latest first."""
    return db.session.scalars(
        select(Membership)
        .options(joinedload(Membership.person))
        .where(Membership.committee_id == committee_id)
        .order_by(Membership.since.desc(), Membership.id.desc())
    ).all()


def people_of(person_ids: Iterable[int]) -> dict[int, Person]:
    """People by id."""
    found = select(Person).where(Person.id.in_(sorted(set(person_ids))))
    return {one.id: one for one in db.session.scalars(found)}
