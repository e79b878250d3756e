"""The verdict comes from the readings: what goes in, what comes out, and when it is computed again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from improve.core import events
from improve.core.db import db, transaction
from improve.core.policy import SYSTEM, Role
from improve.metrics import service as metrics
from improve.metrics.models import Metric
from improve.metrics.queries import company_day, series
from improve.projects import jobs, verdicts
from improve.projects.events import VerdictReached
from improve.projects.limits import frozen
from improve.projects.models import Project, Stage, StoredVerdict
from improve.projects.verdicts import Inputs, Result, inputs_of, judged
from improve.projects.verdicts import inputs as rule
from improve.stats.change import judge
from improve.stats.control_charts import xmr_limits
from tests.conftest import Clock
from tests.metrics.making import fill, fill_counts, make_metric, record
from tests.people import act, make_person
from tests.projects.making import (
    BEFORE,
    IMPROVED,
    UNCHANGED,
    WORSE,
    adopt,
    make_project,
    move,
    reload,
    running,
    week,
    write_plan,
)


@pytest.fixture
def heard(context: object, monkeypatch: pytest.MonkeyPatch) -> list[VerdictReached]:
    from flask import current_app

    found: list[Any] = []
    handlers = current_app.extensions[events.EXTENSION]
    monkeypatch.setitem(handlers, VerdictReached, [*handlers.get(VerdictReached, []), found.append])
    return found


def verdict_of(project: Project) -> verdicts.Result:
    return verdicts.current([reload(project)], today=company_day())[project.id]


CASES = {
    "improved": (BEFORE, IMPROVED, "improved", "improved"),
    "early": (BEFORE[:9], IMPROVED[:5], "improved", "early"),
    "no change": (BEFORE, UNCHANGED, "no_change_shown", "no_change_shown"),
    "worse": (BEFORE, WORSE, "worse", "worse"),
    "not enough after": (BEFORE, IMPROVED[:3], "not_enough_data", "not_enough_data"),
    "not enough before": (BEFORE[:5], IMPROVED, "not_enough_data", "not_enough_data"),
    "nothing after": (BEFORE, [], "not_enough_data", "not_enough_data"),
}


def assess(project: Project) -> tuple[Inputs, Result]:
    """The verdict as of today, computed from the readings at hand."""
    found = reload(project)
    assert found.metric is not None
    inputs = inputs_of(found, found.metric, series(found.metric), company_day())
    assert inputs is not None
    return inputs, judged(inputs)


@pytest.mark.parametrize("case", CASES)
def test_readings_before_and_after_make_the_verdict(context: object, clock: Clock, case: str) -> None:
    before, after, verdict, code = CASES[case]
    project = running(make_person("ann"), after, before=before)
    found = verdict_of(project)
    assert (found.verdict.verdict, found.code) == (verdict, code)
    assert (found.verdict.n_before, found.verdict.n_after) == (len(before), len(after))
    expected = judge(before, after, better="down", smallest_useful=3.0)
    assert found.verdict.as_json() == expected.as_json()


def test_nobody_types_a_result(context: object, clock: Clock) -> None:
    """Which way is better and what is useful come from the plan, the numbers from the metric alone."""
    ann = make_person("ann")
    up = running(ann, IMPROVED, direction="up")
    assert verdict_of(up).verdict.verdict == "worse"


def test_limits_are_those_of_the_baseline_and_do_not_move(context: object, clock: Clock) -> None:
    project = running(make_person("ann"), IMPROVED[:4])
    expected = xmr_limits(BEFORE, screen=True)
    for more in (IMPROVED[:4], IMPROVED):
        fill(reload(project).metric, week(-10), more)  # type: ignore[arg-type]
        found = verdict_of(project).verdict
        assert found.limits is not None
        assert found.limits.center == pytest.approx(expected.center, abs=1e-6)
        assert found.limits.lower == pytest.approx(expected.lower[0], abs=1e-6)
        assert found.limits.upper == pytest.approx(expected.upper[0], abs=1e-6)
    inputs, _result = assess(project)
    assert frozen(inputs).lower == pytest.approx(expected.lower[0], abs=1e-6)


def test_the_running_period_does_not_count(context: object, clock: Clock) -> None:
    project = running(make_person("ann"), [*IMPROVED, 500.0])
    assert verdict_of(project).verdict.n_after == 10
    clock.move(days=7)
    assert verdict_of(project).verdict.n_after == 11


@pytest.mark.parametrize(
    ("starts_on", "settle", "n_after"),
    [
        (week(-10), 0, 10),
        (week(-10), 2, 8),
        (week(-10) + timedelta(days=1), 0, 9),
        (week(-10) + timedelta(days=6), 1, 8),
        (week(-10), 9, 1),
        (week(-10), 30, 0),
    ],
)
def test_settling_in_belongs_to_neither_side(
    context: object, clock: Clock, starts_on: date, settle: int, n_after: int
) -> None:
    project = running(make_person("ann"), IMPROVED, starts_on=starts_on, settle_in=settle)
    found = verdict_of(project).verdict
    assert (found.n_before, found.n_after) == (24, n_after)


def test_readings_before_the_baseline_are_left_out(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    metric = make_metric(owner=ann)
    fill(metric, week(-40), [*[99.0] * 6, *BEFORE, *IMPROVED])
    project = running(ann, metric=metric, baseline_from=week(-34) + timedelta(days=3))
    assert verdict_of(project).verdict.n_before == 24


def test_gaps_stay_gaps(context: object, clock: Clock) -> None:
    before: list[float | None] = [*BEFORE]
    before[5] = before[11] = None
    after: list[float | None] = [*IMPROVED]
    after[3] = None
    project = running(make_person("ann"), after, before=before)
    found = verdict_of(project).verdict
    assert (found.n_before, found.n_after) == (22, 9)
    assert found.as_json() == judge(before, after, better="down", smallest_useful=3.0).as_json()


@pytest.mark.parametrize(("size", "meant", "useful"), [(5.0, "points", 5.0), (10.0, "relative", 4.0)])
def test_a_relative_size_is_a_share_of_the_average_before(
    context: object, clock: Clock, size: float, meant: str, useful: float
) -> None:
    project = running(
        make_person("ann"), UNCHANGED, before=[40.0, 41.0, 39.0] * 8, smallest_useful=size, useful_as=meant
    )
    assert verdict_of(project).verdict.smallest_useful == pytest.approx(useful)


def test_shares_and_rates_go_through_the_same_rule(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    metric = make_metric("S", kind="proportion", direction="up", owner=ann)
    counts = [(240 + i % 5, 300) for i in range(24)] + [(276 + i % 5, 300) for i in range(10)]
    fill_counts(metric, week(-34), counts)
    project = running(ann, metric=metric, direction="up", smallest_useful=5.0)
    found = verdict_of(project).verdict
    assert found.verdict == "improved"
    assert found.mean_after == pytest.approx(100 * sum(x / n for x, n in counts[24:]) / 10)


def stored(project: Project) -> StoredVerdict:
    return db.session.scalars(select(StoredVerdict).where(StoredVerdict.project_id == project.id)).one()


def test_a_verdict_is_stored_when_readings_come_and_told_once(
    context: object, clock: Clock, heard: list[VerdictReached]
) -> None:
    project = running(make_person("ann"), IMPROVED[:3])
    assert heard == []
    assert stored(project).code == "not_enough_data"
    metric = reload(project).metric
    assert metric is not None
    fill(metric, week(-7), IMPROVED[3:6])
    fill(metric, week(-4), IMPROVED[6:8])
    fill(metric, week(-2), IMPROVED[8:])
    assert [(event.verdict, event.early) for event in heard] == [("improved", True), ("improved", False)]
    assert (stored(project).code, stored(project).early) == ("improved", False)


def test_nothing_is_computed_when_nothing_changed(
    context: object, clock: Clock, monkeypatch: pytest.MonkeyPatch, statements: Any
) -> None:
    project = running(make_person("ann"), IMPROVED)
    other = make_metric("OTHER")
    seen = []
    real = rule.judge_series
    monkeypatch.setattr(rule, "judge_series", lambda *a, **k: seen.append(1) or real(*a, **k))
    verdict_of(project)
    fill(other, week(-10), [1.0])
    with transaction():
        assert verdicts.refresh([reload(project)], today=company_day()) == 0
    assert jobs.refresh_verdicts() == 0
    clock.move(hours=8)
    verdict_of(project)
    assert seen == []
    record(reload(project).metric, [{"period": "2026-W05", "value": 33.3}])  # type: ignore[arg-type]
    assert len(seen) == 1
    verdict_of(project)
    assert len(seen) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"smallest_useful": 2.0},
        {"direction": "up"},
        {"settle_in": 1},
        {"baseline_from": week(-30)},
        {"starts_on": week(-9)},
        {"seasonal": True},
    ],
)
def test_a_changed_plan_is_judged_anew(context: object, clock: Clock, change: dict[str, Any]) -> None:
    project = running(make_person("ann"), IMPROVED)
    before = stored(project).inputs_hash
    write_plan(reload(project), reload(project).metric, reason="because", **change)
    assert stored(project).inputs_hash != before


def test_a_reading_taken_back_and_put_again_is_the_same_state(context: object, clock: Clock) -> None:
    project = running(make_person("ann"), IMPROVED)
    before = (stored(project).inputs_hash, stored(project).computed_at)
    metric = reload(project).metric
    assert metric is not None
    clock.move(hours=1)
    with transaction():
        metrics.take_back(metric, week(-3), by=SYSTEM)
    assert stored(project).inputs_hash != before[0]
    record(metric, [{"period": "2026-W07", "value": IMPROVED[7]}])
    assert stored(project).inputs_hash == before[0]


def test_the_job_computes_what_a_finished_period_changes(context: object, clock: Clock) -> None:
    """A reading of the running week is there; on Monday the week is over and counts."""
    project = running(make_person("ann"), [*IMPROVED, 34.0])
    assert jobs.refresh_verdicts() == 0
    assert stored(project).payload["n_after"] == 10
    clock.move(days=5)
    assert jobs.refresh_verdicts() == 1
    assert stored(project).payload["n_after"] == 11
    assert jobs.refresh_verdicts() == 0


def test_pages_compute_what_is_not_stored_yet_and_write_nothing(context: object, clock: Clock) -> None:
    project = running(make_person("ann"), [*IMPROVED, 34.0])
    clock.move(days=7)
    assert verdict_of(project).verdict.n_after == 11
    assert stored(project).payload["n_after"] == 10


def test_a_stored_verdict_reads_as_it_was_computed(context: object, clock: Clock) -> None:
    for number, after in enumerate((IMPROVED, IMPROVED[:2], UNCHANGED)):
        project = running(make_person(f"p{number}"), after, code=f"M-{number}", title=f"P{number}")
        _inputs, result = assess(project)
        assert verdicts.from_stored(stored(project)) == result


def test_a_closed_project_keeps_its_verdict(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    project = running(ann, IMPROVED, stage=Stage.CHECK)
    adopt(project, by=act(ann), approved_by=act(make_person("boss", roles=[Role.COORDINATOR])))
    move(reload(project), Stage.CLOSED)
    record(reload(project).metric, [{"period": f"2026-W{n:02}", "value": 80} for n in range(1, 10)])  # type: ignore[arg-type]
    clock.move(days=70)
    assert verdict_of(project).verdict.verdict == "improved"
    assert jobs.refresh_verdicts() == 0


def test_cards_in_plan_have_no_stored_verdict(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    metric = make_metric(owner=ann)
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    project = make_project(owner=ann)
    write_plan(project, metric)
    assert db.session.scalars(select(StoredVerdict)).all() == []
    assert jobs.refresh_verdicts() == 0


def test_many_projects_take_no_more_statements(context: object, clock: Clock, statements: Any) -> None:
    ann = make_person("ann")
    metric = make_metric(owner=ann)
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    counts = []
    for number in range(6):
        running(ann, metric=metric, title=f"P{number}")
        found = db.session.scalars(select(Project)).all()
        for project in found:
            assert project.metric is not None
        with statements() as asked:
            assert len(verdicts.current(found, today=company_day())) == number + 1
        counts.append(asked.count)
    assert len(set(counts)) == 1


def test_the_series_of_the_verdict_is_the_metric(context: object, clock: Clock) -> None:
    project = running(make_person("ann"), IMPROVED)
    inputs, _result = assess(project)
    metric = db.session.scalars(select(Metric)).one()
    assert inputs.values == series(metric).values
    assert (inputs.before, inputs.after) == (tuple(BEFORE), tuple(IMPROVED))
