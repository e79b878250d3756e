"""Cards over the board: plan, trial, check, decision, and the ideas behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.policy import SYSTEM, Role
from improve.metrics import service as metrics
from improve.projects import service
from improve.projects.models import Project, Stage, StoredVerdict
from improve.projects.queries import ideas_of, moves_of, plan_versions
from improve.projects.rules import NEEDED
from improve.projects.values import DecisionData, PlanData, ProjectData, StopData
from improve.suggestions import service as ideas
from improve.suggestions.models import Suggestion
from improve.suggestions.values import IdeaText, Outcome, Status
from tests.conftest import Clock
from tests.metrics.making import fill, make_metric
from tests.people import act, make_person, make_unit
from tests.projects.making import (
    BEFORE,
    IMPROVED,
    UNCHANGED,
    accepted,
    adopt,
    make_project,
    move,
    reload,
    running,
    week,
    write_plan,
)


def decide(project: Project, decision: str, by: Any, reason: str = "Because.") -> None:
    with transaction():
        service.decide(reload(project), DecisionData(decision, reason), by=act(by))


def status(idea: Suggestion) -> str:
    return db.session.get_one(Suggestion, idea.id).status


def cards() -> list[Project]:
    return list(db.session.scalars(select(Project).order_by(Project.id)))


# Cards


def test_an_accepted_idea_becomes_a_card_whose_owner_is_to_be_named(context: object, clock: Clock) -> None:
    unit = make_unit("Warehouse")
    ann, boss = make_person("ann", unit=unit), make_person("boss", roles=[Role.COORDINATOR])
    idea = accepted(ann, by=act(boss))
    (card,) = cards()
    assert (card.title, card.problem, card.unit_id, card.owner_id) == (
        idea.title,
        "We walk too far",
        unit.id,
        None,
    )
    assert (card.stage, card.created_by_id) == ("plan", boss.id)
    assert card.plan_due_on == clock.now.date() + timedelta(days=14)
    assert [found.id for found in ideas_of(card.id)] == [idea.id]


def test_a_declined_idea_becomes_none(context: object, clock: Clock) -> None:
    idea = accepted(make_person("ann"))
    assert len(cards()) == 1
    with transaction():
        other = ideas.submit(IdeaText("T", "p", "i"), by=SYSTEM)
        ideas.decide(other, Outcome.DECLINED, "No.", by=SYSTEM)
    assert len(cards()) == 1
    # Declined and accepted again while the card is open: there is one already.
    with transaction():
        ideas.finish(db.session.get_one(Suggestion, idea.id), Status.DECLINED, "No.", by=SYSTEM)
        ideas.decide(db.session.get_one(Suggestion, idea.id), Outcome.ACCEPTED, "Yes.", by=SYSTEM)
    assert len(cards()) == 1


def test_who_makes_cards(context: object) -> None:
    make_project(by=act(make_person("boss", roles=[Role.COORDINATOR])))
    with pytest.raises(Forbidden):
        make_project(by=act(make_person("ann")))


def test_a_coordinator_makes_cards_in_the_own_units_only(context: object) -> None:
    from improve.accounts import service as accounts

    site, other = make_unit("Site"), make_unit("Other")
    tom = make_person("tom")
    with transaction():
        accounts.give_role(tom, Role.COORDINATOR, site, by=SYSTEM)
    make_project(unit=site, by=act(tom))
    for unit in (other, None):
        with pytest.raises(Forbidden):
            make_project(unit=unit, by=act(tom))


def test_one_project_answers_several_ideas(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    first, second = accepted(ann, "One"), accepted(ann, "Two")
    project = make_project(owner=ann, idea_ids=(first.id, second.id, first.id))
    assert [idea.id for idea in ideas_of(project.id)] == [first.id, second.id]
    with transaction():
        service.edit(project, ProjectData(title="T", owner_id=ann.id, idea_ids=(second.id,)), by=act(ann))
    assert [idea.id for idea in ideas_of(project.id)] == [second.id]
    with pytest.raises(Invalid) as refused, transaction():
        service.edit(project, ProjectData(title="T", owner_id=ann.id, idea_ids=(999,)), by=act(ann))
    assert list(refused.value.errors) == ["idea_ids"]


# The plan


def test_a_card_does_not_leave_plan_without_its_plan(context: object, clock: Clock) -> None:
    project = make_project()
    with pytest.raises(Invalid) as refused:
        move(project, Stage.DO)
    assert list(refused.value.errors) == list(NEEDED)
    assert reload(project).stage == "plan"


@pytest.mark.parametrize("name", list(NEEDED))
def test_one_missing_field_is_enough(context: object, clock: Clock, name: str) -> None:
    project = make_project(owner=make_person("ann"))
    write_plan(project, make_metric(), **{name: None})
    with pytest.raises(Invalid) as refused:
        move(reload(project), Stage.DO)
    assert list(refused.value.errors) == [name]


def test_the_database_keeps_incomplete_plans_in_plan(context: object) -> None:
    project = make_project()
    with pytest.raises(IntegrityError), transaction():
        reload(project).stage = str(Stage.DO)


def test_the_plan_is_free_until_the_start_and_its_versions_are_kept(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    metric = make_metric(owner=ann)
    project = make_project(owner=ann)
    write_plan(project, metric, starts_on=week(2))
    write_plan(reload(project), metric, starts_on=week(1))
    assert plan_versions(reload(project)) == []
    move(reload(project), Stage.DO)
    write_plan(reload(project), metric, starts_on=week(1), smallest_useful=4.0)
    first, second = plan_versions(reload(project))
    assert (first.plan["smallest_useful"], second.plan["smallest_useful"]) == (3.0, 4.0)
    assert not (first.after_start or second.after_start)
    clock.move(days=7)
    with pytest.raises(Invalid) as refused:
        write_plan(reload(project), metric, starts_on=week(1), smallest_useful=1.0)
    assert list(refused.value.errors) == ["reason"]
    write_plan(reload(project), metric, starts_on=week(1), smallest_useful=1.0, reason="We were wrong.")
    third = plan_versions(reload(project))[-1]
    assert (third.number, third.after_start, third.reason) == (3, True, "We were wrong.")
    assert third.plan["smallest_useful"] == 1.0


def test_the_same_plan_again_is_no_version_and_needs_no_reason(context: object, clock: Clock) -> None:
    project = running(make_person("ann"), IMPROVED)
    write_plan(reload(project), reload(project).metric, baseline_from=week(-34))
    assert len(plan_versions(reload(project))) == 1


def test_another_owner_needs_no_reason_and_none_is_refused(context: object, clock: Clock) -> None:
    ann, bob = make_person("ann"), make_person("bob")
    project = running(ann, IMPROVED)
    write_plan(reload(project), reload(project).metric, baseline_from=week(-34), owner_id=bob.id)
    assert reload(project).owner_id == bob.id
    with pytest.raises(Invalid) as refused:
        write_plan(reload(project), reload(project).metric, baseline_from=week(-34), owner_id=None)
    assert list(refused.value.errors) == ["owner_id"]


def test_a_started_plan_cannot_lose_what_it_needs(context: object, clock: Clock) -> None:
    project = running(make_person("ann"), IMPROVED)
    with pytest.raises(Invalid) as refused:
        write_plan(reload(project), None, reason="Why not")
    assert list(refused.value.errors) == ["metric_id"]


@pytest.mark.parametrize(("field", "value"), [("metric_id", 4711), ("owner_id", 4711)])
def test_what_does_not_exist_is_named(context: object, field: str, value: int) -> None:
    project = make_project(owner=make_person("ann"))
    with pytest.raises(Invalid) as refused:
        write_plan(project, make_metric(), **{field: value})
    assert list(refused.value.errors) == [field]


def test_a_closed_metric_is_no_new_choice(context: object) -> None:
    metric = make_metric()
    with transaction():
        metrics.close(metric, by=SYSTEM)
    with pytest.raises(Invalid) as refused:
        write_plan(make_project(), metric)
    assert list(refused.value.errors) == ["metric_id"]


def test_who_writes_plans_and_moves(context: object, clock: Clock) -> None:
    ann, bob = make_person("ann"), make_person("bob")
    project = make_project(owner=ann)
    metric = make_metric()
    with pytest.raises(Forbidden):
        write_plan(project, metric, by=act(bob))
    write_plan(project, metric, by=act(ann))
    with pytest.raises(Forbidden):
        move(reload(project), Stage.DO, by=act(bob))
    move(reload(project), Stage.DO, by=act(ann))


# The trial and its ideas


def test_ideas_follow_their_project(context: object, clock: Clock) -> None:
    ann, boss = make_person("ann"), make_person("boss", roles=[Role.COORDINATOR])
    idea = accepted(ann)
    (card,) = cards()
    metric = make_metric()
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    with transaction():
        service.edit(card, ProjectData(title=card.title, owner_id=boss.id, idea_ids=(idea.id,)), by=act(boss))
    write_plan(reload(card), metric, starts_on=week(2))
    move(reload(card), Stage.DO)
    assert status(idea) == "in_pilot"
    move(reload(card), Stage.PLAN)
    assert status(idea) == "accepted"
    write_plan(reload(card), metric)
    move(reload(card), Stage.DO, Stage.CHECK)
    assert status(idea) == "in_pilot"
    decide(card, "adopt", boss)
    assert (status(idea), reload(card).stage) == ("done", "act")
    move(reload(card), Stage.CHECK, reason="The readings were wrong.")
    assert (status(idea), reload(card).decision) == ("in_pilot", None)
    decide(card, "abandon", boss, "No use.")
    assert status(idea) == "declined"
    move(reload(card), Stage.CHECK)
    assert status(idea) == "in_pilot"
    assert len(cards()) == 1
    decide(card, "adapt", boss)
    assert status(idea) == "in_pilot"


def test_the_next_round_begins_with_an_empty_plan_and_keeps_what_was(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    project = running(ann, UNCHANGED, stage=Stage.CHECK)
    decide(project, "adapt", ann, "Once more.")
    move(reload(project), Stage.PLAN)
    again = reload(project)
    assert (again.cycle, again.decision, again.starts_on, again.baseline_from) == (2, None, None, week(-10))
    assert (again.metric_id is None, again.smallest_useful) == (False, 3.0)
    assert db.session.scalars(select(StoredVerdict)).all() == []
    decided = [step for step in moves_of(project.id) if step.decision]
    assert [(step.decision, step.verdict, step.reason, step.cycle) for step in decided] == [
        ("adapt", "no_change_shown", "Once more.", 1)
    ]
    write_plan(again, again.metric, starts_on=week(1), baseline_from=week(-8))
    move(reload(project), Stage.DO)
    assert [(version.cycle, version.number) for version in plan_versions(reload(project))] == [(2, 1)]


def test_the_verdict_of_the_moment_is_kept_with_the_decision(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    project = running(ann, IMPROVED[:5], before=BEFORE[:9], stage=Stage.CHECK)
    decide(project, "adopt", ann)
    found = reload(project)
    assert (found.decided_verdict, found.decided_early, found.decided_by_id) == ("improved", True, ann.id)


@pytest.mark.parametrize(
    ("roles", "may"),
    [((), False), ((Role.COMMITTEE,), True), ((Role.COORDINATOR,), True), ((Role.AUDITOR,), False)],
)
def test_who_decides(context: object, clock: Clock, roles: tuple[Role, ...], may: bool) -> None:
    project = running(make_person("ann"), IMPROVED, stage=Stage.CHECK)
    person = make_person("judge", roles=roles)
    if may:
        decide(project, "adopt", person)
    else:
        with pytest.raises(Forbidden):
            decide(project, "adopt", person)


def test_a_decision_is_made_once(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    project = running(ann, IMPROVED, stage=Stage.CHECK)
    decide(project, "adopt", ann)
    with pytest.raises(Refused):
        decide(project, "abandon", ann)


def test_a_project_is_stopped_before_its_check(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    idea = accepted(make_person("bob"))
    (card,) = cards()
    with pytest.raises(Forbidden), transaction():
        service.stop(card, StopData("No time."), by=act(ann))
    boss = make_person("boss", roles=[Role.COORDINATOR])
    with transaction():
        service.stop(reload(card), StopData("No time."), by=act(boss))
    stopped = reload(card)
    assert (stopped.stage, stopped.decision, stopped.is_stopped) == ("closed", "abandon", True)
    assert status(idea) == "declined"
    with pytest.raises(Refused):
        move(stopped, Stage.ACT)
    checked = running(ann, IMPROVED, stage=Stage.CHECK)
    with pytest.raises(Refused), transaction():
        service.stop(reload(checked), StopData("No time."), by=act(ann))


def test_the_way_of_a_card_is_kept(context: object, clock: Clock) -> None:
    ann = make_person("ann")
    project = running(ann, IMPROVED, stage=Stage.CHECK)
    adopt(project, by=act(ann), approved_by=act(make_person("boss", roles=[Role.COORDINATOR])))
    move(reload(project), Stage.CLOSED, by=act(ann))
    move(reload(project), Stage.ACT, by=act(ann), reason="Not done yet.")
    way = [(step.from_stage, step.to_stage) for step in moves_of(project.id)]
    assert way == [
        (None, "plan"),
        ("plan", "do"),
        ("do", "check"),
        ("check", "act"),
        ("act", "closed"),
        ("closed", "act"),
    ]
    assert moves_of(project.id)[-1].reason == "Not done yet."


def test_a_move_to_where_it_stands_is_no_news(context: object, clock: Clock) -> None:
    project = make_project()
    move(project, Stage.PLAN)
    assert len(moves_of(project.id)) == 1


def test_a_plan_may_be_written_in_parts(context: object) -> None:
    project = make_project()
    with transaction():
        service.plan(project, PlanData(smallest_useful=2.0), by=SYSTEM)
        service.plan(project, PlanData(smallest_useful=2.0, direction="up"), by=SYSTEM)
    assert (project.smallest_useful, project.direction, project.metric_id) == (2.0, "up", None)
