"""Use cases of projects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import func, select

from improve.accounts.models import Person, Unit
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.metrics.models import Metric
from improve.projects import rules, verdicts
from improve.projects.events import (
    OwnerNamed,
    PlanChanged,
    ProjectClosed,
    ProjectCreated,
    ProjectDecided,
    ProjectEdited,
    ProjectMoved,
)
from improve.projects.models import Decision, PlanVersion, Project, ProjectSuggestion, Stage, StageChange
from improve.projects.policy import Permission
from improve.projects.queries import PLAN_FIELDS, suggestions_of
from improve.projects.values import DecisionData, PlanData, ProjectData
from improve.suggestions import service as suggestions
from improve.suggestions.models import Suggestion

T = TypeVar("T")


def create(data: ProjectData, *, by: Actor, answering: Iterable[Suggestion] = ()) -> Project:
    """Put a card on the board, in Plan."""
    unit = _found(Unit, data.unit_id, "unit_id")
    authorize(by, Permission.CREATE, unit)
    _found(Person, data.owner_id, "owner_id")
    now = clock.now()
    project = Project(
        title=data.title,
        problem=data.problem,
        stage=str(Stage.PLAN),
        stage_since=now,
        unit_id=data.unit_id,
        owner_id=data.owner_id,
        created_at=now,
        created_by_id=by.actor_id,
    )
    db.session.add(project)
    db.session.flush()
    db.session.add(StageChange(project_id=project.id, to_stage=str(Stage.PLAN), at=now, by_id=by.actor_id))
    for suggestion in answering:
        db.session.add(ProjectSuggestion(project_id=project.id, suggestion_id=suggestion.id))
    publish(ProjectCreated(actor_id=by.actor_id, subject_id=project.id))
    if data.owner_id is not None:
        publish(OwnerNamed(actor_id=by.actor_id, subject_id=project.id, owner_id=data.owner_id))
    return project


def edit(project: Project, data: ProjectData, *, by: Actor) -> None:
    """Change what the card says and who owns it."""
    authorize(by, Permission.EDIT, project)
    _found(Unit, data.unit_id, "unit_id")
    _found(Person, data.owner_id, "owner_id")
    if data.owner_id is None and project.stage != Stage.PLAN:
        raise Invalid.field("owner_id", rules.MISSING["owner_id"])
    changed = tuple(
        name
        for name in ("title", "problem", "unit_id", "owner_id")
        if getattr(project, name) != getattr(data, name)
    )
    for name in changed:
        setattr(project, name, getattr(data, name))
    if changed:
        publish(ProjectEdited(actor_id=by.actor_id, subject_id=project.id, changed=changed))
    if "owner_id" in changed and data.owner_id is not None:
        publish(OwnerNamed(actor_id=by.actor_id, subject_id=project.id, owner_id=data.owner_id))


def plan(project: Project, data: PlanData, *, by: Actor) -> None:
    """Write the measurement plan. After the start a change needs a reason and shows on the verdict."""
    authorize(by, Permission.EDIT, project)
    today = clock.today()
    stage = Stage(project.stage)
    locked = rules.check_plan_change(stage, project.starts_on, today, data.reason)
    rules.check_plan(data.baseline_from, data.starts_on, data.review_on)
    metric = _found(Metric, data.metric_id, "metric_id")
    if metric is not None and metric.is_closed and project.metric_id != metric.id:
        raise Invalid.field("metric_id", _l("This metric is closed."))
    changed = tuple(name for name in PLAN_FIELDS if getattr(project, name) != getattr(data, name))
    if not changed:
        return
    if stage is not Stage.PLAN:
        lacking = rules.missing({**_plan_of(project), **{name: getattr(data, name) for name in changed}})
        if lacking:
            raise Invalid({name: [rules.MISSING[name]] for name in lacking})
    for name in changed:
        setattr(project, name, getattr(data, name))
    db.session.flush()
    _keep_version(project, after_start=locked, reason=data.reason, by=by)
    publish(PlanChanged(actor_id=by.actor_id, subject_id=project.id, changed=changed))
    db.session.refresh(project, ["metric"])
    verdicts.refresh([project], today=today)


def _keep_version(project: Project, *, after_start: bool, reason: str, by: Actor) -> None:
    last = db.session.scalar(select(func.max(PlanVersion.number)).where(PlanVersion.project_id == project.id))
    stored = {name: _plain(value) for name, value in _plan_of(project).items()}
    db.session.add(
        PlanVersion(
            project_id=project.id,
            number=(last or 0) + 1,
            plan=stored,
            after_start=after_start,
            reason=reason,
            at=clock.now(),
            by_id=by.actor_id,
        )
    )


def _plan_of(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in (*PLAN_FIELDS, "owner_id")}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def move(project: Project, stage: Stage, *, by: Actor) -> None:
    """Move a card to the next column (or back), if the rules allow it; the ideas behind it follow."""
    authorize(by, Permission.MOVE, project)
    before = Stage(project.stage)
    if before is stage:
        return
    decision = Decision(project.decision) if project.decision else None
    rules.check_move(before, stage, plan=_plan_of(project), today=clock.today(), decision=decision)
    _move(project, stage, by=by)
    if before is Stage.PLAN:
        for link in db.session.scalars(suggestions_of([project.id])):
            if link.suggestion.status == "accepted":
                suggestions.begin_pilot(link.suggestion, by=by)
    if before is Stage.ACT and stage is Stage.PLAN:
        project.decision = project.decision_reason = project.decided_by_id = project.decided_at = None
        project.starts_on = project.review_on = project.baseline_from = None
    if stage is Stage.CLOSED:
        publish(ProjectClosed(actor_id=by.actor_id, subject_id=project.id))


def _move(project: Project, stage: Stage, *, by: Actor) -> None:
    now = clock.now()
    db.session.add(
        StageChange(
            project_id=project.id, from_stage=project.stage, to_stage=str(stage), at=now, by_id=by.actor_id
        )
    )
    project.stage = str(stage)
    project.stage_since = now
    publish(ProjectMoved(actor_id=by.actor_id, subject_id=project.id, stage=str(stage)))


def decide(project: Project, data: DecisionData, *, by: Actor) -> None:
    """Adopt, adapt or abandon, with the reason; the card goes to Act and the ideas behind it are told."""
    authorize(by, Permission.DECIDE, project)
    rules.check_decision(Stage(project.stage))
    project.decision = data.decision
    project.decision_reason = data.reason
    project.decided_by_id = by.person_id
    project.decided_at = clock.now()
    if project.stage == Stage.CHECK:
        _move(project, Stage.ACT, by=by)
    publish(ProjectDecided(actor_id=by.actor_id, subject_id=project.id, decision=data.decision))
    for link in db.session.scalars(suggestions_of([project.id])):
        _tell_idea(link.suggestion, Decision(data.decision), data.reason, by=by)


def _tell_idea(suggestion: Suggestion, decision: Decision, reason: str, *, by: Actor) -> None:
    if suggestion.status == "in_pilot" and decision is not Decision.ADAPT:
        outcome = "done" if decision is Decision.ADOPT else "declined"
        suggestions.finish(suggestion, outcome, reason, by=by)


def _found(model: type[T], key: int | None, field: str) -> T | None:
    """The row that a form names, or the message at its field."""
    if key is None:
        return None
    row = db.session.get(model, key)
    if row is None:
        raise Invalid.field(field, _l("This does not exist any more. Please choose again."))
    return row
