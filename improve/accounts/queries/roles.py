"""Questions about who holds which role where."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Person, RoleAssignment
from improve.core.policy import Role


def assignments_with_units(person_id: int) -> Select[tuple[RoleAssignment]]:
    """The given roles of one person, with their units."""
    return (
        select(RoleAssignment)
        .options(joinedload(RoleAssignment.unit))
        .where(RoleAssignment.person_id == person_id)
        .order_by(RoleAssignment.id)
    )


def holders_of_roles() -> Select[tuple[RoleAssignment]]:
    """All given roles of active people, with person and unit."""
    return (
        select(RoleAssignment)
        .join(RoleAssignment.person)
        .options(joinedload(RoleAssignment.unit), joinedload(RoleAssignment.person))
        .where(Person.disabled_at.is_(None))
        .order_by(Person.name, RoleAssignment.id)
    )


def active_administrators() -> Select[tuple[int]]:
    """Ids of the active people who look after the whole company."""
    return (
        select(Person.id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(
            RoleAssignment.role == str(Role.ADMINISTRATOR),
            RoleAssignment.unit_id.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.id)
    )
