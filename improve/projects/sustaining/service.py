"""Setting the checks of an adopted change, doing them when their day comes, and answering one that did not hold."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.periods import after, start_of
from improve.core.policy import SYSTEM, Actor, authorize
from improve.metrics.models import Metric
from improve.metrics.queries import company_day, series
from improve.projects.models import Decision, Project, Stage, VerdictCode
from improve.projects.policy import Permission
from improve.projects.queries import awaited, ideas_of, segment
from improve.projects.stepping import step
from improve.projects.sustaining.events import ProjectReopened, ReopeningAnswered, SustainChecked
from improve.projects.sustaining.models import State, SustainCheck
from improve.projects.sustaining.queries import checks_of, due
from improve.projects.sustaining.rules import Lasting, state_of
from improve.projects.sustaining.values import DAYS, SUSTAINED_AFTER, AnswerData
from improve.projects.verdicts import Inputs, Result, inputs_of, judged
from improve.projects.window import day_of
from improve.suggestions import service as suggestions
from improve.suggestions.values import Status


def schedule(project: Project) -> None:
    """Set the checks of a change that was adopted now."""
    forget(project)
    today = company_day()
    for days in DAYS:
        db.session.add(
            SustainCheck(
                project_id=project.id,
                cycle=project.cycle,
                days=days,
                due_on=today + timedelta(days=days),
                state=str(State.WAITING),
            )
        )


def forget(project: Project) -> None:
    """Take the checks of this round away: its decision does not stand any more."""
    db.session.execute(
        delete(SustainCheck).where(SustainCheck.project_id == project.id, SustainCheck.cycle == project.cycle)
    )


def run_due(today: date) -> int:
    """Do the checks whose day has come; how many changed. Inside a transaction."""
    found = db.session.scalars(due(today).with_for_update(skip_locked=True)).all()
    return sum(_run(check, today) for check in found)


def reconsider(metric_id: int, today: date) -> None:
    """Readings of a metric have come: what missed them is looked at again. Inside a transaction."""
    missing = (
        due(today)
        .join(SustainCheck.project)
        .where(Project.metric_id == metric_id, SustainCheck.state == str(State.MISSING))
    )
    for check in db.session.scalars(missing).all():
        _run(check, today)


def _run(check: SustainCheck, today: date) -> bool:
    project = db.session.get_one(Project, check.project_id)
    if project.decision != Decision.ADOPT or project.cycle != check.cycle or project.decided_at is None:
        return False
    found = _found(project, check, today)
    if found is None:
        return False
    state, verdict, digest = found
    if check.state == state:
        return False
    was_open = check.is_open
    check.state, check.verdict, check.inputs_hash, check.checked_at = str(state), verdict, digest, clock.now()
    publish(SustainChecked(actor_id=None, subject_id=project.id, days=check.days, state=str(state)))
    if check.is_open and not was_open:
        _reopen(project, check)
    _follow(project, check)
    return True


def _follow(project: Project, check: SustainCheck) -> None:
    """Ideas that were put into practice are sustained once a quarter has held, until a check finds otherwise."""
    held = all(one.state == State.HELD for one in checks_of([project])[project.id] if one.days <= check.days)
    for idea in ideas_of(project.id):
        if idea.state is Status.DONE and held and check.days >= SUSTAINED_AFTER:
            suggestions.sustain(idea, by=SYSTEM)
        elif idea.state is Status.SUSTAINED and check.state == State.SLID:
            suggestions.lapse(idea, by=SYSTEM)


def _found(project: Project, check: SustainCheck, today: date) -> tuple[State, str, str] | None:
    """State, verdict and the hash of what they rest on; None while there is nothing to look at yet."""
    metric = project.metric
    if metric is None or project.decided_at is None:
        return None
    adopted_in = start_of(metric.period_kind, day_of(project.decided_at))
    if after(metric.period_kind, adopted_in, 1) > today:
        return None
    # Up to the check's own day: what came later belongs to the next one. Readings that were missing may have come.
    # Where periods are so long that none has ended by then, it looks at the first that ends.
    as_of = max(check.due_on, after(metric.period_kind, adopted_in, 1))
    inputs = inputs_of(project, metric, series(metric, segment(project)), min(today, as_of))
    if inputs is None:
        return None
    result = judged(inputs)
    state = state_of(_lasting(project, metric, check, inputs, result))
    if state is not State.MISSING and awaited(project, metric, today).is_overdue:
        state = State.MISSING
    return state, result.verdict.verdict, inputs.digest


def _lasting(
    project: Project, metric: Metric, check: SustainCheck, inputs: Inputs, result: Result
) -> Lasting:
    def place(day: date) -> int:
        """The index of the period in which a day lies."""
        start = start_of(metric.period_kind, day)
        return sum(1 for one in inputs.starts if one < start)

    assert project.decided_at is not None  # noqa: S101  (see _found)
    adopted = place(day_of(project.decided_at))
    before = [one for one in checks_of([project]).get(project.id, []) if one.days < check.days]
    slid = [one for one in before if one.state == State.SLID]
    seen = place(before[-1].due_on) if before else adopted
    values, first = inputs.values, inputs.first_after
    return Lasting(
        kept=values[first:adopted],
        earlier=values[first:seen],
        since=values[place(slid[-1].due_on) if slid else adopted :],
        fresh=values[seen:],
        better=inputs.better,
        was_shown=project.decided_verdict == VerdictCode.IMPROVED,
        is_shown=result.verdict.verdict == str(VerdictCode.IMPROVED),
        seasonal=inputs.seasonal,
    )


def _reopen(project: Project, check: SustainCheck) -> None:
    """The card is its owner's again; a closed one comes back to Act."""
    if project.state is Stage.CLOSED:
        step(project, Stage.ACT, by=SYSTEM)
    publish(ProjectReopened(actor_id=None, subject_id=project.id, days=check.days, state=check.state))


def answer(check: SustainCheck, data: AnswerData, *, by: Actor) -> None:
    """Say what is done about a check that did not hold."""
    authorize(by, Permission.EDIT, check.project)
    db.session.refresh(check, ["state", "answered_at"], with_for_update=True)
    if not check.is_open:
        raise Refused(_l("There is nothing to answer: the check held, or somebody has answered."))
    check.answer, check.answered_at, check.answered_by_id = data.answer, clock.now(), by.actor_id
    publish(ReopeningAnswered(actor_id=by.actor_id, subject_id=check.project_id))
