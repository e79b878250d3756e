"""Who may define metrics and enter readings."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from improve.core.policy import Actor, Role


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


def _owns(actor: Actor, subject: Any) -> bool:
    return actor.actor_id is not None and getattr(subject, "owner_id", None) == actor.actor_id


RELATIONS = {Permission.RECORD: _owns, Permission.DEFINE: _owns}
