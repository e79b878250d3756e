"""Who may look after people and units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from improve.accounts.models import Person, Unit
from improve.accounts.queries import assignments_of
from improve.core.errors import Forbidden
from improve.core.messages import _l
from improve.core.policy import WHOLE_COMPANY, Actor, Role, allows, authorize


class Permission(StrEnum):
    """What can be allowed here."""

    READ_PEOPLE = "accounts:read"
    MANAGE_PEOPLE = "accounts:manage_people"
    MANAGE_UNITS = "accounts:manage_units"
    GIVE_ROLES = "accounts:give_roles"
    RESET_ACCESS = "accounts:reset_access"
    CHANGE_SETTINGS = "accounts:change_settings"
    ISSUE_TOKENS = "accounts:issue_tokens"


BY_ROLE = {
    Role.MEMBER: (Permission.READ_PEOPLE, Permission.ISSUE_TOKENS),
    Role.COORDINATOR: (Permission.RESET_ACCESS,),
    Role.AUDITOR: (Permission.READ_PEOPLE,),
    Role.ADMINISTRATOR: tuple(Permission),
}


@dataclass(frozen=True)
class Place:
    """Somewhere in the tree; at the top it is the whole company."""

    unit_path: str = WHOLE_COMPANY


COMPANY = Place()


def place_of(unit: Unit | None) -> Place:
    """The subject to ask about when something is done in a unit or, without one, in the whole company.

    Never ask about a bare None: that means "anywhere at all".
    """
    return Place(unit.path) if unit is not None else COMPANY


def authorize_over(actor: Actor, permission: Permission, person: Person) -> None:
    """May `actor` change how `person` gets in? Not without being able to give every role the person holds:
    whoever resets an administrator's password would become one.
    """
    authorize(actor, permission, person)
    for assignment in assignments_of([person.id])[person.id]:
        if assignment.role is not Role.MEMBER and not allows(
            actor, Permission.GIVE_ROLES, Place(assignment.path)
        ):
            raise Forbidden(_l("This person holds a role. Only an administrator can change this access."))


def may_over(actor: Actor, permission: Permission, person: Person) -> bool:
    """The same question for pages that show or hide a button."""
    try:
        authorize_over(actor, permission, person)
    except Forbidden:
        return False
    return True


def _leads(actor: Actor, subject: Any) -> bool:
    """The lead of a unit, or of one above it, may help its people back in."""
    unit = getattr(subject, "unit", None)
    while unit is not None:
        if unit.lead_id == actor.actor_id and actor.actor_id is not None:
            return True
        unit = unit.parent
    return False


RELATIONS = {Permission.RESET_ACCESS: _leads}
