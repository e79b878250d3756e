"""Which projects there are, who may see them, and what belongs to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Person, Unit
from improve.core.db import LARGEST_ID, db, rows
from improve.core.policy import WHOLE_COMPANY, Actor, allows
from improve.metrics.models import Metric
from improve.metrics.queries import WHOLE, Standing, last_periods, segment_of, standing_of
from improve.projects.actions.models import Action
from improve.projects.models import (
    PlanVersion,
    Project,
    ProjectOwner,
    Stage,
    StageChange,
    StoredVerdict,
)
from improve.projects.policy import Permission
from improve.projects.sustaining.models import State, SustainCheck
from improve.projects.values import Which

# The measurement plan: what is kept in versions and locked at the start. The owner may change at any time.
PLAN_FIELDS = (
    "metric_id",
    "direction",
    "smallest_useful",
    "useful_as",
    "baseline_from",
    "starts_on",
    "settle_in",
    "review_on",
    "after_bad_result",
    "seasonal",
    "measured_unit_id",
    "comparison_id",
    "comparison_unit_id",
    "also_ids",
    "pilot",
)


def segment(project: Project) -> str:
    """Where the readings are kept on which the verdict rests: the unit's that is measured, or those of the whole."""
    return segment_of(project.measured_unit_id) if project.measured_unit_id is not None else WHOLE


def awaited(project: Project, metric: Metric, today: date) -> Standing:
    """Which reading waits without which the check stands still: of the unit that is measured, or of the whole."""
    last = last_periods([metric.id], segment(project)).get(metric.id)
    return standing_of(metric, last, today)


def plan_of(project: Project) -> dict[str, Any]:
    """The plan with its owner, as the rules ask for it."""
    return {name: getattr(project, name) for name in (*PLAN_FIELDS, "owner_id")}


def visible_to(actor: Actor) -> Select[tuple[Project]]:
    """The projects an actor may see: all of them for everybody inside the company."""
    statement = select(Project).options(
        joinedload(Project.owner),
        joinedload(Project.unit),
        joinedload(Project.metric).joinedload(Metric.org_unit),
    )
    return statement if allows(actor, Permission.READ) else statement.where(false())


def visible_ids(actor: Actor) -> Select[tuple[int]]:
    """The ids of those projects: for lists of things about them."""
    statement = select(Project.id)
    return statement if allows(actor, Permission.READ) else statement.where(false())


def visible_one(actor: Actor, project_id: int) -> Project | None:
    """The project, if the actor may see it; use with `found_or_404`."""
    if not 0 < project_id <= LARGEST_ID:
        return None
    return db.session.scalar(visible_to(actor).where(Project.id == project_id))


