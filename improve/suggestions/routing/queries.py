"""Questions about routes, and about who is and was responsible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from improve.accounts.models import Person, RoleAssignment, Unit
from improve.accounts.queries import leads_of
from improve.core.db import db
from improve.core.policy import WHOLE_COMPANY, Role
from improve.suggestions.models import Suggestion
from improve.suggestions.routing.models import Assignment, Route
from improve.suggestions.routing.rules import Level, Rule, Surroundings
from improve.suggestions.routing.values import Handler
from improve.suggestions.values import RUNNING


def routes() -> Sequence[Route]:
    """All rules with what they name: those for a category first, units from the top down."""
    found = db.session.scalars(
        select(Route).options(joinedload(Route.category), joinedload(Route.unit), joinedload(Route.person))
    ).all()
    return sorted(
        found,
        key=lambda route: (
            route.category is None,
            (route.category.order, route.category.id) if route.category is not None else (0, 0),
            route.unit.path if route.unit is not None else "",
        ),
    )


def route_of_scope(scope: str) -> Route | None:
    """The rule of a category and unit."""
    return db.session.scalar(select(Route).where(Route.scope == scope))


def rules_near(category_id: int | None, units: Sequence[int]) -> list[Rule]:
    """The rules that may speak about an idea."""
    rows = db.session.execute(
        select(Route.category_id, Route.unit_id, Route.handler, Route.person_id).where(
            or_(Route.category_id.is_(None), Route.category_id == category_id),
            or_(Route.unit_id.is_(None), Route.unit_id.in_(units)),
        )
    )
    return [Rule(row.category_id, row.unit_id, Handler(row.handler), row.person_id) for row in rows]


def surroundings(path: str, named: Iterable[int] = ()) -> Surroundings:
    """Who stands around an idea of the unit at `path`; `named` are the people of rules."""
    units = tuple(int(part) for part in reversed(path.split("/")) if part)
    coordinators: dict[str, list[int]] = {}
    administrators: list[int] = []
    rows = db.session.execute(
        select(RoleAssignment.person_id, RoleAssignment.role, Unit.path)
        .join(RoleAssignment.person)
        .outerjoin(Unit, Unit.id == RoleAssignment.unit_id)
        .where(
            RoleAssignment.role.in_([Role.COORDINATOR, Role.ADMINISTRATOR]),
            or_(RoleAssignment.unit_id.is_(None), RoleAssignment.unit_id.in_(units)),
            Person.disabled_at.is_(None),
        )
        .order_by(RoleAssignment.person_id)
    )
    for person_id, role, at in rows:
        if role == Role.COORDINATOR:
            coordinators.setdefault(at or WHOLE_COMPANY, []).append(person_id)
        else:
            administrators.append(person_id)
    nearest = sorted(coordinators, key=len, reverse=True)
    return Surroundings(
        units=units,
        leads=[person.id for person in db.session.scalars(leads_of(path))] if units else [],
        coordinators=[tuple(coordinators[at]) for at in nearest],
        administrators=tuple(administrators),
        active=_active(named),
    )


def _active(named: Iterable[int]) -> frozenset[int]:
    ids = sorted(set(named))
    if not ids:
        return frozenset()
    return frozenset(
        db.session.scalars(select(Person.id).where(Person.id.in_(ids), Person.disabled_at.is_(None)))
    )


def loads(people: Level) -> dict[int, int]:
    """How many open ideas each of them is responsible for."""
    rows = db.session.execute(
        select(Suggestion.assignee_id, func.count())
        .where(Suggestion.assignee_id.in_(people), Suggestion.status.in_(RUNNING))
        .group_by(Suggestion.assignee_id)
    )
    return {person_id: n for person_id, n in rows if person_id is not None}


def assignments_of(suggestion_id: int) -> Sequence[Assignment]:
    """Who was responsible, in order."""
    return db.session.scalars(
        select(Assignment)
        .options(joinedload(Assignment.person), joinedload(Assignment.by))
        .where(Assignment.suggestion_id == suggestion_id)
        .order_by(Assignment.id)
    ).all()


def were_responsible(suggestion_id: int) -> set[int]:
    """The people who ever were responsible for it."""
    return set(
        db.session.scalars(
            select(Assignment.person_id).where(Assignment.suggestion_id == suggestion_id).distinct()
        )
    )
