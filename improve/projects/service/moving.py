"""Moving a card over the board; the ideas behind it follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from improve.core import clock
from improve.core.events import publish
from improve.core.messages import _
from improve.core.policy import Actor, authorize
from improve.metrics.queries import company_day
from improve.projects import rules, verdicts
from improve.projects.acting.queries import is_approved
from improve.projects.acting.rules import check_closing
from improve.projects.board.service import check_room
from improve.projects.events import ProjectClosed, ProjectStopped
from improve.projects.models import Decision, Project, Stage
from improve.projects.policy import Permission
from improve.projects.queries import ideas_of, plan_of
from improve.projects.rollout.service import copy_criteria
from improve.projects.service.planning import keep_version
from improve.projects.stepping import step
from improve.projects.store import lock
from improve.projects.sustaining import service as sustaining
from improve.projects.sustaining.queries import open_checks
from improve.projects.values import StopData
from improve.suggestions import service as suggestions
from improve.suggestions.models import Suggestion
from improve.suggestions.values import FINISHED, Outcome, Status


def move(project: Project, to: Stage, *, by: Actor, reason: str = "") -> None:
    """Move a card to a neighboring column, if the rules allow it."""
    authorize(by, Permission.MOVE, project)
    lock(project)
    before = project.state
    if before is to:
        return
    if before is Stage.CLOSED:
        rules.check_reopening(is_stopped=project.is_stopped)
    today = company_day()
    decision = Decision(project.decision) if project.decision else None
    rules.check_move(before, to, plan=plan_of(project), today=today, decision=decision)
    if to is Stage.CLOSED:
        check_closing(decision, is_approved=is_approved(project), is_reopened=bool(open_checks(project)))
    if before is not Stage.ACT:  # taking a decision back is no new work
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
    lock(project)
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
    again_from = _next_baseline(project)
    copy_criteria(project)
    project.cycle += 1
    project.decision = project.decision_reason = project.decided_by_id = project.decided_at = None
    project.decided_verdict, project.decided_early = None, False
    project.starts_on = project.review_on = project.plan_due_on = None
    project.baseline_from = again_from


def _next_baseline(project: Project) -> date | None:
    """The next round starts from the last: its baseline is what the last change made of it."""
    if project.metric is None or project.starts_on is None:
        return None
    return rules.first_counted(project.metric.period_kind, project.starts_on, project.settle_in)


def _check_again(project: Project, reason: str, *, by: Actor) -> None:
    """The decision is taken back; ideas that it had closed are being tried again."""
    sustaining.forget(project)
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
