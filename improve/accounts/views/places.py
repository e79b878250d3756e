"""Where in the tree somebody may do something: what selects offer."""

from __future__ import annotations

from improve.accounts.policy import COMPANY, Permission, Place
from improve.accounts.queries import unit_choices
from improve.core.messages import _
from improve.core.policy import WHOLE_COMPANY, Actor, allows


def paths_with(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The paths under which an actor's roles give the permission."""
    if allows(actor, permission, COMPANY):
        return (WHOLE_COMPANY,)
    held = {assignment.path for assignment in actor.assignments}
    return tuple(sorted(path for path in held if allows(actor, permission, Place(path))))


def places_with(actor: Actor, permission: Permission, top: str) -> list[tuple[str, str]]:
    """Options of a select: the whole company as `top`, where the actor may, then the units."""
    paths = paths_with(actor, permission)
    if not paths:
        return []
    first = [("", top)] if WHOLE_COMPANY in paths else []
    return [*first, *unit_choices(below=paths)]


def places_for_roles(actor: Actor) -> list[tuple[str, str]]:
    """Where the actor may give roles; empty for most."""
    return places_with(actor, Permission.GIVE_ROLES, _("The whole company"))
