"""Values of projects, with their limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from improve.core.values import Day, Decimal, Line, OneOf, Prose, Truth, Whole
from improve.metrics.models import Direction
from improve.projects.models import Decision, UsefulAs

TITLE = Line(200)
LONG = Prose(10_000)


@dataclass(frozen=True)
class ProjectData:
    """What a card is about."""

    title: Annotated[str, TITLE]
    problem: Annotated[str, LONG] = ""
    unit_id: Annotated[int | None, Whole(1)] = None
    owner_id: Annotated[int | None, Whole(1)] = None


@dataclass(frozen=True)
class PlanData:
    """The measurement plan; everything may be missing while the card is in Plan."""

    metric_id: Annotated[int | None, Whole(1)] = None
    direction: Annotated[str | None, OneOf(tuple(Direction))] = None
    smallest_useful: Annotated[float | None, Decimal(low=1e-9, high=1e12)] = None
    useful_as: Annotated[str, OneOf(tuple(UsefulAs))] = str(UsefulAs.POINTS)
    baseline_from: Annotated[date | None, Day()] = None
    starts_on: Annotated[date | None, Day()] = None
    settle_in: Annotated[int, Whole(0, 60)] = 0
    review_on: Annotated[date | None, Day()] = None
    seasonal: Annotated[bool, Truth()] = False
    pilot: Annotated[str, Prose(2_000)] = ""
    reason: Annotated[str, Prose(2_000)] = ""


@dataclass(frozen=True)
class DecisionData:
    """Adopt, adapt or abandon, with the reason."""

    decision: Annotated[str, OneOf(tuple(Decision))]
    reason: Annotated[str, Prose(4_000)]
