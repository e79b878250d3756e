"""Who may look after people and units."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from improve.core.policy import Actor, Role


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
    Role.ADMINISTRATOR: tuple(Permission),
}


def _leads(actor: Actor, subject: Any) -> bool:
    """The lead of a unit may help its people back in."""
    unit = getattr(subject, "unit", None)
    return unit is not None and unit.lead_id == actor.actor_id


RELATIONS = {Permission.RESET_ACCESS: _leads}
