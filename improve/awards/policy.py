"""Who gives awards."""

from __future__ import annotations

from enum import StrEnum

from improve.core.policy import Role


class Permission(StrEnum):
    """What can be allowed here."""

    READ = "awards:read"
    GIVE = "awards:give"
    MANAGE_PROGRAMS = "awards:manage_programs"


BY_ROLE = {
    Role.MEMBER: (Permission.READ,),
    Role.COORDINATOR: (Permission.GIVE,),
    Role.FINANCE: (Permission.GIVE, Permission.MANAGE_PROGRAMS),
    Role.ADMINISTRATOR: tuple(Permission),
}
