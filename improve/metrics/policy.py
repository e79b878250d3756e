"""Who may define metrics and enter readings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from improve.accounts.models import Unit
from improve.core.policy import WHOLE_COMPANY, Actor, Role, allows


class Permission(StrEnum):
    """What can be allowed here."""

    READ = "metrics:read"
    DEFINE = "metrics:define"
    RECORD = "metrics:record"


BY_ROLE = {
    Role.MEMBER: (Permission.READ,),
    Role.COORDINATOR: (Permission.DEFINE, Permission.RECORD),
    Role.FINANCE: (Permission.RECORD,),
    Role.ADMINISTRATOR: tuple(Permission),
}


@dataclass(frozen=True)
class Place:
    """Where a metric will be: a unit, or the whole company. It has no owner yet."""

    unit_path: str = WHOLE_COMPANY


def place_of(unit: Unit | None) -> Place:
    """The subject to ask about when a metric is defined for a unit."""
    return Place(unit.path) if unit is not None else Place()


def definable_paths(actor: Actor) -> tuple[str, ...]:
    """The units (with everything below) in which the actor may define metrics."""
    if actor.is_system:
        return (WHOLE_COMPANY,)
    paths = {item.path for item in actor.assignments if allows(actor, Permission.DEFINE, Place(item.path))}
    return tuple(sorted(paths))


def _owns(actor: Actor, subject: Any) -> bool:
    return actor.actor_id is not None and getattr(subject, "owner_id", None) == actor.actor_id


RELATIONS = {Permission.RECORD: _owns, Permission.DEFINE: _owns}
