"""How long, and what then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from improve.core.values import OneOf, Whole

LONGEST = 3650


class Unit(StrEnum):
    """In what the time is counted."""

    DAYS = "days"
    MONTHS = "months"


class End(StrEnum):
    """What happens to an answer when its time is over."""

    DELETE = "delete"
    ANONYMIZE = "anonymize"


@dataclass(frozen=True)
class Terms:
    """How long answers are kept, and what then; without a number they are kept."""

    amount: Annotated[int | None, Whole(1, LONGEST)] = None
    unit: Annotated[str, OneOf(tuple(Unit))] = Unit.MONTHS
    end_with: Annotated[str, OneOf(tuple(End))] = End.ANONYMIZE
