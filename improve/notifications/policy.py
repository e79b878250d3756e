"""Who may set what everybody hears. One's own channels are one's own."""

from __future__ import annotations

from enum import StrEnum

from improve.core.policy import Role


class Permission(StrEnum):
    """What can be allowed here."""

    SET_DEFAULTS = "notifications:set_defaults"


BY_ROLE = {Role.ADMINISTRATOR: (Permission.SET_DEFAULTS,)}
