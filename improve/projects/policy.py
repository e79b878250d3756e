"""Who may run projects."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from improve.core.policy import Actor, Role


class Permission(StrEnum):
    """What can be allowed here."""

    READ = "projects:read"
    CREATE = "projects:create"
    EDIT = "projects:edit"
    MOVE = "projects:move"
    DECIDE = "projects:decide"


BY_ROLE = {
    Role.MEMBER: (Permission.READ,),
    Role.COORDINATOR: (Permission.CREATE, Permission.EDIT, Permission.MOVE, Permission.DECIDE),
    Role.COMMITTEE: (Permission.DECIDE,),
    Role.ADMINISTRATOR: tuple(Permission),
}


def _owns(actor: Actor, subject: Any) -> bool:
    return actor.actor_id is not None and subject.owner_id == actor.actor_id


RELATIONS = {Permission.EDIT: _owns, Permission.MOVE: _owns, Permission.DECIDE: _owns}
