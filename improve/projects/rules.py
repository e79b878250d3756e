"""When a card may move, and what a measurement plan needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from improve.core.errors import Invalid, Refused
from improve.core.messages import LazyText, _l
from improve.projects.models import Decision, Stage

# What must be there before a card leaves Plan, in the order in which it is asked.
NEEDED: dict[str, LazyText] = {
    "owner_id": _l("the owner"),
    "metric_id": _l("the metric"),
    "direction": _l("the direction"),
    "smallest_useful": _l("the smallest useful change"),
    "baseline_from": _l("the start of the baseline"),
    "starts_on": _l("the start date"),
}
MISSING: dict[str, LazyText] = {
    "owner_id": _l("Name the owner before the project leaves Plan."),
    "metric_id": _l("Choose the metric before the project leaves Plan."),
    "direction": _l("Say which direction is better before the project leaves Plan."),
    "smallest_useful": _l("Give the smallest useful change before the project leaves Plan."),
    "baseline_from": _l("Say where the baseline begins before the project leaves Plan."),
    "starts_on": _l("Set the start date before the project leaves Plan."),
}
MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.PLAN: frozenset({Stage.DO}),
    Stage.DO: frozenset({Stage.PLAN, Stage.CHECK}),
    Stage.CHECK: frozenset({Stage.DO, Stage.ACT}),
    Stage.ACT: frozenset({Stage.CHECK, Stage.PLAN, Stage.CLOSED}),
    Stage.CLOSED: frozenset({Stage.ACT}),
}


def missing(plan: Mapping[str, Any]) -> list[str]:
    """The needed fields that are not there yet, in order."""
    return [name for name in NEEDED if plan.get(name) in (None, "")]


def check_plan(baseline_from: date | None, starts_on: date | None, review_on: date | None) -> None:
    """The dates of a plan follow each other."""
    if baseline_from is not None and starts_on is not None and baseline_from >= starts_on:
        raise Invalid.field("baseline_from", _l("The baseline must begin before the start date."))
    if starts_on is not None and review_on is not None and review_on <= starts_on:
        raise Invalid.field("review_on", _l("The review date must lie after the start date."))


def check_plan_change(stage: Stage, starts_on: date | None, today: date, reason: str) -> bool:
    """Is the plan locked by now? Then a change needs a reason, and both versions stay on the verdict."""
    if stage is Stage.CLOSED:
        raise Refused(_l("This project is closed; its plan stays as it is."))
    locked = stage is not Stage.PLAN and starts_on is not None and today >= starts_on
    if locked and not reason:
        raise Invalid.field(
            "reason",
            _l("The plan has been locked since the start. Say why it changes; both versions are shown."),
        )
    return locked


def check_move(
    before: Stage, after: Stage, *, plan: Mapping[str, Any], today: date, decision: Decision | None
) -> None:
    """Refuse a move that is not on the board, or that comes too early."""
    if after not in MOVES[before]:
        raise Refused(_l("A card moves one column at a time."))
    if before is Stage.PLAN:
        lacking = missing(plan)
        if lacking:
            raise Invalid({name: [MISSING[name]] for name in lacking})
    starts_on: date | None = plan.get("starts_on")
    if after is Stage.PLAN and before is Stage.DO and starts_on is not None and today >= starts_on:
        raise Refused(_l("The change has started. Check it; a new plan comes after the decision."))
    if after is Stage.CHECK and before is Stage.DO and (starts_on is None or today < starts_on):
        raise Refused(_l("There is nothing to check before the start date."))
    if after is Stage.ACT and before is Stage.CHECK and decision is None:
        raise Refused(_l("Decide first: adopt, adapt or abandon."))
    if after is Stage.CLOSED and decision is None:
        raise Refused(_l("Decide first: adopt, adapt or abandon."))
    if after is Stage.PLAN and before is Stage.ACT and decision is not Decision.ADAPT:
        raise Refused(_l("Only a change to be adapted goes back to Plan."))


def check_decision(stage: Stage) -> None:
    """A decision is made in Check, or changed in Act."""
    if stage not in (Stage.CHECK, Stage.ACT):
        raise Refused(_l("A decision is made when the result is checked."))
