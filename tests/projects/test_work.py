"""The work of a project: its root cause, its rollout, its actions, and the stand-up of the team."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.periods import PeriodKind
from improve.core.policy import SYSTEM, Role
from improve.metrics.models import MetricKind
from improve.notifications.models import InboxNotice
from improve.projects import contributions
from improve.projects.actions import feeds
from improve.projects.actions import service as actions
from improve.projects.actions.models import Action
from improve.projects.actions.queries import actions_of, kept
from improve.projects.actions.values import ActionData, BlockerData, Did
from improve.projects.analysis.pareto import pareto, read_counts
from improve.projects.analysis.queries import analysis_of
from improve.projects.analysis.service import write
from improve.projects.analysis.values import AnalysisData
from improve.projects.models import Project, Stage
from improve.projects.rollout import rules
from improve.projects.rollout import service as rollout
from improve.projects.rollout.models import Step
from improve.projects.rollout.queries import current_step, steps_of
from improve.projects.rollout.values import CriteriaData, ProofData
from improve.projects.standup.queries import stand_up
from tests.browser import Browser
from tests.conftest import Clock
from tests.metrics.door import let_in, signed_in
from tests.people import act, make_person, make_unit
from tests.projects.making import IMPROVED, make_project, reload, running

NewBrowser = Callable[..., Browser]
TODAY = date(2026, 3, 4)  # a Wednesday


def add(project: Project, owner: Any, title: str = "Order the racks", days: int = 3) -> Action:
    with transaction():
        return actions.add(
            reload(project), ActionData(title, owner.id, TODAY + timedelta(days=days)), by=SYSTEM
        )


def say(action: Action, what: Did, by: Any = SYSTEM) -> None:
    with transaction():
        actions.say(action, what, by=by)


# Actions


def test_an_action_from_its_start_to_its_end(context: object, clock: Clock) -> None:
    ann, bob, eve = make_person("ann"), make_person("bob"), make_person("eve")
    project = make_project(owner=ann)
    action = add(project, bob)
    say(action, Did.TODAY, act(bob))
    assert action.planned_on == TODAY
    with transaction():
        actions.block(action, BlockerData("No budget."), by=act(bob))
    assert (action.blocker, action.blocked_on) == ("No budget.", TODAY)
    say(action, Did.DONE, act(ann))  # who leads the project may say so too
    assert (action.done_on, action.blocker, action.blocked_on) == (TODAY, "", None)
    with pytest.raises(Refused), transaction():
        actions.block(action, BlockerData("Again."), by=act(bob))
    say(action, Did.OPEN, act(bob))
    assert action.done_on is None
    for what in (Did.DONE, Did.TODAY):
        with pytest.raises(Forbidden):
            say(action, what, act(eve))
    with pytest.raises(Forbidden), transaction():
        actions.change(action, ActionData("Mine", eve.id, TODAY), by=act(eve))
    told = {(notice.person_id, notice.kind) for notice in db.session.scalars(select(InboxNotice))}
    assert {(bob.id, "projects.action"), (ann.id, "projects.blocked")} <= told


def test_refusals_of_actions(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    project = make_project(owner=ann)
    for data, field in (
        (ActionData("T", 999_999, TODAY), "owner_id"),
        (ActionData("T", ann.id, TODAY - timedelta(days=1)), "due_on"),
    ):
        with pytest.raises(Invalid) as refused, transaction():
            actions.add(project, data, by=SYSTEM)
        assert list(refused.value.errors) == [field]
    action = add(project, ann)
    with transaction():
        actions.drop(action, by=SYSTEM)
    assert actions_of(project.id) == []


def test_the_completion_rate_counts_the_first_promise(context: object, clock: Clock) -> None:
    unit = make_unit("Team")
    ann = make_person("ann", unit=unit)
    project = make_project(owner=ann, unit=unit)
    in_time, late, put_off, still_open, coming = (add(project, ann, f"A{n}", days=1) for n in range(5))
    with transaction():
        actions.change(coming, ActionData("A4", ann.id, TODAY + timedelta(days=40)), by=SYSTEM)
        coming.first_due_on = TODAY + timedelta(days=40)
        actions.change(put_off, ActionData("A2", ann.id, TODAY + timedelta(days=9)), by=SYSTEM)
    say(in_time, Did.DONE)
    clock.move(days=4)
    say(late, Did.DONE)
    say(put_off, Did.DONE)
    assert still_open.done_on is None
    first, last = TODAY, TODAY + timedelta(days=3)
    assert (kept(SYSTEM, unit, first, last).in_time, kept(SYSTEM, None, first, last).due) == (1, 4)
    assert kept(SYSTEM, make_unit("Other"), first, last).share is None
    # The same as a metric's source.
    for key in ("0", str(unit.id)):
        offered = feeds.offer(SYSTEM, key)
        assert offered is not None
        assert offered.kind is MetricKind.PROPORTION
        (week,) = feeds.read(key, PeriodKind.WEEK)
        assert (week.period_start, week.numerator, week.denominator) == (date(2026, 3, 2), 1, 4)
    assert {offer.key for offer in feeds.offers(SYSTEM)} >= {"0", str(unit.id)}
    for odd in ("x", "", "99999999999", "-1", "٣"):
        assert feeds.offer(SYSTEM, odd) is None
        assert feeds.read(odd, PeriodKind.WEEK) == []


def test_the_stand_up_of_a_team(context: object, clock: Clock, statements: Any) -> None:
    unit, other = make_unit("Team"), make_unit("Other")
    ann = make_person("ann", unit=unit)
    project, elsewhere = make_project(owner=ann, unit=unit), make_project("Elsewhere", owner=ann, unit=other)
    done, _due, blocked, taken, later = (
        add(project, ann, name, days=n)
        for name, n in (("done", 1), ("due", 0), ("blocked", 20), ("taken", 20), ("later", 20))
    )
    add(elsewhere, ann, "elsewhere", days=0)
    say(done, Did.DONE)
    clock.move(days=1)
    say(taken, Did.TODAY)
    with transaction():
        actions.block(blocked, BlockerData("No budget."), by=SYSTEM)
    with statements() as asked:
        found = stand_up(SYSTEM, unit, TODAY + timedelta(days=1))
    assert asked.count <= 7  # the calendar among them
    assert [action.title for action in found.yesterday] == ["done"]
    assert {action.title for action in found.today} == {"due", "taken"}
    assert [action.title for action in found.blocked] == ["blocked"]
    assert later.title not in {action.title for action in found.today}
    monday = TODAY + timedelta(days=5)
    assert stand_up(SYSTEM, unit, monday).since == date(2026, 3, 6)  # on a Monday since Friday


def test_my_actions_wait_for_me(app: Flask, clock: Clock) -> None:
    with app.test_request_context():
        ann, bob = make_person("ann"), make_person("bob")
        project = make_project(owner=ann)
        add(project, bob, "Order the racks")
        add(project, bob, "In a month", days=30)
        assert [item.title for item in contributions.waiting(act(bob))] == ["Order the racks"]


# Rollout

RULES = [
    # step, entered, left, criteria, stage, may it be entered?
    (Step.DIAGNOSE, (), (), "yes", Stage.PLAN, True),
    (Step.DIAGNOSE, (), (), "", Stage.PLAN, False),
    (Step.DIAGNOSE, (Step.DIAGNOSE,), (), "yes", Stage.PLAN, False),
    (Step.DESIGN, (Step.DIAGNOSE,), (), "yes", Stage.PLAN, False),
    (Step.DESIGN, (Step.DIAGNOSE,), (Step.DIAGNOSE,), "yes", Stage.PLAN, True),
    (Step.TEST, (Step.DIAGNOSE, Step.DESIGN), (Step.DIAGNOSE, Step.DESIGN), "yes", Stage.PLAN, False),
    (Step.TEST, (Step.DIAGNOSE, Step.DESIGN), (Step.DIAGNOSE, Step.DESIGN), "yes", Stage.DO, True),
    (Step.DIAGNOSE, (), (), "yes", Stage.CLOSED, False),
]


@pytest.mark.parametrize(("step", "entered", "left", "criteria", "stage", "may"), RULES)
def test_when_a_step_begins(
    step: Step, entered: Any, left: Any, criteria: str, stage: Stage, *, may: bool
) -> None:
    def enter() -> None:
        rules.check_entering(step, entered=entered, left=left, criteria=criteria, stage=stage)

    if may:
        enter()
    else:
        with pytest.raises(Refused):
            enter()


def test_a_rollout_step_by_step(context: object, clock: Clock) -> None:
    ann, eve = make_person("ann"), make_person("eve")
    project = running(ann, IMPROVED)
    words = {f"{step}_{way}": f"{step} {way}" for step in Step for way in ("enter", "leave")}
    with pytest.raises(Forbidden), transaction():
        rollout.write_criteria(reload(project), CriteriaData(**words), by=act(eve))
    with transaction():
        rollout.write_criteria(reload(project), CriteriaData(**words), by=act(ann))
    for step in Step:
        with transaction():
            rollout.enter(reload(project), step, ProofData("Seen."), by=act(ann))
        assert current_step(steps_of(project)) is step
        with pytest.raises(Refused), transaction():
            rollout.enter(reload(project), step, ProofData("Again."), by=act(ann))
        with transaction():
            rollout.leave(reload(project), step, ProofData("Held."), by=act(ann))
    row = steps_of(project)[Step.TEST]
    assert (row.entered_proof, row.left_proof, row.left_by_id) == ("Seen.", "Held.", ann.id)
    # With what a step was left stays.
    with transaction():
        rollout.write_criteria(reload(project), CriteriaData(test_leave="Something else"), by=act(ann))
    assert steps_of(project)[Step.TEST].leave_when == "test leave"


# Root cause


def test_counts_are_read_as_they_are_pasted() -> None:
    text = (
        "Dock late\t12\nPaper missing; 1,204\n缺少单据，3\nNo driver: 2.5\nDock late 1\n\nCode 7, shift B 4"
    )
    assert read_counts(text) == [
        ("Dock late", 13.0),
        ("Paper missing", 1204.0),
        ("缺少单据", 3.0),
        ("No driver", 2.5),
        ("Code 7, shift B", 4.0),
    ]
    for bad in ("no count", "12", "Dock -3\nx", "a\n" * 61):
        with pytest.raises(Invalid):
            read_counts(bad)


def test_the_vital_few() -> None:
    bars = pareto([("c", 5), ("a", 60), ("b", 25), ("d", 10), ("e", 0)])
    assert [(bar.name, bar.is_vital) for bar in bars] == [
        ("a", True),
        ("b", True),
        ("d", False),
        ("c", False),
        ("e", False),
    ]
    assert [round(bar.cumulative) for bar in bars] == [60, 85, 95, 100, 100]
    assert pareto([]) == []
    assert pareto([("a", 0)]) == []


def test_an_analysis_is_kept_once(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    project = make_project(owner=ann)
    data = AnalysisData(
        evidence="40 minutes", why_1="Late", why_3="No slot", people="A\n\n B ", counts="Late 4"
    )
    for _again in range(2):
        with transaction():
            write(reload(project), data, by=act(ann))
    found = analysis_of(project.id)
    assert found is not None
    assert (found.whys, found.bones, found.counts) == (
        ["Late", "No slot"],
        {"people": ["A", "B"]},
        [["Late", 4.0]],
    )
    with pytest.raises(Forbidden), transaction():
        write(reload(project), AnalysisData(), by=act(make_person("eve")))


# Pages


@pytest.mark.databases("sqlite")
def test_the_pages_of_the_work(app: Flask, clock: Clock, new_browser: NewBrowser) -> None:
    with app.app_context():
        unit = make_unit("Warehouse")
        ann, tom = make_person("ann", "Ann", unit=unit), make_person("tom", "Tom", roles=[Role.COORDINATOR])
        project = running(ann, IMPROVED)
        with transaction():
            reload(project).unit_id = unit.id
        number = project.id
        let_in()
        assert tom.id
    for language in ("en", "zh-Hans"):
        browser = signed_in(new_browser, "ann", language)
        for page in ("root-cause", "root-cause/edit", "rollout", "rollout/criteria", "actions"):
            browser.get(f"/projects/{number}/{page}")
        browser.get("/projects/stand-up")
        assert "Warehouse" in browser.text
    ann_browser = signed_in(new_browser, "ann")
    # Hostile input comes back with what was typed.
    ann_browser.get(f"/projects/{number}/root-cause/edit")
    ann_browser.submit(button="Save", counts="no count here", why_1="<b>x</b>" + "é" * 400, status=422)
    assert "no count here" in ann_browser.text
    ann_browser.submit(button="Save", counts="Late\u202e 4\nSlot 😀 3", why_1="Because <i>", people="A\nB")
    assert "Because <i>" in ann_browser.text
    ann_browser.get(f"/projects/{number}/actions")
    ann_browser.submit(
        button="Put it on the list", title="x" * 201, owner_id="nobody", due_on="2026-13-01", status=422
    )
    ann_browser.submit(button="Put it on the list", title="Order", owner_id="ann", due_on="2026-03-04")
    ann_browser.get("/projects/stand-up")
    ann_browser.submit(button="Today: Order")
    ann_browser.submit(button="Done: Order")
    assert "Nothing is due" in ann_browser.text
    ann_browser.get(f"/projects/{number}/rollout")
    assert "Write the criteria" in ann_browser.text
    ann_browser.get(f"/projects/{number}/rollout/criteria")
    ann_browser.submit(
        button="Save", diagnose_enter="The owner is named", diagnose_leave="The cause is named"
    )
    ann_browser.submit(button="It holds: go on", proof="", status=422)
    ann_browser.submit(button="It holds: go on", proof="Ann.")
    assert "is in “Diagnose”" in ann_browser.text
    for path in ("/projects/999999/actions", "/projects/actions/999999", "/projects/actions/2147483648"):
        ann_browser.get(path, status=404)
    bob = signed_in(new_browser, "tom")
    bob.get("/projects")
