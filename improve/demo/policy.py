"""Who may end the demonstration."""

from __future__ import annotations

from enum import StrEnum

from improve.core.policy import Role


class Permission(StrEnum):
    """What can be allowed here."""

    BEGIN_COMPANY = "demo:begin_company"


BY_ROLE = {Role.ADMINISTRATOR: tuple(Permission)}
