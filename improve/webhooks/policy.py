"""Who looks after webhooks: administrators of the whole company. What leaves the house concerns everybody."""

from __future__ import annotations

from enum import StrEnum

from improve.core.policy import COMPANY, Actor, Role, allows


class Permission(StrEnum):
    """What can be allowed here."""

    MANAGE = "webhooks:manage"


BY_ROLE = {Role.ADMINISTRATOR: (Permission.MANAGE,)}


def may_manage(actor: Actor) -> bool:
    """All of them or none: an endpoint belongs to no unit."""
    return allows(actor, Permission.MANAGE, COMPANY)
