"""Adopt, adapt or abandon: a person's decision beside the system's verdict."""

from __future__ import annotations

from improve.core import clock
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.metrics.queries import company_day
from improve.projects import rules, verdicts
from improve.projects.acting.service import open_follow_up
from improve.projects.events import ProjectDecided
from improve.projects.models import Decision, Project, Stage, VerdictCode
from improve.projects.policy import Permission
from improve.projects.queries import ideas_of
from improve.projects.stepping import step
from improve.projects.store import lock
from improve.projects.sustaining.service import schedule
from improve.projects.values import DecisionData
from improve.suggestions import service as suggestions
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Status


def decide(project: Project, data: DecisionData, *, by: Actor) -> None:
    """Decide with a reason; the card goes to Act, what the data showed is kept, the ideas are told."""
    authorize(by, Permission.DECIDE, project)
    lock(project)
    rules.check_decision(project.state)
    decision = Decision(data.decision)
    today = company_day()
    verdicts.refresh([project], today=today)
    shown = verdicts.current([project], today=today).get(project.id)
    project.decision = str(decision)
    project.decision_reason = data.reason
    project.decided_by_id = by.person_id
    project.decided_at = clock.now()
    project.decided_verdict = shown.verdict.verdict if shown is not None else str(VerdictCode.NOT_ENOUGH_DATA)
    project.decided_early = shown is not None and shown.is_early
    open_follow_up(project, decision, data.next_review_on, by=by)
    if decision is Decision.ADOPT:
        schedule(project)
    step(project, Stage.ACT, by=by, reason=data.reason, decision=decision)
    publish(ProjectDecided(actor_id=by.actor_id, subject_id=project.id, decision=str(decision)))
    for idea in ideas_of(project.id):
        _tell(idea, decision, data.reason, by=by)


def _tell(idea: Suggestion, decision: Decision, reason: str, *, by: Actor) -> None:
    """An adopted idea is put into practice, an abandoned one is given up; one to be adapted goes on."""
    if idea.state is not Status.IN_PILOT or decision is Decision.ADAPT:
        return
    outcome = Status.DONE if decision is Decision.ADOPT else Status.DECLINED
    suggestions.finish(idea, outcome, reason, by=by)
