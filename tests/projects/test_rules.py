"""When a card may move, what a plan needs, and when there will be enough readings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from improve.core.errors import Invalid, Refused
from improve.core.periods import PeriodKind
from improve.projects import rules
from improve.projects.models import Decision, Stage

P, D, C, A, X = Stage.PLAN, Stage.DO, Stage.CHECK, Stage.ACT, Stage.CLOSED
TODAY = date(2026, 3, 4)
FULL: dict[str, Any] = {
    "owner_id": 1,
    "metric_id": 2,
    "direction": "down",
    "smallest_useful": 3.0,
    "baseline_from": date(2025, 6, 2),
    "starts_on": date(2026, 3, 1),
}
COMING = {**FULL, "starts_on": date(2026, 3, 5)}


def allowed(before: Stage, to: Stage, plan: dict[str, Any], decision: Decision | None) -> bool:
    try:
        rules.check_move(before, to, plan=plan, today=TODAY, decision=decision)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("before", list(Stage))
@pytest.mark.parametrize("to", list(Stage))
def test_cards_move_between_neighbors_only(before: Stage, to: Stage) -> None:
    neighbors = {
        (P, D), (D, C), (D, P), (C, A), (C, D), (A, X), (A, P), (A, C), (X, A),
    }  # fmt: skip
    possible = any(
        allowed(before, to, plan, decision) for plan in (FULL, COMING) for decision in (None, *Decision)
    )
    assert possible is ((before, to) in neighbors)


@pytest.mark.parametrize("name", list(rules.NEEDED))
@pytest.mark.parametrize("nothing", [None, ""])
def test_a_card_leaves_plan_only_with_everything(name: str, nothing: object) -> None:
    plan = {**FULL, name: nothing}
    assert rules.missing(plan) == [name]
    with pytest.raises(Invalid) as refused:
        rules.check_move(P, D, plan=plan, today=TODAY, decision=None)
    assert refused.value.errors == {name: [rules.MISSING[name]]}


def test_every_missing_field_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_complete({})
    assert list(refused.value.errors) == list(rules.NEEDED)
    assert len(rules.NEEDED) == 6


@pytest.mark.parametrize(
    ("before", "to", "plan", "decision", "may"),
    [
        (D, C, COMING, None, False),  # nothing to check before the start
        (D, C, FULL, None, True),
        (D, P, COMING, None, True),
        (D, P, FULL, None, False),  # the change has started
        (C, A, FULL, None, False),  # decide first
        (A, X, FULL, None, False),
        (A, X, FULL, Decision.ADOPT, True),
        (A, X, FULL, Decision.ABANDON, True),
        (A, X, FULL, Decision.ADAPT, False),
        (A, P, FULL, Decision.ADAPT, True),
        (A, P, FULL, Decision.ADOPT, False),
        (A, C, FULL, Decision.ADOPT, True),
    ],
)
def test_what_a_move_waits_for(
    *, before: Stage, to: Stage, plan: dict[str, Any], decision: Decision | None, may: bool
) -> None:
    assert allowed(before, to, plan, decision) is may


@pytest.mark.parametrize(
    ("baseline", "start", "review", "field"),
    [
        (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), None),
        (None, None, None, None),
        (date(2026, 2, 1), date(2026, 2, 1), None, "baseline_from"),
        (date(2026, 3, 1), date(2026, 2, 1), None, "baseline_from"),
        (None, date(2026, 2, 1), date(2026, 2, 1), "review_on"),
    ],
)
def test_dates_of_a_plan_follow_each_other(
    baseline: date | None, start: date | None, review: date | None, field: str | None
) -> None:
    if field is None:
        rules.check_plan(baseline, start, review)
        return
    with pytest.raises(Invalid) as refused:
        rules.check_plan(baseline, start, review)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize(
    ("stage", "starts_on", "reason", "locked"),
    [
        (P, date(2026, 3, 1), "", False),  # a card in Plan is never locked
        (D, date(2026, 3, 5), "", False),
        (D, None, "", False),
        (D, date(2026, 3, 4), "because", True),
        (C, date(2026, 3, 1), "because", True),
        (A, date(2026, 3, 1), "because", True),
    ],
)
def test_the_plan_is_locked_on_the_start_date(
    stage: Stage, starts_on: date | None, reason: str, locked: bool
) -> None:
    assert rules.check_plan_change(stage, starts_on, TODAY, reason) is locked
    if locked:
        with pytest.raises(Invalid) as refused:
            rules.check_plan_change(stage, starts_on, TODAY, "")
        assert list(refused.value.errors) == ["reason"]


def test_the_plan_of_a_closed_project_stays() -> None:
    with pytest.raises(Refused):
        rules.check_plan_change(X, date(2026, 3, 1), TODAY, "because")


@pytest.mark.parametrize("stage", list(Stage))
def test_decisions_are_made_in_check_and_giving_up_comes_before(stage: Stage) -> None:
    for check, good in ((rules.check_decision, {C}), (rules.check_stop, {P, D})):
        if stage in good:
            check(stage)
        else:
            with pytest.raises(Refused):
                check(stage)


WEEK, MONTH = PeriodKind.WEEK, PeriodKind.MONTH


@pytest.mark.parametrize(
    ("kind", "starts_on", "settle", "first", "look", "full"),
    [
        # A start on the first day of its period counts at once; else that period settles in.
        (WEEK, date(2026, 3, 2), 0, date(2026, 3, 2), date(2026, 3, 30), date(2026, 4, 27)),
        (WEEK, date(2026, 3, 3), 0, date(2026, 3, 9), date(2026, 4, 6), date(2026, 5, 4)),
        (WEEK, date(2026, 3, 2), 2, date(2026, 3, 16), date(2026, 4, 13), date(2026, 5, 11)),
        (WEEK, date(2026, 3, 8), 1, date(2026, 3, 16), date(2026, 4, 13), date(2026, 5, 11)),
        (MONTH, date(2026, 1, 1), 0, date(2026, 1, 1), date(2026, 5, 1), date(2026, 9, 1)),
        (MONTH, date(2026, 1, 2), 0, date(2026, 2, 1), date(2026, 6, 1), date(2026, 10, 1)),
    ],
)
def test_when_there_are_enough_readings(
    *, kind: PeriodKind, starts_on: date, settle: int, first: date, look: date, full: date
) -> None:
    assert rules.first_counted(kind, starts_on, settle) == first
    assert rules.first_look_on(kind, starts_on, settle) == look
    assert rules.verdict_on(kind, starts_on, settle) == full


@pytest.mark.parametrize(
    ("stage", "decision", "to"),
    [
        (P, None, D),
        (D, None, C),
        (C, None, A),
        (A, Decision.ADOPT, X),
        (A, Decision.ABANDON, X),
        (A, Decision.ADAPT, P),
        (X, Decision.ADOPT, None),
    ],
)
def test_the_column_that_comes_next(stage: Stage, decision: Decision | None, to: Stage | None) -> None:
    assert rules.forward(stage, decision) is to
