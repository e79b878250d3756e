"""Values of projects, with their limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from improve.core.messages import LazyText, _l, _pl
from improve.core.values import Day, Decimal, Line, Many, OneOf, Prose, Truth, Whole
from improve.metrics.models import Direction
from improve.projects.models import Decision, Stage, UsefulAs

TITLE = Line(200)
LONG = Prose(10_000)
REASON = Prose(4_000)
MOST_IDEAS = 20

STAGE_WORDS: dict[Stage, LazyText] = {
    Stage.PLAN: _pl("PDCA", "Plan"),
    Stage.DO: _pl("PDCA", "Do"),
    Stage.CHECK: _pl("PDCA", "Check"),
    Stage.ACT: _pl("PDCA", "Act"),
    Stage.CLOSED: _pl("project", "Closed"),
}
DECISION_WORDS: dict[Decision, LazyText] = {
    Decision.ADOPT: _l("Adopt"),
    Decision.ADAPT: _l("Adapt"),
    Decision.ABANDON: _l("Abandon"),
}
DECIDED_WORDS: dict[Decision, LazyText] = {
    Decision.ADOPT: _l("Adopted"),
    Decision.ADAPT: _l("To be adapted"),
    Decision.ABANDON: _l("Abandoned"),
}


class Which(StrEnum):
    """Whose projects a board or list shows."""

    ALL = "all"
    MINE = "mine"


@dataclass(frozen=True)
class ProjectData:
    """What a card is about. `idea_ids` are the ideas that it answers."""

    title: Annotated[str, TITLE]
    problem: Annotated[str, LONG] = ""
    unit_id: Annotated[int | None, Whole(1)] = None
    owner_id: Annotated[int | None, Whole(1)] = None
    plan_due_on: Annotated[date | None, Day()] = None
    idea_ids: Annotated[tuple[int, ...], Many(Whole(1), most=MOST_IDEAS)] = ()


@dataclass(frozen=True)
class PlanData:
    """The measurement plan and its owner; everything may be missing while the card is in Plan."""

    owner_id: Annotated[int | None, Whole(1)] = None
    metric_id: Annotated[int | None, Whole(1)] = None
    direction: Annotated[str | None, OneOf(tuple(Direction))] = None
    smallest_useful: Annotated[float | None, Decimal(low=1e-9, high=1e12)] = None
    useful_as: Annotated[str, OneOf(tuple(UsefulAs))] = str(UsefulAs.POINTS)
    baseline_from: Annotated[date | None, Day()] = None
    starts_on: Annotated[date | None, Day()] = None
    settle_in: Annotated[int, Whole(0, 60)] = 0
    review_on: Annotated[date | None, Day()] = None
    after_bad_result: Annotated[bool, Truth()] = False
    seasonal: Annotated[bool, Truth()] = False
    comparison_id: Annotated[int | None, Whole(1)] = None
    measured_unit_id: Annotated[int | None, Whole(1)] = None
    comparison_unit_id: Annotated[int | None, Whole(1)] = None
    also_ids: Annotated[tuple[int, ...], Many(Whole(1), most=5)] = ()
    pilot: Annotated[str, Prose(2_000)] = ""
    reason: Annotated[str, Prose(2_000)] = ""


@dataclass(frozen=True)
class DecisionData:
    """Adopt, adapt or abandon, with the reason."""

    decision: Annotated[str, OneOf(tuple(Decision))]
    reason: Annotated[str, REASON]
    next_review_on: Annotated[date | None, Day()] = None


@dataclass(frozen=True)
class MoveData:
    """Where a card goes, and why if somebody wants to know."""

    to: Annotated[str, OneOf(tuple(Stage))]
    reason: Annotated[str, REASON] = ""


@dataclass(frozen=True)
class StopData:
    """Why a project is given up before its result was checked."""

    reason: Annotated[str, REASON]
