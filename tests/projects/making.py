"""Projects for tests: weekly metrics around Wednesday, 4 March 2026, the standing day of the clock."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

from improve.accounts.models import Person, Unit
from improve.core.db import db, transaction
from improve.core.periods import PeriodKind, after
from improve.core.policy import SYSTEM, Actor
from improve.metrics.models import Metric
from improve.projects import service
from improve.projects.acting.service import approve
from improve.projects.acting.values import ApprovalData
from improve.projects.models import Project, Stage
from improve.projects.values import DecisionData, PlanData, ProjectData
from improve.suggestions import service as ideas
from improve.suggestions.models import Suggestion
from improve.suggestions.values import IdeaText, Outcome
from tests.metrics.making import fill, make_metric

WEEK = PeriodKind.WEEK
RUNNING = date(2026, 3, 2)  # the week that still runs


def week(n: int) -> date:
    """The Monday `n` weeks after (before) the running week."""
    return after(WEEK, RUNNING, n)


def noise(mean: float, n: int, *, spread: float = 1.0, seed: int = 1) -> list[float]:
    """Values that scatter around a mean, the same every time."""
    rng = random.Random(f"{seed}-{mean}-{n}")
    return [round(mean + rng.uniform(-spread, spread), 2) for _ in range(n)]


BEFORE = noise(40, 24, seed=3)
IMPROVED = noise(34, 10)
UNCHANGED = noise(40, 10, seed=5)
WORSE = noise(46, 10)


def make_project(
    title: str = "Pick lists in walking order",
    *,
    owner: Person | None = None,
    unit: Unit | None = None,
    by: Actor = SYSTEM,
    **more: Any,
) -> Project:
    """A card in Plan, stored."""
    with transaction():
        return service.create(
            ProjectData(
                title=title,
                owner_id=owner.id if owner is not None else None,
                unit_id=unit.id if unit is not None else None,
                **more,
            ),
            by=by,
        )


def write_plan(project: Project, metric: Metric | None, *, by: Actor = SYSTEM, **fields: Any) -> None:
    """A whole measurement plan (24 weeks before, start ten weeks ago); `fields` change or take away some of it."""
    plan: dict[str, Any] = {
        "owner_id": project.owner_id,
        "metric_id": metric.id if metric is not None else None,
        "direction": "down",
        "smallest_useful": 3.0,
        "baseline_from": week(-34),
        "starts_on": week(-10),
    }
    with transaction():
        service.plan(project, PlanData(**{**plan, **fields}), by=by)


def move(project: Project, *stages: Stage, by: Actor = SYSTEM, reason: str = "") -> None:
    """Move a card, column by column."""
    for stage in stages:
        with transaction():
            service.move(project, stage, by=by, reason=reason)


def running(
    owner: Person,
    after_values: Sequence[float | None] = (),
    *,
    before: Sequence[float | None] = BEFORE,
    title: str = "Pick lists in walking order",
    code: str = "WH-07",
    stage: Stage = Stage.DO,
    metric: Metric | None = None,
    idea_ids: tuple[int, ...] = (),
    **fields: Any,
) -> Project:
    """A project whose change began ten weeks ago, with the readings before it and `after_values` after it."""
    if metric is None:
        metric = make_metric(code, owner=owner)
        fill(metric, week(-10 - len(before)), [*before, *after_values])
    project = make_project(title, owner=owner, idea_ids=idea_ids)
    write_plan(project, metric, **{"baseline_from": week(-10 - len(before)), **fields})
    move(project, Stage.DO, *([Stage.CHECK] if stage is Stage.CHECK else []))
    return project


def adopt(
    project: Project, *, by: Actor, approved_by: Actor | None = None, reason: str = "It works."
) -> None:
    """Adopt what is in Check; and approve the result, where somebody is named for that."""
    with transaction():
        service.decide(reload(project), DecisionData("adopt", reason), by=by)
    if approved_by is not None:
        with transaction():
            approve(reload(project), ApprovalData(is_approved=True), by=approved_by)


def accepted(author: Person, title: str = "Sort the pick list", *, by: Actor = SYSTEM) -> Suggestion:
    """An idea that was accepted; the card that it became is on the board."""
    from tests.people import act

    with transaction():
        idea = ideas.submit(IdeaText(title=title, problem="We walk too far", idea="Sort it"), by=act(author))
        ideas.decide(idea, Outcome.ACCEPTED, "Good.", by=by)
    return idea


def reload(project: Project) -> Project:
    """The project as it is stored now."""
    return db.session.get_one(Project, project.id)
