"""Who may run projects."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from improve.accounts.models import Unit
from improve.core.policy import WHOLE_COMPANY, Actor, Role, allows


class Permission(StrEnum):
    """What can be allowed here."""

    READ = "projects:read"
    CREATE = "projects:create"
    EDIT = "projects:edit"
    MOVE = "projects:move"
    DECIDE = "projects:decide"
    LIMIT = "projects:limit"
    WORK = "projects:work"
    APPROVE = "projects:approve"


BY_ROLE = {
    Role.MEMBER: (Permission.READ,),
    Role.COORDINATOR: (
        Permission.CREATE,
        Permission.EDIT,
        Permission.MOVE,
        Permission.DECIDE,
        Permission.LIMIT,
        Permission.WORK,
        Permission.APPROVE,
    ),
    Role.COMMITTEE: (Permission.DECIDE, Permission.APPROVE),
    Role.ADMINISTRATOR: tuple(Permission),
}


@dataclass(frozen=True)
class Place:
    """Where a project will be: a unit, or the whole company."""

    unit_path: str = WHOLE_COMPANY


def place_of(unit: Unit | None) -> Place:
    """The subject to ask about when a card is made for a unit."""
    return Place(unit.path) if unit is not None else Place()


def paths_of(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The units (with everything below) in which the actor has a permission by role."""
    if actor.is_system:
        return (WHOLE_COMPANY,)
    paths = {item.path for item in actor.assignments if allows(actor, permission, Place(item.path))}
    return tuple(sorted(paths))


def creatable_paths(actor: Actor) -> tuple[str, ...]:
    """The units (with everything below) in which the actor may make cards."""
    return paths_of(actor, Permission.CREATE)


def _owns(actor: Actor, subject: Any) -> bool:
    return actor.actor_id is not None and getattr(subject, "owner_id", None) == actor.actor_id


def _owns_whole(actor: Actor, subject: Any) -> bool:
    """Who leads the project of an action."""
    return _owns(actor, subject) or _owns(actor, getattr(subject, "project", None))


RELATIONS = {
    Permission.WORK: _owns_whole,
    Permission.EDIT: _owns,
    Permission.MOVE: _owns,
    Permission.DECIDE: _owns,
}
