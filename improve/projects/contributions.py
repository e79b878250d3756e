"""What projects put on pages of others: what waits, what was achieved, an idea's project, marks, results of a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import Select, and_, case, func, or_, select

from improve.core import clock
from improve.core.db import db
from improve.core.messages import LazyText, _l, _ln
from improve.core.panels import Figure, Found, Hit, NextStep, Waiting
from improve.core.policy import Actor, allows
from improve.metrics.ports import ContributedMark
from improve.metrics.queries import company_day, standings
from improve.projects import verdicts
from improve.projects.acting.queries import to_approve
from improve.projects.actions.models import Action
from improve.projects.actions.queries import open_of
from improve.projects.models import Decision, Project, ProjectSuggestion, Stage, VerdictCode
from improve.projects.policy import Permission
from improve.projects.presenting.board import Card, card, decide_by, decided_badge
from improve.projects.presenting.sentences import head_line
from improve.projects.queries import (
    EARLY,
    finished_by_verdict,
    matching,
    of_suggestions,
    plan_of,
    visible_to,
    waiting_count,
    worked_on,
)
from improve.projects.rules import has_started, missing
from improve.projects.sustaining.models import SustainCheck
from improve.projects.sustaining.queries import checks_of
from improve.projects.values import STAGE_WORDS
from improve.projects.verdicts import Result
from improve.stats.change import ENOUGH_AFTER
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Status
from improve.web.charts import unit_squares
from improve.web.charts.marks import Verdict

MOST = 12
YEAR = timedelta(days=365)
WEEK = timedelta(days=7)
# The verdicts in their order, and their squares.
SQUARES: tuple[tuple[str, Verdict], ...] = (
    ("improved", "good"),
    ("early", "early"),
    ("no_change_shown", "none"),
    ("worse", "bad"),
    ("not_enough_data", "few"),
)


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
    if not allows(actor, Permission.APPROVE):
        return
    for project in db.session.scalars(to_approve(actor).limit(MOST)):
        if allows(actor, Permission.APPROVE, project):
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
    metrics = {project.metric.id: project.metric for project in running if project.metric is not None}
    found = standings(list(metrics.values()), company_day())
    for project in running:
        metric = project.metric
        if metric is not None and found[metric.id].is_overdue:
            yield Waiting(
                title=_l("Readings are missing: %(metric)s", metric=metric.name),
                context=_l("Project “%(title)s”", title=project.title),
                href=url_for("metrics.show", metric_id=metric.id),
                action=_l("Look"),
                due=found[metric.id].due,
                order=45,
            )


def _without_owner(actor: Actor) -> Iterator[Waiting]:
    """Cards of my units that nobody owns."""
    if not allows(actor, Permission.CREATE):
        return
    orphans = visible_to(actor).where(Project.owner_id.is_(None), Project.stage == str(Stage.PLAN))
    for project in db.session.scalars(orphans.order_by(Project.plan_due_on, Project.id).limit(MOST)):
        if allows(actor, Permission.EDIT, project):
            yield Waiting(
                title=_l("Name an owner: %(title)s", title=project.title),
                context=_l("Accepted idea, now a project"),
                href=url_for("projects.edit", project_id=project.id),
                action=_l("Name somebody"),
                due=project.plan_due_on,
                order=35,
            )


def achieved(actor: Actor) -> Iterator[Figure]:
    """How many of the decided projects show an improvement, with a square for each."""
    found = finished_by_verdict(actor, clock.now() - YEAR)
    total = sum(found.values())
    if not total:
        return
    shown = [(code, squares, found[code]) for code, squares in SQUARES if found.get(code)]
    largest = max(count for _code, _squares, count in shown)
    rows = [(code, unit_squares(count, squares, largest=largest), count) for code, squares, count in shown]
    extra = render_template("projects/_squares.html", rows=rows)
    yield Figure(
        value=str(_l("%(n)s of %(all)s", n=found.get("improved", 0), all=total)),
        sentence=_ln(
            "finished project shows an improvement in the data",
            "finished projects show an improvement in the data",
            total,
        ),
        extra=Markup(extra),  # noqa: S704  (our own template, escaped)
        order=20,
    )


def measured(first: datetime, last: datetime) -> Select[tuple[int, str]]:
    """The ideas whose projects were decided on the data from `first` until before `last`, with what these showed."""
    verdict = case(
        (and_(Project.decided_verdict == str(VerdictCode.IMPROVED), Project.decided_early), EARLY),
        else_=Project.decided_verdict,
    )
    return (
        select(ProjectSuggestion.suggestion_id, verdict)
        .join(Project, Project.id == ProjectSuggestion.project_id)
        .where(
            Project.decided_verdict.is_not(None),
            Project.decided_at >= first,
            Project.decided_at < last,
            Project.stage.in_([str(Stage.ACT), str(Stage.CLOSED)]),
        )
    )


def search(actor: Actor, text: str, limit: int) -> Found:
    """Projects by title and problem."""
    statement = matching(visible_to(actor), text)
    total = db.session.scalar(
        select(func.count()).select_from(statement.with_only_columns(Project.id).subquery())
    )
    found = db.session.scalars(statement.order_by(Project.stage_since.desc(), Project.id.desc()).limit(limit))
    return Found(
        label=_l("Projects"),
        hits=[
            Hit(
                title=project.title,
                href=url_for("projects.show", project_id=project.id),
                line=project.problem[:200],
                meta=[STAGE_WORDS[project.state], project.owner.name if project.owner is not None else ""],
            )
            for project in found
        ],
        total=total or 0,
        more=url_for("projects.listing", q=text),
    )


def panel(actor: Actor, suggestion: Suggestion) -> Markup | None:
    """The project that an idea became, on the idea's page."""
    links = db.session.scalars(
        of_suggestions([suggestion.id]).where(Project.id.in_(visible_to(actor).with_only_columns(Project.id)))
    ).all()
    if not links:
        return None
    today = company_day()
    projects = [link.project for link in links]
    results = verdicts.current([p for p in projects if p.state is not Stage.PLAN], today=today)
    cards = [card(project, results.get(project.id), today) for project in reversed(projects)]
    return Markup(render_template("projects/_idea_panel.html", cards=cards, stage_words=STAGE_WORDS))  # noqa: S704


