"""Who claims, who validates.

The owner of a project claims what it saves; finance validates, never what it claimed itself.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from improve.core.policy import Actor, Role


class Permission(StrEnum):
    """What can be allowed here."""

    READ = "savings:read"
    CLAIM = "savings:claim"
    VALIDATE = "savings:validate"
    SET_BASE = "savings:set_base"


BY_ROLE = {
    Role.MEMBER: (Permission.READ,),
    Role.COORDINATOR: (Permission.CLAIM,),
    Role.FINANCE: (Permission.VALIDATE, Permission.SET_BASE),
    Role.ADMINISTRATOR: (Permission.READ, Permission.CLAIM, Permission.SET_BASE),
}


def _owns(actor: Actor, subject: Any) -> bool:
    return actor.actor_id is not None and getattr(subject, "owner_id", None) == actor.actor_id


RELATIONS = {Permission.CLAIM: _owns}
