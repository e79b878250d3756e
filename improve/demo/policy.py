"""Who may end the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from improve.core.policy import WHOLE_COMPANY, Role


class Permission(StrEnum):
    """What can be allowed here."""

    BEGIN_COMPANY = "demo:begin_company"


BY_ROLE = {Role.ADMINISTRATOR: tuple(Permission)}


@dataclass(frozen=True)
class Place:
    """Somewhere in the tree; at the top it is the whole company."""

    unit_path: str = WHOLE_COMPANY


COMPANY = Place()
