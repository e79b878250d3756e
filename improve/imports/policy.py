"""Who may bring in files. Each importer asks for its own permission besides."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from improve.core.policy import Actor, Role


class Permission(StrEnum):
    """What can be allowed here."""

    RUN = "imports:run"
    SEE = "imports:see"


BY_ROLE = {
    Role.COORDINATOR: (Permission.RUN,),
    Role.CASE_HANDLER: (Permission.RUN,),
    Role.FINANCE: (Permission.RUN,),
    Role.ADMINISTRATOR: tuple(Permission),
}


def _started(actor: Actor, subject: Any) -> bool:
    return actor.actor_id is not None and subject.by_id == actor.actor_id


RELATIONS = {Permission.SEE: _started}
