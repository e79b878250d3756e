"""Questions about actions. What somebody sees starts from the projects that they may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from improve.accounts.models import Unit
from improve.accounts.queries import units_below
from improve.core.db import LARGEST_ID, db
from improve.core.policy import Actor
from improve.projects.actions.models import Action
from improve.projects.models import Project, Stage
from improve.projects.queries import visible_ids


def visible_to(actor: Actor) -> Select[tuple[Action]]:
    """The actions of the projects that the actor may see, with project and owner."""
    return (
        select(Action)
        .join(Action.project)
        .options(contains_eager(Action.project).joinedload(Project.unit), joinedload(Action.owner))
        .where(Action.project_id.in_(visible_ids(actor)))
    )


def visible_one(actor: Actor, action_id: int) -> Action | None:
    """One of them; use with `found_or_404`."""
    if not 0 < action_id <= LARGEST_ID:
        return None
    return db.session.scalar(visible_to(actor).where(Action.id == action_id))


def of_project(project_id: int) -> Select[tuple[Action]]:
    """The actions of a project by day, with owner and project."""
    return (
        select(Action)
        .options(joinedload(Action.owner), joinedload(Action.project).joinedload(Project.unit))
        .where(Action.project_id == project_id)
        .order_by(Action.due_on, Action.id)
    )


def actions_of(project_id: int) -> Sequence[Action]:
    """The actions of a project: the open ones by day, then the done ones, the latest first."""
    found = db.session.scalars(of_project(project_id)).all()
    done = [action for action in found if action.done_on is not None]
    return [action for action in found if action.done_on is None] + done[::-1]


def in_place(statement: Select[tuple[Action]], unit: Unit | None) -> Select[tuple[Action]]:
    """Those of running projects in a unit and below it; without a unit of all."""
    statement = statement.where(Project.stage != str(Stage.CLOSED))
    return statement if unit is None else statement.where(Project.unit_id.in_(units_below(unit.path)))


def open_of(actor: Actor, owner_id: int) -> Select[tuple[Action]]:
    """What somebody has to do in running projects, the most urgent first."""
    mine = in_place(visible_to(actor), None).where(Action.owner_id == owner_id, Action.done_on.is_(None))
    return mine.order_by(Action.due_on, Action.id)


def late_counts(project_ids: Iterable[int], today: date) -> dict[int, int]:
    """How many actions of each project are late."""
    rows = db.session.execute(
        select(Action.project_id, func.count())
        .where(Action.project_id.in_(list(project_ids)), Action.done_on.is_(None), Action.due_on < today)
        .group_by(Action.project_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Kept:
    """How many actions were due, and how many of them were done by the day first promised."""

    in_time: int
    due: int

    @property
    def share(self) -> float | None:
        """In percent; None where nothing was due."""
        return 100 * self.in_time / self.due if self.due else None


def due_in(project_ids: Select[tuple[int]], first: date, last: date) -> Select[tuple[date, int, int]]:
    """Day, due and done in time, for each day of a span on which something was due.

    Done in time: by the first promised day. What is still open counts as not done.
    """
    in_time = func.sum(
        case((and_(Action.done_on.is_not(None), Action.done_on <= Action.first_due_on), 1), else_=0)
    )
    return (
        select(Action.first_due_on, func.count(), in_time)
        .where(Action.project_id.in_(project_ids), Action.first_due_on.between(first, last))
        .group_by(Action.first_due_on)
        .order_by(Action.first_due_on)
    )


def kept(actor: Actor, unit: Unit | None, first: date, last: date) -> Kept:
    """The completion rate of a place over a span of days."""
    projects = visible_ids(actor)
    if unit is not None:
        projects = projects.where(Project.unit_id.in_(units_below(unit.path)))
    rows = db.session.execute(due_in(projects, first, last)).all()
    return Kept(in_time=sum(row[2] for row in rows), due=sum(row[1] for row in rows))