@dataclass(frozen=True)
class Filters:
    """What a board or list is asked for."""

    which: Which = Which.ALL
    person_id: int | None = None
    unit: Unit | None = None
    text: str = ""
    owner_id: int | None = None
    late_on: date | None = None  # only what is overdue on this day

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked for."""
        return self.unit is not None or self.is_partial

    @property
    def is_partial(self) -> bool:
        """Whether some cards of the place are left out."""
        asked = self.which is not Which.ALL or self.owner_id is not None or self.late_on is not None
        return asked or bool(self.text)


def narrowed(statement: Select[tuple[Project]], filters: Filters) -> Select[tuple[Project]]:
    """Those of one person, in a unit and below it, with these words."""
    if filters.which is Which.MINE:
        statement = statement.where(Project.owner_id == filters.person_id)
    if filters.unit is not None:
        below = select(Unit.id).where(Unit.path.startswith(filters.unit.path, autoescape=True))
        statement = statement.where(Project.unit_id.in_(below))
    if filters.owner_id is not None:
        statement = statement.where(Project.owner_id == filters.owner_id)
    if filters.late_on is not None:
        statement = statement.where(overdue(filters.late_on))
    return matching(statement, filters.text)


def in_places(statement: Select[tuple[Project]], paths: Sequence[str]) -> Select[tuple[Project]]:
    """Those of the units at these paths and below them; what belongs to the whole company only with its path."""
    if WHOLE_COMPANY in paths:
        return statement
    below = [Unit.path.startswith(path, autoescape=True) for path in paths]
    return statement.where(Project.unit_id.in_(select(Unit.id).where(or_(false(), *below))))


def overdue(day: date) -> ColumnElement[bool]:
    """Does something of a project wait since before this day? A plan, a decision, an action, an answer."""
    late_actions = select(Action.project_id).where(Action.done_on.is_(None), Action.due_on < day)
    reopened = select(SustainCheck.project_id).where(
        SustainCheck.state.in_([str(State.SLID), str(State.MISSING)]), SustainCheck.answered_at.is_(None)
    )
    return or_(
        and_(Project.stage != str(Stage.CLOSED), Project.id.in_(late_actions)),
        and_(Project.stage == str(Stage.ACT), Project.id.in_(reopened)),
        and_(Project.stage == str(Stage.PLAN), Project.plan_due_on < day),
        and_(Project.stage == str(Stage.CHECK), Project.review_on < day),
    )


def owners_ever(project_ids: Iterable[int]) -> dict[int, set[int]]:
    """The person ids of who owns each project or once did."""
    asked = select(ProjectOwner.project_id, ProjectOwner.person_id)
    found: dict[int, set[int]] = {}
    for project_id, person_id in rows(asked.where(ProjectOwner.project_id.in_(list(project_ids)))):
        found.setdefault(project_id, set()).add(person_id)
    return found


def owners_at_work(actor: Actor) -> Sequence[Row[tuple[int, str]]]:
    """Id and name of who owns a project that is not closed, by name."""
    owners = visible_ids(actor).where(Project.stage != str(Stage.CLOSED)).with_only_columns(Project.owner_id)
    asked = select(Person.id, Person.name).where(Person.id.in_(owners)).order_by(Person.name, Person.id)
    return rows(asked).all()


def matching(statement: Select[tuple[Project]], text: str) -> Select[tuple[Project]]:
    """Those with every word of `text` in title or problem."""
    for word in text.split()[:8]:
        like = f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        statement = statement.where(
            or_(Project.title.ilike(like, escape="!"), Project.problem.ilike(like, escape="!"))
        )
    return statement


def on_board(actor: Actor, filters: Filters, stage: Stage) -> Select[tuple[Project]]:
    """The cards of one column of the board, the longest in it first."""
    column = visible_to(actor).where(Project.stage == str(stage))
    return narrowed(column, filters).order_by(Project.stage_since, Project.id)


def finished(actor: Actor, filters: Filters) -> Select[tuple[Project]]:
    """What is closed, the latest first."""
    closed = visible_to(actor).where(Project.stage == str(Stage.CLOSED))
    return narrowed(closed, filters).order_by(Project.stage_since.desc(), Project.id.desc())


def stage_counts(actor: Actor, filters: Filters) -> dict[Stage, int]:
    """How many projects stand in each column, the closed ones too."""
    asked = narrowed(visible_to(actor), filters).with_only_columns(Project.id)
    counted = rows(select(Project.stage, func.count()).where(Project.id.in_(asked)).group_by(Project.stage))
    found = {Stage(stage): count for stage, count in counted}
    return {stage: found.get(stage, 0) for stage in Stage}


def stored_verdicts(project_ids: Iterable[int]) -> dict[int, StoredVerdict]:
    """The stored verdicts of projects."""
    found = db.session.scalars(select(StoredVerdict).where(StoredVerdict.project_id.in_(list(project_ids))))
    return {row.project_id: row for row in found}


def plan_versions(project: Project) -> Sequence[PlanVersion]:
    """The versions of the plan in this round, the oldest first."""
    return db.session.scalars(
        select(PlanVersion)
        .options(joinedload(PlanVersion.by))
        .where(PlanVersion.project_id == project.id, PlanVersion.cycle == project.cycle)
        .order_by(PlanVersion.number)
    ).all()


def moves_of(project_id: int) -> Sequence[StageChange]:
    """The way of a card over the board, the oldest first."""
    return db.session.scalars(
        select(StageChange)
        .options(joinedload(StageChange.by))
        .where(StageChange.project_id == project_id)
        .order_by(StageChange.id)
    ).all()


def same_metric(
    actor: Actor,
    metric_id: int,
    first: date,
    last: date,
    *,
    besides: int | None = None,
    starts_on: date | None = None,
    unit: Unit | None = None,
) -> Sequence[Project]:
    """Other changes on a metric: those that began between two days, and those into whose window the change that
    began on `starts_on` falls. So two that overlap are listed on both verdicts. With `unit`: of those that were measured
    in one unit only, those that may have changed its readings.
    """
    began: ColumnElement[bool] = Project.starts_on.between(first, last)
    if starts_on is not None:
        ours_in_theirs = and_(
            Project.baseline_from <= starts_on,
            or_(
                Project.stage != str(Stage.CLOSED),
                Project.stage_since >= datetime.combine(starts_on, time.min, UTC),
            ),
        )
        began = or_(began, ours_in_theirs)
    found = db.session.scalars(
        visible_to(actor)
        .options(joinedload(Project.measured_unit))
        .where(
            Project.metric_id == metric_id,
            Project.id != (besides or 0),
            Project.starts_on.is_not(None),
            began,
            Project.stage != str(Stage.PLAN),
        )
        .order_by(Project.starts_on, Project.id)
    ).all()
    return [one for one in found if unit is None or _overlap(one.measured_unit, unit)]


def _overlap(one: Unit | None, other: Unit) -> bool:
    """Is one of the two units part of the other? The whole has part in all of them."""
    return one is None or one.path.startswith(other.path) or other.path.startswith(one.path)


def with_metric(metric_ids: Iterable[int] | None = None) -> Select[tuple[Project]]:
    """The projects whose verdict can still change: with a plan, not closed; of these metrics or of all."""
    statement = (
        select(Project)
        .options(joinedload(Project.metric))
        .where(
            and_(Project.metric_id.is_not(None), Project.stage.not_in([str(Stage.PLAN), str(Stage.CLOSED)]))
        )
        .order_by(Project.id)
    )
    return statement if metric_ids is None else statement.where(Project.metric_id.in_(list(metric_ids)))
