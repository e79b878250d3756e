"""What projects put on pages of others, and what people are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from improve.accounts.models import Person
from improve.core import events
from improve.core.db import db, transaction
from improve.core.notices import Notice, Subject
from improve.core.policy import Role
from improve.notifications.models import InboxNotice
from improve.notifications.queries import story_of
from improve.projects import contributions, notices, service
from improve.projects.contributions.waiting import MOST
from improve.projects.events import OwnerNamed, ProjectDecided, VerdictReached
from improve.projects.models import Project, Stage
from improve.projects.values import DecisionData
from improve.web.i18n import speaking
from tests.conftest import Clock
from tests.metrics.making import fill, make_metric
from tests.people import act, make_person, make_unit
from tests.projects.making import (
    BEFORE,
    IMPROVED,
    UNCHANGED,
    WORSE,
    accepted,
    adopt,
    make_project,
    move,
    reload,
    running,
    week,
    write_plan,
)


@pytest.fixture
def inside(app: Flask, clock: Clock) -> Iterator[None]:
    with app.test_request_context(), speaking("en"):
        yield


def decide(project: Project, decision: str, by: Person) -> None:
    with transaction():
        service.decide(reload(project), DecisionData(decision, "So."), by=act(by))


def waiting(person: Person) -> dict[str, Any]:
    return {str(item.title): item.due for item in contributions.waiting(act(person))}


def test_what_waits_for_an_owner(inside: None) -> None:
    ann, bob = make_person("ann"), make_person("bob")
    bare = make_project("Bare", owner=ann)
    planned = make_project("Planned", owner=ann)
    write_plan(planned, make_metric("Z", owner=ann), starts_on=week(1))
    running(ann, IMPROVED, title="Ready", code="A")
    running(ann, IMPROVED[:5], title="Too early", code="B", starts_on=week(-10))
    checked = running(ann, IMPROVED, title="Decide me", code="C", stage=Stage.CHECK, review_on=week(3))
    running(ann, [], title="No data", code="D", stage=Stage.CHECK)
    adapt = running(ann, WORSE, title="Again", code="E", stage=Stage.CHECK)
    decide(adapt, "adapt", ann)
    done = running(ann, IMPROVED, title="Done", code="F", stage=Stage.CHECK)
    decide(done, "adopt", ann)
    found = waiting(ann)
    own = {title: due for title, due in found.items() if "Readings" not in title}
    assert set(own) == {
        "Complete the measurement plan: Bare",
        "Begin: Planned",
        "Check the result: Ready",
        "Decide: Decide me",
        "Plan the next round: Again",
    }
    assert own["Complete the measurement plan: Bare"] == reload(bare).plan_due_on
    assert own["Begin: Planned"] == week(1)
    assert own["Decide: Decide me"] == reload(checked).review_on == week(3)
    assert waiting(bob) == {}


def test_overdue_readings_of_somebody_elses_metric_wait_for_the_owner_too(inside: None) -> None:
    ann, bob = make_person("ann"), make_person("bob")
    metric = make_metric(owner=bob)
    fill(metric, week(-34), [*BEFORE, *IMPROVED[:5]])
    running(ann, metric=metric)
    assert "Readings are missing: Truck waiting time" in waiting(ann)


def test_cards_without_an_owner_wait_for_the_coordinator_of_their_unit(inside: None) -> None:
    from improve.accounts import service as accounts
    from improve.core.policy import SYSTEM

    site, other = make_unit("Site"), make_unit("Other")
    tom, ann = make_person("tom"), make_person("ann", unit=site)
    with transaction():
        accounts.give_role(tom, Role.COORDINATOR, site, by=SYSTEM)
    bob = make_person("bob", unit=other)
    for number in range(MOST):
        accepted(bob, f"There {number}")  # as many as are listed, and none of them is Tom's
    accepted(ann, "Here")
    assert list(waiting(tom)) == ["Name an owner: Here"]
    assert waiting(ann) == {}


def test_the_menu_counts_what_is_due_for_me(inside: None, clock: Clock) -> None:
    ann = make_person("ann")
    make_project("Bare", owner=ann)
    running(ann, IMPROVED, code="A", stage=Stage.CHECK)
    running(ann, IMPROVED[:2], code="B", stage=Stage.CHECK)
    assert contributions.count_waiting(act(ann)) == 1
    clock.move(days=15)
    assert contributions.count_waiting(act(ann)) == 2
    assert contributions.count_waiting(act(make_person("bob"))) == 0


def test_what_was_achieved_counts_verdicts_not_opinions(inside: None, clock: Clock) -> None:
    ann = make_person("ann")
    assert list(contributions.achieved(act(ann))) == []
    for number, (after, before, decision) in enumerate(
        [
            (IMPROVED, BEFORE, "adopt"),
            (IMPROVED, BEFORE, "abandon"),
            (IMPROVED[:5], BEFORE[:9], "adopt"),
            (UNCHANGED, BEFORE, "adopt"),
            (WORSE, BEFORE, "adapt"),
            ([], BEFORE, "adopt"),
        ]
    ):
        project = running(ann, after, before=before, code=f"M{number}", stage=Stage.CHECK)
        decide(project, decision, ann)
    running(ann, IMPROVED, code="open", stage=Stage.CHECK)
    (figure,) = contributions.achieved(act(ann))
    assert figure.value == "2 of 6"
    assert "finished projects show an improvement" in str(figure.sentence)
    squares = str(figure.extra)
    assert squares.count('class="v-good"') == 2
    for word in ("Improved", "Early sign", "No change shown", "Worse", "Not enough data"):
        assert word in squares
    clock.move(days=400)
    assert list(contributions.achieved(act(ann))) == []


def test_an_idea_shows_its_project_and_what_comes_next(inside: None) -> None:
    ann, boss = make_person("ann"), make_person("boss", roles=[Role.COORDINATOR])
    idea = accepted(ann)
    viewer = act(ann)
    project = project_of(idea.id)
    steps = [contributions.next_steps([idea.id])[idea.id]]
    panels = [str(contributions.panel(viewer, idea))]
    metric = make_metric(owner=boss)
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    write_plan(reload(project), metric, owner_id=boss.id)
    for stage in (Stage.DO, Stage.CHECK):
        move(reload(project), stage)
        steps.append(contributions.next_steps([idea.id])[idea.id])
        panels.append(str(contributions.panel(viewer, idea)))
    decide(project, "adopt", boss)
    steps.append(contributions.next_steps([idea.id])[idea.id])
    assert [(step.step, str(step.word), step.verdict) for step in steps] == [
        (3, "Accepted", None),
        (3, "In pilot", None),
        (4, "Being checked", "improved"),
        (5, "Adopted", "improved"),
    ]
    assert steps[0].when == reload(project).plan_due_on
    assert "Plan 0 of 6" in panels[0]
    assert "Improved" in panels[2]
    assert contributions.next_steps([999]) == {}
    assert contributions.panel(viewer, accepted_without_project(ann)) is None


def project_of(suggestion_id: int) -> Project:
    from improve.core.db import db
    from improve.projects.queries import of_suggestions

    return db.session.scalars(of_suggestions([suggestion_id])).one().project


def accepted_without_project(author: Person) -> Any:
    from improve.suggestions import service as ideas
    from improve.suggestions.values import IdeaText

    with transaction():
        return ideas.submit(IdeaText("New", "p", "i"), by=act(author))


def test_next_steps_of_many_ideas_ask_no_more(inside: None, statements: Any) -> None:
    ann = make_person("ann")
    ideas = [accepted(ann, f"Idea {number}") for number in range(6)]
    counts = []
    for some in (ideas[:1], ideas):
        ids = [idea.id for idea in some]
        with statements() as asked:
            assert set(contributions.next_steps(ids)) == set(ids)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_projects_are_found_by_title_and_problem(inside: None) -> None:
    ann = make_person("ann")
    make_project("Pick lists in walking order", owner=ann)
    make_project("夜班照明改为感应分区", owner=ann, problem="B通道灯光偏暗")
    for text, count in (("walking", 1), ("灯光", 1), ("照明 夜班", 1), ("walking 照明", 0), ("%", 0)):
        found = contributions.search(act(ann), text, 5)
        assert (len(found.hits), found.total) == (count, count)


def test_starts_stand_on_the_chart_of_the_metric(inside: None) -> None:
    ann = make_person("ann")
    project = running(ann, IMPROVED, title="Walking order")
    metric_id = reload(project).metric_id
    assert metric_id is not None
    planned = make_project("Planned", owner=ann)
    write_plan(planned, reload(project).metric)
    found = list(contributions.marks(act(ann), metric_id))
    assert [(mark.day, str(mark.text)) for mark in found] == [(week(-10), "Walking order")]


# What people are told


def told(notices_found: Any) -> list[tuple[tuple[int, ...], str]]:
    found: list[Notice] = list(notices_found)
    return [(notice.person_ids, str(notice.text)) for notice in found]


def test_the_owner_hears_that_somebody_named_them(inside: None) -> None:
    ann, boss = make_person("ann"), make_person("boss")
    project = make_project("Walking order", owner=ann)
    event = OwnerNamed(actor_id=boss.id, subject_id=project.id, owner_id=ann.id)
    assert told(notices.named(event)) == [((ann.id,), "You lead the project “Walking order” now")]
    assert told(notices.named(OwnerNamed(actor_id=ann.id, subject_id=project.id, owner_id=ann.id))) == []


@pytest.mark.parametrize(
    ("verdict", "early", "words"),
    [
        ("improved", False, "show an improvement"),
        ("improved", True, "an early sign of improvement"),
        ("worse", False, "show a worsening"),
        ("no_change_shown", True, "no change so far"),
        ("not_enough_data", False, "no longer enough data"),
    ],
)
def test_the_owner_hears_the_verdict(inside: None, verdict: str, early: bool, words: str) -> None:
    ann = make_person("ann")
    project = make_project("Walking order", owner=ann)
    event = VerdictReached(actor_id=None, subject_id=project.id, verdict=verdict, early=early)
    ((people, text),) = told(notices.verdict_reached(event))
    assert people == (ann.id,)
    assert words in text


@pytest.mark.parametrize(
    ("decision", "authors_hear"), [("adopt", False), ("abandon", False), ("adapt", True)]
)
def test_who_hears_a_decision(inside: None, decision: str, authors_hear: bool) -> None:
    """Of an idea that is put into practice or given up its authors hear from the idea itself."""
    ann, bob, boss = make_person("ann"), make_person("bob"), make_person("boss")
    idea = accepted(bob)
    project = make_project("Walking order", owner=ann, idea_ids=(idea.id,))
    event = ProjectDecided(actor_id=boss.id, subject_id=project.id, decision=decision)
    owner, *ideas = told(notices.decided(event))
    assert owner[0] == (ann.id,)
    assert [people for people, _text in ideas] == ([(bob.id,)] if authors_hear else [])


def test_the_ideas_hear_each_phase_and_the_verdict(inside: None) -> None:
    """From the acceptance on, with nobody acting on the idea itself; each line is read in its story."""
    ann, bob = make_person("ann"), make_person("bob")
    idea = accepted(bob)
    project = db.session.scalars(select(Project)).one()
    metric = make_metric("WH-07", owner=ann)
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    write_plan(project, metric, owner_id=ann.id)
    move(project, Stage.DO)
    with transaction():
        service.move(reload(project), Stage.CHECK, by=act(ann))
    boss = make_person("boss", roles=[Role.COORDINATOR])
    adopt(project, by=act(ann), approved_by=act(boss))
    with transaction():
        service.move(reload(project), Stage.CLOSED, by=act(ann))
    said = [
        "Accepted",
        "A project plans the trial",
        "Being tried now",
        "The data show an improvement",
        "The result is being checked",
        "Put into practice",
        "The project is closed",
    ]
    mine = select(InboxNotice).where(InboxNotice.person_id == bob.id).order_by(InboxNotice.id)
    heard = [str(notice.sentence) for notice in db.session.scalars(mine)]
    assert heard == [f"{words}: “Sort the pick list”" for words in said]
    story = db.session.scalars(story_of(Subject("suggestion", idea.id), act(ann))).all()
    assert [str(line.sentence) for line in reversed(story)] == ["Received: “Sort the pick list”", *heard]


def test_every_event_is_declared(app: Flask) -> None:
    from improve.projects import events as own
    from improve.web.features import mounted

    (feature,) = (one for one in mounted(app) if one.name == "projects")
    made = {
        found
        for found in vars(own).values()
        if isinstance(found, type) and issubclass(found, own.AboutProject) and found is not own.AboutProject
    }
    assert made <= set(feature.publishes)
    assert all(issubclass(event, events.Event) for event, _notice in feature.tells)
