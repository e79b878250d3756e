"""What the desk shows: ideas of the actor's units and those the actor is responsible for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from flask import g
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true

from improve.core.db import db, rows
from improve.core.policy import Actor
from improve.suggestions.calendar import company_today
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import HANDLERS
from improve.suggestions.queries import authored_by, visible_to
from improve.suggestions.queries.ideas import handled_by
from improve.suggestions.triage.values import Desk
from improve.suggestions.values import RUNNING, Status

# What a handler has in the own hands.
AT_HANDS = tuple(status for status in RUNNING if status is not Status.IN_REVIEW)

_REMEMBERED = "suggestions_waiting"


def desk(actor: Actor, which: Desk) -> Select[tuple[Suggestion]]:
    """The ideas of one list, unsorted; never one's own."""
    mine = Suggestion.assignee_id == actor.person_id
    handled = handled_by(actor)
    theirs: ColumnElement[bool] = or_(mine, true() if handled is None else handled)
    others = or_(~mine, Suggestion.assignee_id.is_(None))
    in_review = Suggestion.status == Status.IN_REVIEW
    conditions: Mapping[Desk, ColumnElement[bool]] = {
        Desk.MINE: and_(mine, to_act(company_today())),
        # What nobody was promised an answer for is found in the list of ideas, not here.
        Desk.UNITS: and_(theirs, others, to_act(company_today()), Suggestion.due_on.is_not(None)),
        Desk.COMMITTEE: and_(theirs, in_review, Suggestion.due_on.is_not(None)),
        Desk.ASKED: and_(theirs, Suggestion.status == Status.NEEDS_INFORMATION),
        Desk.PARKED: and_(theirs, Suggestion.status == Status.PARKED),
        Desk.ACCEPTED: and_(theirs, Suggestion.status == Status.ACCEPTED),
    }
    found = visible_to(actor).where(conditions[which])
    return found.where(Suggestion.id.not_in(authored_by(actor.person_id)))


def to_act(today: date) -> ColumnElement[bool]:
    """The condition that an idea waits for its responsible; what a committee has only when it is late."""
    return and_(
        Suggestion.answered_on.is_(None),
        or_(
            Suggestion.status.in_(AT_HANDS),
            and_(Suggestion.status == Status.IN_REVIEW, Suggestion.due_on < today),
        ),
    )


def ids_on(actor: Actor, which: Desk) -> Select[tuple[int]]:
    """The same in the order in which one works: what is overdue longest first, then what is due next."""
    if which is Desk.PARKED:
        order = (Suggestion.parked_until, Suggestion.id)
    elif which in (Desk.ASKED, Desk.ACCEPTED):
        order = (Suggestion.changed_at, Suggestion.id)
    else:
        order = (Suggestion.due_on.is_(None), Suggestion.due_on, Suggestion.id)  # type: ignore[assignment]
    return desk(actor, which).with_only_columns(Suggestion.id).order_by(*order)


def counts(actor: Actor, desks: Sequence[Desk] = tuple(Desk)) -> dict[Desk, int]:
    """How many ideas each list has."""
    return {which: _count(desk(actor, which)) for which in desks}


def overdue_count(actor: Actor, today: date) -> int:
    """How many of the actor's own are over their day."""
    return _count(desk(actor, Desk.MINE).where(Suggestion.due_on < today))


def waiting_count(actor: Actor) -> int:
    """The number beside the menu item; asked once a request."""
    if actor.actor_id is None:
        return 0
    found: dict[int, int] = g.setdefault(_REMEMBERED, {})
    if actor.actor_id not in found:
        asked = {"person_id": actor.actor_id}
        found[actor.actor_id] = rows(_waiting(company_today()), asked).scalar() or 0
    return found[actor.actor_id]


@lru_cache(maxsize=8)
def _waiting(today: date) -> Select[tuple[int]]:
    """Built once a day: every page asks."""
    return select(func.count()).where(Suggestion.assignee_id == bindparam("person_id"), to_act(today))


def has_desk(actor: Actor) -> bool:
    """Who handles whole units, or is responsible for an idea."""
    return any(item.role in HANDLERS for item in actor.assignments) or waiting_count(actor) > 0


def _count(found: Select[tuple[Suggestion]]) -> int:
    return db.session.scalar(found.with_only_columns(func.count())) or 0
