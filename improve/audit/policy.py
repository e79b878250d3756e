"""Who may read the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from improve.core.policy import WHOLE_COMPANY, Role


class Permission(StrEnum):
    """What can be allowed here. Nobody writes: the trail writes itself."""

    READ = "audit:read"


BY_ROLE = {Role.AUDITOR: (Permission.READ,), Role.ADMINISTRATOR: (Permission.READ,)}


@dataclass(frozen=True)
class Trail:
    """The trail as the subject of a permission: it knows no units, so the role must be company-wide."""

    unit_path: str = WHOLE_COMPANY


TRAIL = Trail()
