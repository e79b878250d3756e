"""When a card may move, and what a measurement plan needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from improve.core.errors import Invalid, Refused
from improve.core.messages import LazyText, _l
from improve.core.periods import PeriodKind, after, last_day, start_of
from improve.projects.models import Decision, Stage
from improve.stats.change import ENOUGH_AFTER, LEAST_AFTER

# What must be there before a card leaves Plan, in the order in which it is asked.
NEEDED: dict[str, LazyText] = {
    "owner_id": _l("owner"),
    "metric_id": _l("metric"),
    "direction": _l("direction"),
    "smallest_useful": _l("smallest useful change"),
    "baseline_from": _l("start of the baseline"),
    "starts_on": _l("start date"),
}
MISSING: dict[str, LazyText] = {
    "owner_id": _l("Name the owner before the project leaves Plan."),
    "metric_id": _l("Choose the metric before the project leaves Plan."),
    "direction": _l("Say which direction is better before the project leaves Plan."),
    "smallest_useful": _l("Give the smallest useful change before the project leaves Plan."),
    "baseline_from": _l("Say where the baseline begins before the project leaves Plan."),
    "starts_on": _l("Set the start date before the project leaves Plan."),
}
MOVES: dict[Stage, tuple[Stage, ...]] = {
    Stage.PLAN: (Stage.DO,),
    Stage.DO: (Stage.CHECK, Stage.PLAN),
    Stage.CHECK: (Stage.ACT, Stage.DO),
    Stage.ACT: (Stage.CLOSED, Stage.PLAN, Stage.CHECK),
    Stage.CLOSED: (Stage.ACT,),
}
PLAN_DAYS = 14


def missing(plan: Mapping[str, Any]) -> list[str]:
    """The needed fields that are not there yet, in order."""
    return [name for name in NEEDED if plan.get(name) in (None, "")]


def check_complete(plan: Mapping[str, Any]) -> None:
    """Refuse a plan that lacks something, with a message at each missing field."""
    lacking = missing(plan)
    if lacking:
        raise Invalid({name: [MISSING[name]] for name in lacking})


def check_plan(baseline_from: date | None, starts_on: date | None, review_on: date | None) -> None:
    """The dates of a plan follow each other."""
    if baseline_from is not None and starts_on is not None and baseline_from >= starts_on:
        raise Invalid.field("baseline_from", _l("The baseline must begin before the start date."))
    if starts_on is not None and review_on is not None and review_on <= starts_on:
        raise Invalid.field("review_on", _l("The review date must lie after the start date."))


def has_started(starts_on: date | None, today: date) -> bool:
    """Has the change begun?"""
    return starts_on is not None and today >= starts_on


def check_plan_change(stage: Stage, starts_on: date | None, today: date, reason: str) -> bool:
    """Is the plan locked by now? Then a change needs a reason, and both versions stay on the verdict."""
    if stage is Stage.CLOSED:
        raise Refused(_l("This project is closed; its plan stays as it is."))
    locked = stage is not Stage.PLAN and has_started(starts_on, today)
    if locked and not reason:
        raise Invalid.field(
            "reason",
            _l("The plan has been locked since the start. Say why it changes; both versions are shown."),
        )
    return locked


def check_move(
    before: Stage, to: Stage, *, plan: Mapping[str, Any], today: date, decision: Decision | None
) -> None:
    """Refuse a move that is not on the board, or that comes too early."""
    if to not in MOVES[before]:
        raise Refused(_l("A card moves one column at a time."))
    if before is Stage.PLAN:
        check_complete(plan)
    started = has_started(plan.get("starts_on"), today)
    if to is Stage.PLAN and before is Stage.DO and started:
        raise Refused(_l("The change has started. Check it; a new plan comes after the decision."))
    if to is Stage.CHECK and before is Stage.DO and not started:
        raise Refused(_l("There is nothing to check before the start date."))
    if to in (Stage.ACT, Stage.CLOSED) and decision is None:
        raise Refused(_l("Decide first: adopt, adapt or abandon."))
    if to is Stage.CLOSED and decision is Decision.ADAPT:
        raise Refused(_l("A change to be adapted goes back to Plan for its next round."))
    if to is Stage.PLAN and before is Stage.ACT and decision is not Decision.ADAPT:
        raise Refused(_l("Only a change to be adapted goes back to Plan."))


def check_reopening(*, is_stopped: bool) -> None:
    """What was given up before its check has nothing to go back to."""
    if is_stopped:
        raise Refused(_l("This project was stopped before its check. Make a new card for a new attempt."))


def check_decision(stage: Stage) -> None:
    """A decision is made in Check."""
    if stage is not Stage.CHECK:
        raise Refused(_l("A decision is made when the result is checked."))


def check_stop(stage: Stage) -> None:
    """Only what is not checked yet can be stopped; after that there is a decision to make."""
    if stage not in (Stage.PLAN, Stage.DO):
        raise Refused(_l("This project has reached its check. Decide: adopt, adapt or abandon."))


def forward(stage: Stage, decision: Decision | None) -> Stage | None:
    """The column that comes next."""
    if stage is Stage.ACT:
        return Stage.PLAN if decision is Decision.ADAPT else Stage.CLOSED
    return MOVES[stage][0] if stage is not Stage.CLOSED else None


def first_counted(kind: PeriodKind, starts_on: date, settle_in: int) -> date:
    """The start of the first period that counts after the change: settling in is left out, and so is the
    period in which the change began, unless it began on its first day.
    """
    start = start_of(kind, starts_on)
    return after(kind, start, settle_in + (start != starts_on))


def measured_by(kind: PeriodKind, starts_on: date, settle_in: int, count: int) -> date:
    """The day after the period in which `count` periods after the change are over."""
    first = first_counted(kind, starts_on, settle_in)
    return last_day(kind, after(kind, first, count - 1)) + timedelta(days=1)


def first_look_on(kind: PeriodKind, starts_on: date, settle_in: int) -> date:
    """When a first look is possible, if no reading is missing."""
    return measured_by(kind, starts_on, settle_in, LEAST_AFTER)


def verdict_on(kind: PeriodKind, starts_on: date, settle_in: int) -> date:
    """When a full verdict is possible, if no reading is missing."""
    return measured_by(kind, starts_on, settle_in, ENOUGH_AFTER)
