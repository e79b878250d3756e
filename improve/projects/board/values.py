"""Values of the board."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from improve.core.values import Whole
from improve.projects.models import Stage

MOST = Whole(1, 999)


class Lanes(StrEnum):
    """What the board is cut into."""

    NONE = ""
    UNIT = "unit"
    OWNER = "owner"


@dataclass(frozen=True)
class LimitData:
    """The limits of one place; empty: none."""

    unit_id: Annotated[int | None, Whole(1)] = None
    plan: Annotated[int | None, MOST] = None
    do: Annotated[int | None, MOST] = None
    check: Annotated[int | None, MOST] = None
    act: Annotated[int | None, MOST] = None

    def most(self, stage: Stage) -> int | None:
        """The limit of a column."""
        found: int | None = getattr(self, stage.value)
        return found
