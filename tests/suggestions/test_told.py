"""What is told to the end of an idea: project, verdict, lasting; to its author without an account; to handlers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from improve.accounts import service as accounts
from improve.accounts.models import Person
from improve.audit.models import AuditEntry
from improve.core import clock as clocks
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Actor, Role
from improve.metrics.models import Metric
from improve.metrics.queries import company_day
from improve.notifications.models import InboxNotice, Line
from improve.projects import jobs as project_jobs
from improve.projects import service as projects
from improve.projects.contributions import measured
from improve.projects.models import Project, Stage
from improve.projects.values import DecisionData, ProjectData
from improve.suggestions import queries, service
from improve.suggestions.anonymity.story import line_for_author
from improve.suggestions.hearing import summary
from improve.suggestions.models import Suggestion
from improve.suggestions.naming.models import StatusName
from improve.suggestions.naming.service import name_statuses
from improve.suggestions.naming.values import StatusNames
from improve.suggestions.ports import steps_of
from improve.suggestions.values import CommentText
from improve.web.i18n import speaking
from tests.conftest import Clock
from tests.metrics.making import fill, make_metric
from tests.people import act, make_person, make_unit
from tests.projects.making import BEFORE, IMPROVED, accepted, move, noise, reload, week, write_plan
from tests.suggestions.ideas import idea

pytestmark = pytest.mark.usefixtures("context")


def told(person: Actor) -> list[tuple[str, str]]:
    """Kind and sentence of everything in somebody's inbox, the oldest first."""
    rows = db.session.scalars(
        select(InboxNotice).where(InboxNotice.person_id == person.actor_id).order_by(InboxNotice.id)
    )
    with speaking("en"):
        return [(row.kind.removeprefix("suggestions."), str(row.sentence)) for row in rows]


def in_check(found: Suggestion, boss: Person) -> tuple[Project, Metric]:
    """The project of an accepted idea, its change carried out and its readings in; and what it is measured by."""
    project = db.session.scalars(select(Project)).one()
    metric = make_metric()
    fill(metric, week(-34), [*BEFORE, *IMPROVED])
    with transaction():
        data = ProjectData(title=project.title, owner_id=boss.id, idea_ids=(found.id,))
        projects.edit(project, data, by=act(boss))
    write_plan(reload(project), metric)
    move(reload(project), Stage.DO, Stage.CHECK)
    return project, metric


def adopt(project: Project, boss: Person) -> None:
    with transaction():
        projects.decide(reload(project), DecisionData("adopt", "It holds."), by=act(boss))


def test_author_and_follower_hear_of_project_verdict_and_that_it_lasts(clock: Clock) -> None:
    """Through the services of projects; and the page of a code tells the same, without the comments."""
    boss = make_person("boss", roles=[Role.COORDINATOR])
    ann, fay = make_person("ann"), act(make_person("fay"))
    found = accepted(ann, title="Sort the pick list")
    with transaction():
        service.follow(found, by=fay)
        service.comment(found, CommentText("A comment is no phase"), by=act(boss))
    project, _metric = in_check(found, boss)
    adopt(project, boss)
    with transaction():
        service.sustain(db.session.get_one(Suggestion, found.id), "Six months on, still so.", by=SYSTEM)

    results = [line for kind, line in told(act(ann)) if kind == "mine.result"]
    assert results[-2:] == [
        "Put into practice: “Sort the pick list”",
        "Checked again, and it lasts: “Sort the pick list”",
    ]
    assert [line for kind, line in told(fay) if kind == "followed.result"] == results
    assert any(kind == "followed.project" for kind, _line in told(fay))

    fresh = db.session.get_one(Suggestion, found.id)
    with speaking("en"):
        marks = line_for_author(queries.history_of(fresh.id), steps_of([fresh])[fresh.id], fresh)
        words = [str(mark.word) for mark in marks]
    assert words[0] == "Received" and words[-1] == "Checked again, and it lasts"
    assert "The result is being checked" in words and "Put into practice" in words
    assert not any("commented" in word or "Sort the pick list" in word for word in words)
    assert marks[-1].note == "Six months on, still so."


