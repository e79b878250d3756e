"""The measurement plan: written in Plan, kept in versions from then on, locked at the start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from improve.accounts.models import Unit
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.metrics.models import Metric
from improve.metrics.queries import company_day
from improve.projects import rules, verdicts
from improve.projects.events import PlanChanged
from improve.projects.models import PlanVersion, Project, Stage
from improve.projects.policy import Permission
from improve.projects.queries import PLAN_FIELDS, plan_of
from improve.projects.service.cards import found, name_owner
from improve.projects.store import lock
from improve.projects.values import PlanData


def plan(project: Project, data: PlanData, *, by: Actor) -> None:
    """Write the measurement plan. After the start a change needs a reason and shows on the verdict."""
    authorize(by, Permission.EDIT, project)
    lock(project)
    today = company_day()
    data = _with_review(data)
    wanted = {name: _kept(getattr(data, name)) for name in PLAN_FIELDS}
    changed = tuple(name for name in PLAN_FIELDS if getattr(project, name) != wanted[name])
    stage = Stage(project.stage)
    locked = False
    if changed or stage is Stage.CLOSED:
        locked = rules.check_plan_change(stage, project.starts_on, today, data.reason)
    rules.check_plan(data.baseline_from, data.starts_on, data.review_on)
    metric = found(Metric, data.metric_id, "metric_id")
    if metric is not None and metric.is_closed and project.metric_id != metric.id:
        raise Invalid.field("metric_id", _l("This metric is closed."))
    _check_others(project, data, metric)
    if stage is not Stage.PLAN:
        rules.check_complete({**plan_of(project), **{name: wanted[name] for name in changed}})
    name_owner(project, data.owner_id, by=by)
    if not changed:
        return
    for name in changed:
        setattr(project, name, wanted[name])
    db.session.flush()
    db.session.refresh(project, ["metric", "comparison", "measured_unit", "comparison_unit"])
    if stage is not Stage.PLAN:
        after_start = locked or rules.has_started(project.starts_on, today)
        keep_version(project, after_start=after_start, reason=data.reason, by=by)
    publish(PlanChanged(actor_id=by.actor_id, subject_id=project.id, changed=changed))
    verdicts.refresh([project], today=today)


def _with_review(data: PlanData) -> PlanData:
    """An empty review date means: when there are enough readings for a verdict."""
    metric = db.session.get(Metric, data.metric_id) if data.metric_id is not None else None
    if data.review_on is not None or metric is None or data.starts_on is None:
        return data
    return replace(data, review_on=rules.verdict_on(metric.period_kind, data.starts_on, data.settle_in))


def _check_others(project: Project, data: PlanData, metric: Metric | None) -> None:
    """The comparison measures the same in another place; what is also looked at exists."""
    comparison = found(Metric, data.comparison_id, "comparison_id")
    if comparison is not None and metric is not None:
        if comparison.id == metric.id:
            raise Invalid.field(
                "comparison_id", _l("This is the metric of the plan. Choose that of another place.")
            )
        if (comparison.kind, comparison.period, comparison.per) != (metric.kind, metric.period, metric.per):
            problem = _l("The comparison must be measured in the same way and for the same periods.")
            raise Invalid.field("comparison_id", problem)
    _check_units(data, comparison)
    for number in data.also_ids or ():
        found(Metric, number, "also_ids")


def _check_units(data: PlanData, comparison: Metric | None) -> None:
    """Two units of one metric: the one where it is tried, and another one. Instead of them another metric."""
    measured = found(Unit, data.measured_unit_id, "measured_unit_id")
    beside = found(Unit, data.comparison_unit_id, "comparison_unit_id")
    if beside is None:
        return
    if comparison is not None:
        problem = _l("Choose either another metric or another unit of the same metric to compare with.")
        raise Invalid.field("comparison_unit_id", problem)
    if measured is None:
        problem = _l("Choose first whose readings of the metric the verdict rests on.")
        raise Invalid.field("measured_unit_id", problem)
    if measured.path.startswith(beside.path) or beside.path.startswith(measured.path):
        problem = _l("One of the two units is part of the other. Choose one where nothing changes.")
        raise Invalid.field("comparison_unit_id", problem)


def _kept(value: Any) -> Any:
    """As the row keeps it: a list for a JSON column, nothing for an empty one."""
    return list(value) or None if isinstance(value, tuple) else value


def keep_version(project: Project, *, after_start: bool, reason: str, by: Actor) -> None:
    """Keep the plan as it is now."""
    last = db.session.scalar(
        select(func.max(PlanVersion.number)).where(
            PlanVersion.project_id == project.id, PlanVersion.cycle == project.cycle
        )
    )
    db.session.add(
        PlanVersion(
            project_id=project.id,
            cycle=project.cycle,
            number=(last or 0) + 1,
            plan={name: _plain(value) for name, value in plan_of(project).items()},
            after_start=after_start,
            reason=reason,
            at=clock.now(),
            by_id=by.actor_id,
        )
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