def held(suggestion_ids: Iterable[int]) -> set[int]:
    """Ideas on which a project works."""
    return set(db.session.scalars(worked_on(suggestion_ids)))


# Asked by every list of ideas: built once.
_TOLD = of_suggestions(()).where(
    or_(Project.stage != str(Stage.CLOSED), Project.decided_verdict.is_not(None))
)


def next_steps(suggestion_ids: Iterable[int]) -> dict[int, NextStep]:
    """What comes next for ideas that are projects: the newest project of each speaks."""
    links = db.session.scalars(_TOLD, {"ids": list(suggestion_ids)}).all()
    newest: dict[int, ProjectSuggestion] = {link.suggestion_id: link for link in links}
    today = company_day()
    projects = {link.project_id: link.project for link in newest.values()}
    results = verdicts.current([p for p in projects.values() if p.state is not Stage.PLAN], today=today)
    found: dict[int, NextStep] = {}
    for suggestion_id, link in newest.items():
        step = _step(card(link.project, results.get(link.project_id), today), results.get(link.project_id))
        if step is not None:
            found[suggestion_id] = step
    return found


def _step(shown: Card, result: Result | None) -> NextStep | None:
    """Where the idea stands as its followers read it; None where the idea's own status says it."""
    project = shown.project
    led = _l("Led by %(name)s", name=project.owner.name) if project.owner is not None else ""
    if project.state is Stage.PLAN:
        if project.cycle > 1:
            return NextStep("st-on", "record-circle", _l("Being adapted"), led, step=3)
        return NextStep(
            "st-on",
            "record-circle",
            Status.ACCEPTED.word,
            led,
            when=project.plan_due_on,
            what=_l("measurement plan"),
            step=3,
        )
    if project.state is Stage.DO:
        when = project.starts_on
        started = has_started(when, company_day())
        return NextStep(
            "st-on",
            "play-circle-fill",
            Status.IN_PILOT.word,
            led,
            when=decide_by(project) if started else when,
            what=_l("decision on the result") if started else _l("start of the trial"),
            step=3,
        )
    if project.state is Stage.CHECK and project.metric is not None:
        return NextStep(
            "st-on",
            "play-circle-fill",
            _l("Being checked"),
            head_line(project.metric, result) if result is not None else "",
            when=decide_by(project),
            what=_l("decision on the result"),
            step=4,
            verdict=result.code if result is not None else None,
        )
    return _decided_step(project)


def _decided_step(project: Project) -> NextStep | None:
    words = {
        Decision.ADOPT: ("st-done", "check-circle-fill", _l("Adopted"), 5, False),
        Decision.ADAPT: ("st-on", "arrow-repeat", _l("To be adapted"), 4, False),
        Decision.ABANDON: ("st-off", "slash-circle", _l("Abandoned"), 4, True),
    }
    if project.decision is None:
        return None
    css, symbol, word, step, ended = words[Decision(project.decision)]
    return NextStep(css, symbol, word, step=step, verdict=decided_badge(project), ended=ended)


def marks(actor: Actor, metric_id: int) -> Iterator[ContributedMark]:
    """The starts of projects on a metric, for its chart."""
    found = visible_to(actor).where(
        Project.metric_id == metric_id, Project.starts_on.is_not(None), Project.stage != str(Stage.PLAN)
    )
    for project in db.session.scalars(found.order_by(Project.starts_on)):
        if project.starts_on is not None:
            yield ContributedMark(
                project.starts_on, project.title, url_for("projects.show", project_id=project.id)
            )
