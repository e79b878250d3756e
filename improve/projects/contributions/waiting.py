"""What projects put on the home page: what waits for the reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from flask import url_for

from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.panels import Waiting
from improve.core.policy import Actor
from improve.metrics.queries import company_day, standings
from improve.projects import verdicts
from improve.projects.acting.interests import interests
from improve.projects.acting.queries import to_approve
from improve.projects.actions.models import Action
from improve.projects.actions.queries import open_of
from improve.projects.models import Decision, Project, Stage
from improve.projects.policy import Permission, paths_of
from improve.projects.presenting.board import decide_by
from improve.projects.queries import (
    awaited,
    in_places,
    plan_of,
    visible_to,
    waiting_count,
)
from improve.projects.rules import has_started, missing
from improve.projects.sustaining.models import SustainCheck
from improve.projects.sustaining.queries import checks_of
from improve.projects.values import STAGE_WORDS
from improve.projects.verdicts import Result
from improve.stats.change import ENOUGH_AFTER

MOST = 12

WEEK = timedelta(days=7)


def count_waiting(actor: Actor) -> int:
    """The number beside the menu item."""
    return waiting_count(actor, company_day())


def waiting(actor: Actor) -> Iterator[Waiting]:
    """What the owner has to do next; and for who names owners, cards that have none."""
    if actor.actor_id is None:
        return
    today = company_day()
    mine = visible_to(actor).where(Project.owner_id == actor.actor_id, Project.stage != str(Stage.CLOSED))
    projects = db.session.scalars(mine.order_by(Project.id).limit(100)).all()
    results = verdicts.current([p for p in projects if p.state is not Stage.PLAN], today=today)
    checks = checks_of(p for p in projects if p.state is Stage.ACT)
    for project in projects:
        yield from _of(project, results.get(project.id))
        yield from _open_checks(project, checks.get(project.id, ()))
    yield from _to_approve(actor)
    yield from _readings(actor, projects)
    yield from _actions(actor, actor.actor_id)
    yield from _without_owner(actor)


def _of(project: Project, result: Result | None) -> Iterator[Waiting]:
    today = company_day()
    show = url_for("projects.show", project_id=project.id)
    if project.state is Stage.PLAN:
        if missing(plan_of(project)):
            title = _l("Complete the measurement plan: %(title)s", title=project.title)
            href = url_for("projects.plan", project_id=project.id)
            yield _wait(title, project, href, _l("Plan it"), project.plan_due_on)
        else:
            title = _l("Begin: %(title)s", title=project.title)
            yield _wait(title, project, show, _l("Look"), project.starts_on)
    n_after = result.verdict.n_after if result is not None else 0
    if project.state is Stage.DO and has_started(project.starts_on, today) and n_after >= ENOUGH_AFTER:
        title = _l("Check the result: %(title)s", title=project.title)
        yield _wait(title, project, show, _l("Check"), decide_by(project))
    if project.state is Stage.CHECK and result is not None and result.verdict.effect is not None:
        title = _l("Decide: %(title)s", title=project.title)
        yield _wait(title, project, f"{show}#decide", _l("Decide"), decide_by(project))
    if project.state is Stage.ACT and project.decision == Decision.ADAPT:
        yield _wait(_l("Plan the next round: %(title)s", title=project.title), project, show, _l("Look"))


def _wait(title: LazyText, project: Project, href: str, action: LazyText, due: date | None = None) -> Waiting:
    context = _l("Project in %(column)s", column=STAGE_WORDS[project.state])
    return Waiting(title=title, context=context, href=href, action=action, due=due, order=30)


def _open_checks(project: Project, checks: Sequence[SustainCheck]) -> Iterator[Waiting]:
    """A change of mine that does not last."""
    for check in checks:
        if check.is_open:
            title = _l("It does not last: %(title)s", title=project.title)
            href = url_for("projects.answer_check", check_id=check.id)
            yield _wait(title, project, href, _l("Answer"), check.due_on)


def _to_approve(actor: Actor) -> Iterator[Waiting]:
    """Results of others that wait for an approval."""
    paths = paths_of(actor, Permission.APPROVE)
    if not paths:
        return
    found = db.session.scalars(in_places(to_approve(actor), paths).limit(4 * MOST)).all()
    concerned = interests(found) if found else {}
    for project in [one for one in found if actor.actor_id not in concerned[one.id]][:MOST]:
        href = f"{url_for('projects.follow_up', project_id=project.id)}#approval"
        yield _wait(_l("Approve the result: %(title)s", title=project.title), project, href, _l("Look"))


def _actions(actor: Actor, person_id: int) -> Iterator[Waiting]:
    """What I promised to do in projects, as soon as its week has come."""
    soon = company_day() + WEEK
    for action in db.session.scalars(open_of(actor, person_id).where(Action.due_on <= soon).limit(MOST)):
        yield Waiting(
            title=action.title,
            context=_l("Action of “%(title)s”", title=action.project.title),
            href=url_for("projects.actions", project_id=action.project_id),
            action=_l("Look"),
            due=action.due_on,
            order=28,
        )


def _readings(actor: Actor, projects: Sequence[Project]) -> Iterator[Waiting]:
    """Overdue readings of somebody else's metric, without which the check of my project stands still."""
    running = [
        project
        for project in projects
        if project.metric is not None
        and project.state in (Stage.DO, Stage.CHECK)
        and project.metric.owner_id != actor.actor_id
    ]
    today = company_day()
    whole = [one for one in running if one.measured_unit_id is None and one.metric is not None]
    metrics = {project.metric.id: project.metric for project in whole if project.metric is not None}
    known = standings(list(metrics.values()), today)
    found = {project.id: known[project.metric_id] for project in whole if project.metric_id is not None}
    found |= {
        one.id: awaited(one, one.metric, today) for one in running if one.id not in found and one.metric
    }
    for project in running:
        metric = project.metric
        if metric is not None and found[project.id].is_overdue:
            yield Waiting(
                title=_l("Readings are missing: %(metric)s", metric=metric.name),
                context=_l("Project “%(title)s”", title=project.title),
                href=url_for("metrics.show", metric_id=metric.id),
                action=_l("Look"),
                due=found[project.id].due,
                order=45,
            )


def _without_owner(actor: Actor) -> Iterator[Waiting]:
    """Cards of my units that nobody owns."""
    paths = paths_of(actor, Permission.EDIT)
    if not paths:
        return
    orphans = in_places(visible_to(actor), paths).where(
        Project.owner_id.is_(None), Project.stage == str(Stage.PLAN)
    )
    for project in db.session.scalars(orphans.order_by(Project.plan_due_on, Project.id).limit(MOST)):
        yield Waiting(
            title=_l("Name an owner: %(title)s", title=project.title),
            context=_l("Accepted idea, now a project"),
            href=url_for("projects.edit", project_id=project.id),
            action=_l("Name somebody"),
            due=project.plan_due_on,
            order=35,
        )
