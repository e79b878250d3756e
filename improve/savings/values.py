"""Values of savings, with their limits. Amounts are whole units of a currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from improve.core.messages import _l
from improve.core.values import Day, Decimal, Line, OneOf, Prose, Whole
from improve.savings.models import Kind, Recurrence

LARGEST = 999_999_999_999
CURRENCY = Line(3, 3, pattern="[A-Z]{3}", hint=_l("Three capital letters, as CNY or EUR."))


@dataclass(frozen=True)
class ClaimData:
    """What the owner says a project saves, and how the system is to compute it."""

    kind: Annotated[str, OneOf(tuple(Kind))]
    recurrence: Annotated[str, OneOf(tuple(Recurrence))]
    gross: Annotated[int, Whole(1, LARGEST)]
    value_per_unit: Annotated[float, Decimal(1e-6, 1e9)]
    units_per_year: Annotated[float, Decimal(1e-6, 1e12)]
    reason: Annotated[str, Prose(2_000)]
    cost: Annotated[int, Whole(0, LARGEST)] = 0
    share: Annotated[int, Whole(1, 100)] = 100
    from_on: Annotated[date | None, Day()] = None
    currency: Annotated[str | None, CURRENCY] = None


@dataclass(frozen=True)
class CorrectionData:
    """What the owner says now."""

    gross: Annotated[int, Whole(1, LARGEST)]
    reason: Annotated[str, Prose(2_000)]
    cost: Annotated[int, Whole(0, LARGEST)] = 0
    share: Annotated[int, Whole(1, 100)] = 100
    from_on: Annotated[date | None, Day()] = None


@dataclass(frozen=True)
class ValidationData:
    """What finance stands for."""

    gross: Annotated[int, Whole(1, LARGEST)]
    from_on: Annotated[date, Day()]
    reason: Annotated[str, Prose(2_000)]
    cost: Annotated[int, Whole(0, LARGEST)] = 0
    share: Annotated[int, Whole(1, 100)] = 100
    rate: Annotated[float | None, Decimal(1e-6, 1e6)] = None


@dataclass(frozen=True)
class ReasonData:
    """Why."""

    reason: Annotated[str, Prose(2_000)]


@dataclass(frozen=True)
class CostBaseData:
    """The yearly costs that are to fall, and by how much."""

    yearly: Annotated[int, Whole(1, LARGEST)]
    target: Annotated[float, Decimal(0.1, 100)] = 15.0
    reason: Annotated[str, Prose(2_000)] = ""
