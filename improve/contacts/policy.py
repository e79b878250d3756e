"""Who looks after customers' addresses: those who ask them and those who answer them, nobody else.

A contact belongs to the whole company or to a unit; a role in a unit reaches the contacts of that unit and below.
"""

from __future__ import annotations

from enum import StrEnum

from improve.core.policy import Actor, Role


class Permission(StrEnum):
    """What can be allowed here."""

    READ = "contacts:read"
    MANAGE = "contacts:manage"


_BOTH = tuple(Permission)
BY_ROLE = {
    Role.COORDINATOR: _BOTH,
    Role.CASE_HANDLER: _BOTH,
    Role.ADMINISTRATOR: _BOTH,
}


def paths_of(actor: Actor) -> tuple[str, ...]:
    """The units whose contacts `actor` looks after; "/" is the whole company."""
    if actor.is_system:
        return ("/",)
    return tuple(sorted({a.path for a in actor.assignments if a.role in BY_ROLE}))
