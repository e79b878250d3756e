"""Values of actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from improve.core.values import Day, Line, Prose, Whole


class Did(StrEnum):
    """What can be said of an action with one button."""

    DONE = "done"
    OPEN = "open"
    TODAY = "today"
    NOT_TODAY = "not_today"
    FREE = "free"


@dataclass(frozen=True)
class ActionData:
    """What, who, until when."""

    title: Annotated[str, Line(200)]
    owner_id: Annotated[int, Whole(1)]
    due_on: Annotated[date, Day()]


@dataclass(frozen=True)
class BlockerData:
    """What stands in the way."""

    blocker: Annotated[str, Prose(1_000)]
