"""Moving a card over the board; the ideas behind it follow."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.messages import _
from improve.core.policy import Actor, authorize
from improve.metrics.queries import company_day
from improve.projects import rules, verdicts
from improve.projects.board.service import check_room
from improve.projects.events import ProjectClosed, ProjectMoved, ProjectStopped
from improve.projects.models import Decision, Project, Stage, StageChange
from improve.projects.policy import Permission
from improve.projects.queries import ideas_of, plan_of
from improve.projects.service.planning import keep_version
from improve.projects.values import StopData
from improve.suggestions import service as suggestions
from improve.suggestions.models import Suggestion
from improve.suggestions.values import FINISHED, Outcome, Status


def move(project: Project, to: Stage, *, by: Actor, reason: str = "") -> None:
    """Move a card to a neighboring column, if the rules allow it."""
    authorize(by, Permission.MOVE, project)
    db.session.refresh(project, ["stage", "decision"], with_for_update=True)
    before = project.state
    if before is to:
        return
    if before is Stage.CLOSED:
        rules.check_reopening(is_stopped=project.is_stopped)
    today = company_day()
    decision = Decision(project.decision) if project.decision else None
    rules.check_move(before, to, plan=plan_of(project), today=today, decision=decision)
    if (before, to) in ((Stage.PLAN, Stage.DO), (Stage.DO, Stage.CHECK)):
        check_room(project, to)
    step(project, to, by=by, reason=reason)
    if before is Stage.PLAN:
        _begin(project, by=by)
    elif to is Stage.PLAN:
        _plan_again(project, new_round=before is Stage.ACT, by=by)
    elif before is Stage.ACT and to is Stage.CHECK:
        _check_again(project, reason, by=by)
    if to is Stage.CLOSED:
        publish(ProjectClosed(actor_id=by.actor_id, subject_id=project.id))
    else:
        verdicts.refresh([project], today=today)


def stop(project: Project, data: StopData, *, by: Actor) -> None:
    """Give a project up before its result was checked; the ideas behind it are declined with the reason."""
    authorize(by, Permission.DECIDE, project)
    db.session.refresh(project, ["stage"], with_for_update=True)
    rules.check_stop(project.state)
    project.decision = str(Decision.ABANDON)
    project.decision_reason = data.reason
    project.decided_by_id = by.person_id
    project.decided_at = clock.now()
    step(project, Stage.CLOSED, by=by, reason=data.reason, decision=Decision.ABANDON)
    verdicts.forget(project)
    publish(ProjectStopped(actor_id=by.actor_id, subject_id=project.id))
    for idea in ideas_of(project.id):
        if idea.state in (Status.ACCEPTED, Status.IN_PILOT):
            suggestions.finish(idea, Status.DECLINED, data.reason, by=by)


def step(
    project: Project, to: Stage, *, by: Actor, reason: str = "", decision: Decision | None = None
) -> None:
    """Put the card into a column and note it in its history."""
    now = clock.now()
    db.session.add(
        StageChange(
            project_id=project.id,
            from_stage=project.stage,
            to_stage=str(to),
            reason=reason,
            decision=str(decision) if decision is not None else None,
            verdict=project.decided_verdict if decision is not None else None,
            early=project.decided_early if decision is not None else False,
            cycle=project.cycle,
            at=now,
            by_id=by.actor_id,
        )
    )
    project.stage = str(to)
    project.stage_since = now
    publish(ProjectMoved(actor_id=by.actor_id, subject_id=project.id, stage=str(to)))


def _begin(project: Project, *, by: Actor) -> None:
    """The plan is frozen as its first version, and the ideas are being tried."""
    started = rules.has_started(project.starts_on, company_day())
    keep_version(project, after_start=started, reason="", by=by)
    for idea in _in_state(project, Status.ACCEPTED):
        suggestions.begin_pilot(idea, by=by)


def _plan_again(project: Project, *, new_round: bool, by: Actor) -> None:
    """Back to Plan: before the start to correct the plan, or after a decision for the next round."""
    for idea in _in_state(project, Status.IN_PILOT):
        suggestions.end_pilot(idea, by=by)
    if not new_round:
        return
    verdicts.forget(project)
    project.cycle += 1
    project.decision = project.decision_reason = project.decided_by_id = project.decided_at = None
    project.decided_verdict, project.decided_early = None, False
    project.starts_on = project.review_on = project.baseline_from = project.plan_due_on = None


def _check_again(project: Project, reason: str, *, by: Actor) -> None:
    """The decision is taken back; ideas that it had closed are being tried again."""
    project.decision = project.decision_reason = project.decided_by_id = project.decided_at = None
    project.decided_verdict, project.decided_early = None, False
    why = reason or _("The result is checked again.")
    for idea in ideas_of(project.id):
        if idea.state in FINISHED:
            suggestions.reopen(idea, why, by=by)
        elif idea.state is Status.DECLINED:
            suggestions.decide(idea, Outcome.ACCEPTED, why, by=by)
            suggestions.begin_pilot(idea, by=by)


def _in_state(project: Project, state: Status) -> Iterable[Suggestion]:
    return [idea for idea in ideas_of(project.id) if idea.state is state]