def test_each_check_of_a_change_that_lasts_or_not_is_told_to_author_and_follower(clock: Clock) -> None:
    """From the projects' own job, with the readings that came since."""
    boss, ann = make_person("boss", roles=[Role.COORDINATOR]), make_person("ann")
    fay = act(make_person("fay"))
    found = accepted(ann, title="Sort the pick list")
    with transaction():
        service.follow(found, by=fay)
    project, metric = in_check(found, boss)
    adopt(project, boss)
    readings = [*noise(34, 4, seed=4), *noise(40, 12, seed=8)]
    for _check in range(2):
        clock.move(days=30)
        fill(metric, week(0), readings[: (company_day() - week(0)).days // 7])
        assert project_jobs.check_sustained() == 1
    lines = [
        "Checked after 30 days, and it lasts: “Sort the pick list”",
        "Checked after 60 days, and it has slid back: “Sort the pick list”",
    ]
    for person, relation in ((act(ann), "mine.result"), (fay, "followed.result")):
        heard = [line for kind, line in told(person) if kind == relation]
        assert [line for line in heard if line.startswith("Checked after")] == lines


def test_an_idea_counts_as_measured_in_the_time_of_its_decision(clock: Clock) -> None:
    boss, ann = make_person("boss", roles=[Role.COORDINATOR]), make_person("ann")
    found = accepted(ann)
    project, _metric = in_check(found, boss)
    now, day = clocks.now(), timedelta(days=1)

    def shown(first: int, last: int) -> list[tuple[int, str]]:
        return [tuple(row) for row in db.session.execute(measured(now + first * day, now + last * day))]

    assert shown(-1, 1) == []  # a verdict that nobody decided on is none yet
    adopt(project, boss)
    assert shown(-1, 1) == [(found.id, "improved")]
    assert shown(1, 2) == shown(-2, -1) == []
    with transaction():
        reload(project).decided_early = True
    assert shown(-1, 1) == [(found.id, "early")]
    move(reload(project), Stage.CHECK, reason="The readings were wrong.")
    assert shown(-1, 1) == []


def test_handlers_are_mailed_what_is_new_and_what_is_overdue(clock: Clock) -> None:
    press, office = make_unit("Press"), make_unit("Office")
    cora = make_person("cora", unit=press)
    ann = act(make_person("ann", unit=press))
    with transaction():
        accounts.give_role(cora, Role.COORDINATOR, press, by=SYSTEM)
    from_press = act(cora)
    begun = clocks.now()
    ours = idea(ann, "Drip trays", unit_id=press.id)
    idea(ann, "Elsewhere", unit_id=office.id)
    idea(act(cora), "Her own", unit_id=press.id)
    clock.move(hours=1)
    sections = summary.sections(from_press, begun, clocks.now())
    assert [(section.title.msgid, [line.text for line in section.lines]) for section in sections] == [
        ("%(n)s new idea", ["Drip trays"])
    ]
    assert summary.sections(from_press, clocks.now(), clocks.now()) == []
    assert cora.id in summary.people()
    assert ann.person_id not in summary.people()
    clock.move(days=90)
    (overdue,) = summary.sections(from_press, clocks.now(), clocks.now())
    assert [line.values["suggestion_id"] for line in overdue.lines if line.is_late] == [ours.id]


def test_a_parked_idea_says_its_day_as_the_reader_writes_days(clock: Clock) -> None:
    chief = act(make_person("chief", roles=[Role.COORDINATOR]))
    ann = act(make_person("ann"))
    found = idea(ann)
    with transaction():
        service.park(found, date(2026, 12, 1), "The hall is rebuilt first.", by=chief)
    text = db.session.scalars(select(Line).order_by(Line.id.desc())).first()
    assert text is not None
    shown = {}
    for language in ("en", "zh_Hans"):
        with speaking(language):
            shown[language] = str(text.sentence)
    assert "1 December 2026" in shown["en"]
    assert "2026年12月1日" in shown["zh_Hans"]


def test_a_status_that_is_named_has_an_entry_of_its_own(context: object) -> None:
    def name(**words: str) -> None:
        with transaction():
            texts = {status: Localized.both(word) for status, word in words.items()}
            name_statuses(StatusNames(**texts), by=SYSTEM)

    name(received="New here", done="Achieved")
    rows = {row.status: row.id for row in db.session.scalars(select(StatusName))}
    name(received="Just in")
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "StatusesNamed").order_by(AuditEntry.id)
    )
    assert sorted(entry.subject_id for entry in entries) == sorted(
        [rows["received"], rows["received"], rows["done"], rows["done"]]
    )
