"""Who may ask, and who may read the answers.

Members read the headline of shared surveys: score, interval, number of answers and trend, never comments, the
distribution or single answers. A survey belongs to the whole company or to a unit; a role in a unit reaches
the surveys of that unit and below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from improve.core.policy import WHOLE_COMPANY, Actor, Role, allows
from improve.surveys.models import Survey


@dataclass(frozen=True)
class _WholeCompany:
    """What belongs to no unit: only a role in the whole company reaches it."""

    unit_path: str = WHOLE_COMPANY


WHOLE = _WholeCompany()


class Permission(StrEnum):
    """What can be allowed here."""

    READ = "surveys:read"
    READ_RESULTS = "surveys:read_results"
    MANAGE = "surveys:manage"


_MANAGERS = (Permission.READ_RESULTS, Permission.MANAGE)
BY_ROLE = {
    Role.MEMBER: (Permission.READ,),
    Role.COORDINATOR: _MANAGERS,
    Role.CASE_HANDLER: _MANAGERS,
    Role.COMMITTEE: (Permission.READ_RESULTS,),
    Role.AUDITOR: (Permission.READ_RESULTS,),
    Role.ADMINISTRATOR: tuple(Permission),
}


def paths_of(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The units in which `actor` holds a permission; "/" is the whole company."""
    if actor.is_system:
        return ("/",)
    roles = {role for role, permissions in BY_ROLE.items() if permission in permissions}
    return tuple(sorted({a.path for a in actor.assignments if a.role in roles}))


def may_read_results(actor: Actor, survey: Survey) -> bool:
    """All results, with comments and single answers?"""
    return allows(actor, Permission.READ_RESULTS, survey)


def may_manage(actor: Actor, survey: Survey) -> bool:
    """Edit, publish, close?"""
    return allows(actor, Permission.MANAGE, survey)
