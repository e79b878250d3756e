"""What follows a decision: approval by somebody else, the standard, other places, and whether it lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.accounts.service import give_role
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.policy import SYSTEM, Role
from improve.metrics.queries import company_day
from improve.metrics.service import redefine
from improve.metrics.values import MetricData
from improve.notifications.models import InboxNotice
from improve.projects import contributions, jobs, service
from improve.projects.acting import service as acting
from improve.projects.acting.interests import Interest, interests
from improve.projects.acting.queries import approvals_of, follow_up_of, is_approved, spreads_of
from improve.projects.acting.values import ApprovalData, FollowUpData, SpreadData
from improve.projects.models import Project, Stage
from improve.projects.presenting.headings import not_lasting
from improve.projects.rollout import service as rollout
from improve.projects.rollout.queries import steps_of
from improve.projects.rollout.values import CriteriaData
from improve.projects.sustaining import service as sustaining
from improve.projects.sustaining.models import State, SustainCheck
from improve.projects.sustaining.queries import checks_of
from improve.projects.sustaining.values import DAYS, AnswerData
from improve.projects.values import DecisionData, ProjectData
from improve.suggestions.models import Suggestion
from improve.web.i18n import speaking
from tests.browser import Browser
from tests.conftest import Clock
from tests.metrics.door import let_in, signed_in
from tests.metrics.making import fill, make_metric, record
from tests.people import act, make_person, make_unit
from tests.projects.making import IMPROVED, accepted, adopt, move, noise, reload, running, week, write_plan

NewBrowser = Callable[..., Browser]
GOOD = ApprovalData(is_approved=True)


def checks(project: Project) -> dict[int, SustainCheck]:
    return {check.days: check for check in checks_of([reload(project)])[project.id]}


def states(project: Project) -> list[str]:
    return [check.state for check in checks(project).values()]


def adopted(owner: Any, boss: Any, **more: Any) -> Project:
    """Adopted today and approved: trucks wait six minutes less."""
    project = running(owner, IMPROVED, stage=Stage.CHECK, **more)
    adopt(project, by=act(owner), approved_by=act(boss))
    return reload(project)


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    with app.test_request_context(), speaking("en"):
        yield


@pytest.fixture
def people(context: object, clock: Clock) -> tuple[Any, Any]:
    """Ann owns, the boss approves."""
    return make_person("ann"), make_person("boss", roles=[Role.COORDINATOR])


# Approval


def test_somebody_else_approves(people: tuple[Any, Any]) -> None:
    ann, boss = people
    project = running(ann, IMPROVED, stage=Stage.CHECK)
    with pytest.raises(Refused), transaction():
        acting.approve(reload(project), GOOD, by=act(boss))  # nothing is decided yet
    adopt(project, by=act(ann))
    with pytest.raises(Refused, match="核准"):
        move(reload(project), Stage.CLOSED)
    for nobody in (ann, make_person("eve")):
        with pytest.raises(Forbidden), transaction():
            acting.approve(reload(project), GOOD, by=act(nobody))
    with pytest.raises(Invalid), transaction():
        acting.approve(reload(project), ApprovalData(is_approved=False), by=act(boss))
    with transaction():
        acting.approve(
            reload(project), ApprovalData(is_approved=False, reason="Ten weeks only."), by=act(boss)
        )
    assert not is_approved(reload(project))
    with transaction():
        acting.approve(reload(project), GOOD, by=act(boss))
    assert [one.is_approved for one in approvals_of(reload(project))] == [False, True]
    with pytest.raises(Refused), transaction():
        acting.approve(reload(project), GOOD, by=act(boss))
    move(reload(project), Stage.CLOSED)
    told = [
        str(one.kind)
        for one in db.session.scalars(select(InboxNotice).where(InboxNotice.person_id == ann.id))
    ]
    assert told.count("projects.approval") == 2


def test_an_owner_with_the_role_approves_not_their_own(people: tuple[Any, Any]) -> None:
    _ann, boss = people
    own = running(boss, IMPROVED, stage=Stage.CHECK)
    adopt(own, by=act(boss))
    with pytest.raises(Forbidden, match="负责人"), transaction():
        acting.approve(reload(own), GOOD, by=act(boss))
    other = running(make_person("bob"), IMPROVED, code="M-2", stage=Stage.CHECK)
    adopt(other, by=act(boss))
    with pytest.raises(Forbidden, match="决定"), transaction():
        acting.approve(reload(other), GOOD, by=act(boss))


def test_nobody_who_is_concerned_approves(inside: None, clock: Clock) -> None:
    """Handing the project over, moving its goal, its readings or its idea all leave a trace."""
    ann, bob = make_person("ann"), make_person("bob")
    boss, former, planner, clerk, definer, author, fair = (
        make_person(login, roles=[Role.COORDINATOR])
        for login in ("boss", "former", "planner", "clerk", "definer", "author", "fair")
    )
    project = running(former, IMPROVED, stage=Stage.CHECK, idea_ids=(accepted(author).id,))
    metric = project.metric
    assert metric is not None
    with transaction():
        meant = MetricData(
            metric.name, "down", "value", "week", description="At the gate.", holds_from=week(-3)
        )
        redefine(metric, meant, by=act(definer))
    record(metric, [{"period": "2026-W08", "value": 33.5}], by=act(clerk))
    write_plan(reload(project), metric, by=act(planner), reason="Smaller is useful too.", smallest_useful=2.0)
    for new in (ann, bob):
        with transaction():
            service.edit(reload(project), ProjectData(title="T", owner_id=new.id), by=SYSTEM)
    adopt(reload(project), by=act(boss))
    found = interests([reload(project)])[project.id]
    for person, interest in (
        (bob, Interest.OWNS),
        (ann, Interest.OWNED),
        (former, Interest.OWNED),
        (boss, Interest.DECIDED),
        (planner, Interest.PLANNED),
        (clerk, Interest.ENTERED),
        (definer, Interest.DEFINED),
    ):
        assert found[person.id] is interest, person.login
        assert not [one for one in contributions.waiting(act(person)) if "#approval" in one.href]
        with pytest.raises(Forbidden), transaction():
            acting.approve(reload(project), GOOD, by=act(person))
    assert [one for one in contributions.waiting(act(fair)) if "#approval" in one.href]
    with transaction():
        acting.approve(reload(project), GOOD, by=act(fair))
    assert is_approved(reload(project))


def test_who_may_approve_hears_of_it(context: object, clock: Clock) -> None:
    """The coordinators of the place; where none of them is left, the committee; never who decided or leads."""
    plant, office = make_unit("Plant"), make_unit("Office")
    ann, jury = make_person("ann"), make_person("jury", roles=[Role.COMMITTEE])
    near, far = make_person("near"), make_person("far")
    with transaction():
        give_role(near, Role.COORDINATOR, plant, by=SYSTEM)
        give_role(far, Role.COORDINATOR, office, by=SYSTEM)

    def asked() -> set[int]:
        found = db.session.scalars(select(InboxNotice)).all()
        return {one.person_id for one in found if str(one.kind) == "projects.to_approve"}

    def in_check(code: str) -> Project:
        project = running(ann, IMPROVED, stage=Stage.CHECK, code=code)
        with transaction():
            project.unit_id = plant.id
        return reload(project)

    with transaction():
        service.decide(in_check("M-1"), DecisionData("abandon", "No."), by=act(ann))
    assert asked() == set()
    adopt(in_check("M-2"), by=act(ann))
    assert asked() == {near.id}
    adopt(in_check("M-3"), by=act(near))
    assert asked() == {near.id, jury.id}


def test_another_decision_needs_another_approval(people: tuple[Any, Any], clock: Clock) -> None:
    ann, boss = people
    project = adopted(ann, boss)
    assert len(checks(project)) == 5
    move(project, Stage.CHECK, reason="Look again.")
    assert checks_of([reload(project)]) == {}
    clock.move(minutes=1)
    adopt(project, by=act(ann))
    assert not is_approved(reload(project))
    assert len(checks(project)) == 5


# Standard and other places


def test_a_standard_and_its_spread(people: tuple[Any, Any]) -> None:
    ann, boss = people
    unit, bob = make_unit("Wroclaw"), make_person("bob")
    early = running(ann, IMPROVED, code="M-2")
    with pytest.raises(Refused), transaction():
        acting.write_standard(early, FollowUpData(standard="Too early"), by=act(ann))
    project = adopted(ann, boss)
    found = follow_up_of(project)
    assert found is not None
    assert found.review_on == date(2026, 4, 3)  # 30 days after the adoption
    with transaction():
        acting.write_standard(
            reload(project), FollowUpData("Lists are sorted", "https://wiki/x", "All pickers"), by=act(ann)
        )
    with transaction():
        row = acting.spread(reload(project), SpreadData(unit.id, bob.id, date(2026, 5, 1)), by=act(ann))
    for data, field in (
        (SpreadData(unit.id, bob.id, date(2026, 5, 1)), "unit_id"),
        (SpreadData(999_999, bob.id, date(2026, 5, 1)), "unit_id"),
        (SpreadData(make_unit("Other").id, 999_999, date(2026, 5, 1)), "person_id"),
    ):
        with pytest.raises(Invalid) as refused, transaction():
            acting.spread(reload(project), data, by=act(ann))
        assert list(refused.value.errors) == [field]
    with pytest.raises(Forbidden), transaction():
        acting.arrived(row, by=act(make_person("eve")))
    with transaction():
        acting.arrived(row, by=act(bob))  # who brings it there
    assert spreads_of(project.id)[0].done_on == date(2026, 3, 4)
    with pytest.raises(Refused), transaction():
        acting.drop_spread(row, by=act(ann))


def test_the_next_round_starts_from_the_last(people: tuple[Any, Any]) -> None:
    ann, _boss = people
    project = running(ann, IMPROVED, stage=Stage.CHECK, settle_in=1)
    with transaction():
        rollout.write_criteria(reload(project), CriteriaData(test_leave="Four weeks"), by=act(ann))
    with transaction():
        service.decide(reload(project), DecisionData("adapt", "Half of it."), by=act(ann))
    move(reload(project), Stage.PLAN)
    again = reload(project)
    assert (again.cycle, again.metric_id is not None, again.smallest_useful) == (2, True, 3.0)
    assert again.baseline_from == week(-9)  # what the last change made of it, settling in left out
    assert [(step.value, row.leave_when) for step, row in steps_of(again).items()] == [("test", "Four weeks")]


# Does it last?


def weeks(project: Project, values: list[float | None], first: int = 0) -> None:
    """Readings from the week of the adoption on, as far as the weeks are over."""
    metric = reload(project).metric
    assert metric is not None
    over = (company_day() - week(first)).days // 7
    fill(metric, week(first), values[:over])


def test_p10_a_change_that_lasts_is_left_alone(people: tuple[Any, Any], clock: Clock) -> None:
    ann, boss = people
    project = adopted(ann, boss)
    assert [check.due_on - date(2026, 3, 4) for check in checks(project).values()] == [
        timedelta(days=n) for n in DAYS
    ]
    assert jobs.check_sustained() == 0
    for n, days in enumerate(DAYS, 1):
        clock.set(clock.now.replace(year=2026, month=3, day=4) + timedelta(days=days))
        weeks(project, [33.6, 34.4] * 27)
        assert jobs.check_sustained() == 1
        assert jobs.check_sustained() == 0
        assert states(project)[:n] == ["held"] * n
    assert reload(project).stage == "act"
    assert all(check.verdict == "improved" and check.inputs_hash for check in checks(project).values())


def test_ideas_of_a_change_that_lasts_are_sustained_until_it_slides(
    people: tuple[Any, Any], clock: Clock
) -> None:
    ann, boss = people
    idea = accepted(ann)
    project = adopted(ann, boss, idea_ids=(idea.id,))
    move(project, Stage.CLOSED, by=act(boss))
    status = []
    for days in DAYS:
        clock.set(clock.now.replace(year=2026, month=3, day=4) + timedelta(days=days))
        weeks(project, [33.6, 34.4] * 9 + [33.6, 34.4] * 5 + [48.0] * 30)
        jobs.check_sustained()
        db.session.expire_all()
        status.append(str(db.session.get_one(Suggestion, idea.id).status))
    assert status[:3] == ["done", "done", "sustained"]
    assert status[-1] == "done"


@pytest.mark.parametrize("closed", [False, True])
def test_p10_a_change_that_slides_back_reopens_the_card(
    people: tuple[Any, Any], clock: Clock, *, closed: bool
) -> None:
    ann, boss = people
    project = adopted(ann, boss)
    if closed:
        move(project, Stage.CLOSED)
    readings = [*noise(34, 4, seed=4), *noise(40, 12, seed=8)]
    clock.move(days=30)
    weeks(project, readings)
    assert jobs.check_sustained() == 1
    assert states(project)[0] == "held"
    clock.move(days=30)
    weeks(project, readings)
    assert jobs.check_sustained() == 1
    assert states(project)[:2] == ["held", "slid"]
    assert reload(project).stage == "act"  # a closed one comes back
    heard = [
        str(one.kind)
        for one in db.session.scalars(select(InboxNotice).where(InboxNotice.person_id == ann.id))
    ]
    assert heard.count("projects.reopened") == 1
    with pytest.raises(Refused, match="守住"):
        move(reload(project), Stage.CLOSED)
    slid = checks(project)[60]
    with pytest.raises(Forbidden), transaction():
        sustaining.answer(slid, AnswerData("Nothing."), by=act(make_person("eve")))
    with transaction():
        sustaining.answer(checks(project)[60], AnswerData("The lists are sorted again."), by=act(ann))
    move(reload(project), Stage.CLOSED)
    with pytest.raises(Refused), transaction():
        sustaining.answer(checks(project)[30], AnswerData("It held."), by=act(ann))


def test_a_check_of_long_periods_waits_for_the_first_that_ends(people: tuple[Any, Any], clock: Clock) -> None:
    """Adopted on 13 April: before the second quarter is over there is nothing to say; then all is said at once."""
    ann, boss = people
    metric = make_metric("Q-1", period="quarter", owner=ann)
    fill(metric, date(2023, 1, 1), [40.0, 41.0, 39.0, 40.5, 39.5, 40.0, *[34.0, 33.5] * 3])
    project = running(
        ann, metric=metric, stage=Stage.CHECK, baseline_from=date(2023, 1, 1), starts_on=date(2024, 7, 1)
    )
    clock.move(days=40)  # in the second quarter
    adopt(project, by=act(ann), approved_by=act(boss))
    fill(metric, date(2026, 1, 1), [34.0])
    for _later in range(2):
        clock.move(days=35)
        assert jobs.check_sustained() == 0
    fill(metric, date(2026, 4, 1), [33.0])
    clock.move(days=25)  # in July
    assert jobs.check_sustained() == 3
    assert states(project) == [*["held"] * 3, *["waiting"] * 2]


def test_a_slide_that_is_over_is_said_and_still_owes_an_answer(inside: None) -> None:
    def told(*states: str) -> str:
        rows = zip(DAYS, states, strict=False)
        return not_lasting([SustainCheck(days=days, state=state) for days, state in rows])

    assert told("held", "waiting") == told() == ""
    assert told("slid", "waiting") == "It does not last: slid back after 30 days"
    assert told("slid", "held", "waiting").startswith("After 30 days: slid back. It has held since")
    assert told("slid", "missing") == "It does not last: readings missing after 60 days"


def test_p10_a_missing_reading_reopens_until_it_comes(people: tuple[Any, Any], clock: Clock) -> None:
    ann, boss = people
    project = adopted(ann, boss)
    clock.move(days=30)
    weeks(project, [34.0, None, 34.5])
    assert jobs.check_sustained() == 1
    assert states(project)[0] == "missing"
    weeks(project, [34.2], first=1)
    assert states(project)[0] == "missing"  # the week before the check is missing, too
    weeks(project, [34.1], first=3)
    assert states(project)[0] == "held"
    heard = select(InboxNotice).where(
        InboxNotice.person_id == ann.id, InboxNotice.kind == "projects.reopened"
    )
    assert len(db.session.scalars(heard).all()) == 1


def test_what_waits_for_owner_and_approver(app: Flask, clock: Clock) -> None:
    with app.test_request_context():
        ann, boss = make_person("ann"), make_person("boss", roles=[Role.COORDINATOR])
        project = running(ann, IMPROVED, stage=Stage.CHECK)
        adopt(project, by=act(ann))

        def waiting(person: Any) -> list[str]:
            return [str(item.href) for item in contributions.waiting(act(person))]

        assert f"/projects/{project.id}/follow-up#approval" in waiting(boss)
        assert f"/projects/{project.id}/follow-up#approval" not in waiting(ann)
        with transaction():
            acting.approve(reload(project), GOOD, by=act(boss))
        assert f"/projects/{project.id}/follow-up#approval" not in waiting(boss)
        clock.move(days=30)
        jobs.check_sustained()
        number = checks(project)[30].id
        assert checks(project)[30].state == State.MISSING
        assert f"/projects/checks/{number}/answer" in waiting(ann)


@pytest.mark.databases("sqlite")
def test_the_pages_after_a_decision(app: Flask, clock: Clock, new_browser: NewBrowser) -> None:
    with app.app_context():
        unit = make_unit("Warehouse")
        make_unit("Second hall")
        ann, boss = (
            make_person("ann", "Ann", unit=unit),
            make_person("boss", "Boss", roles=[Role.COORDINATOR]),
        )
        project = running(ann, IMPROVED, stage=Stage.CHECK)
        number = project.id
        let_in()
        assert boss.id
    owner, approver = signed_in(new_browser, "ann"), signed_in(new_browser, "boss")
    owner.get(f"/projects/{number}/follow-up")
    assert owner.page.h1 == "Nothing is adopted yet"
    owner.get(f"/projects/{number}")
    owner.submit(
        f"/projects/{number}/decide",
        decision="adopt",
        reason="It works",
        next_review_on="2020-01-01",
        status=422,
    )
    owner.submit(f"/projects/{number}/decide", decision="adopt", reason="It works", next_review_on="")
    owner.get(f"/projects/{number}/follow-up")
    assert owner.page.h1 == "The result waits for its approval"
    for page in ("/projects", f"/projects/{number}"):
        owner.get(page)
        assert "Waits for its approval" in owner.text and "Close the project" not in owner.text
    approver.get(f"/projects/{number}/follow-up")
    approver.submit(f"/projects/{number}/approve", is_approved="n", reason="", status=422)
    approver.submit(f"/projects/{number}/approve", is_approved="y", reason="")
    for page in ("/projects", f"/projects/{number}"):
        owner.get(page)
        assert "Waits for its approval" not in owner.text and "Close the project" in owner.text
    owner.get(f"/projects/{number}/standard")
    owner.submit(
        button="Save", standard="Sorted", standard_url="javascript:alert(1)", training="All", status=422
    )
    owner.submit(
        button="Save", standard="Sorted <b>", standard_url="https://example.org/x?a=<b>", training="All"
    )
    assert "Sorted <b>" in owner.text
    owner.submit(f"/projects/{number}/spread", unit_id="2", person_id="boss", due_on="2026-05-01", note="")
    approver.get(f"/projects/{number}/follow-up")
    approver.submit(button="It works there: Second hall")
    clock.move(days=30)
    with app.app_context():
        jobs.check_sustained()
    for language in ("en", "zh-Hans"):
        reader = signed_in(new_browser, "ann", language)
        for path in ("", "/follow-up"):
            reader.get(f"/projects/{number}{path}")
        reader.get("/projects")
    owner = signed_in(new_browser, "ann")
    owner.get("/projects")
    assert "Reopened: readings missing after 30 days" in owner.text
    assert "Close the project" not in owner.text
    owner.get(f"/projects/{number}")
    assert owner.page.h1 == "It does not last: readings missing after 30 days"
    assert "Say what you do about it" in owner.text and "Close the project" not in owner.text
    owner.get(f"/projects/{number}/follow-up")
    owner.follow("Say what you do about it: 30 days")
    owner.submit(button="Save", answer="", status=422)
    owner.submit(button="Save", answer="The scanner works again.")
    assert "The scanner works again." in owner.text
    for path in ("/projects/999999/follow-up", "/projects/checks/999999/answer"):
        owner.get(path, status=404)
