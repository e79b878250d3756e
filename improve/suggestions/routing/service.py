"""Naming who is responsible: by the route, by hand, and up the line."""

from __future__ import annotations

from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import SYSTEM, Actor
from improve.suggestions.events import ResponsibleNamed
from improve.suggestions.models import Suggestion
from improve.suggestions.queries.people import authors_of
from improve.suggestions.routing import queries, rules
from improve.suggestions.routing.models import Assignment
from improve.suggestions.routing.rules import Level
from improve.suggestions.routing.values import Kind


def line_of(suggestion: Suggestion) -> list[Level]:
    """Who is responsible for the idea first and after that, level by level."""
    units = tuple(int(part) for part in reversed(suggestion.unit_path.split("/")) if part)
    found = queries.rules_near(suggestion.category_id, units)
    around = queries.surroundings(
        suggestion.unit_path, [one.person_id for one in found if one.person_id is not None]
    )
    chosen = rules.rule_for(found, suggestion.category_id, units)
    return rules.line(chosen, around, authors=authors_of([suggestion.id])[suggestion.id])


def route(suggestion: Suggestion) -> None:
    """Give a new idea to its first handler. Where nobody is found at all it waits without one."""
    levels = line_of(suggestion)
    if levels and suggestion.assignee_id not in levels[0]:
        name_responsible(suggestion, _one_of(levels[0]), Kind.ROUTE, by=SYSTEM)


def local_lead_of(suggestion: Suggestion) -> int | None:
    """The nearest lead who did not write it."""
    authors = authors_of([suggestion.id])[suggestion.id]
    leads = queries.surroundings(suggestion.unit_path).leads
    return next((person for person in leads if person not in authors), None)


def to_local_lead(suggestion: Suggestion, *, by: Actor) -> None:
    """Give it to the nearest lead who did not write it."""
    lead = local_lead_of(suggestion)
    if lead is None:
        raise Refused(
            _l(
                "No lead is named for this place or above it. Name one under “Units”, or handle the idea here."
            )
        )
    name_responsible(suggestion, lead, Kind.LOCAL, by=by)


def raise_level(suggestion: Suggestion, kind: Kind, *, by: Actor, reason: str = "") -> bool:
    """Make the next level up the line responsible, each level once; False when the line has ended.

    The caller holds the row's lock, so that two at once do not both find the same level free.
    """
    told = queries.were_responsible(suggestion.id)
    level = rules.next_level(line_of(suggestion), told, suggestion.assignee_id)
    if level is None:
        return False
    last = db.session.scalar(
        select(func.max(Assignment.level)).where(Assignment.suggestion_id == suggestion.id)
    )
    name_responsible(suggestion, _one_of(level), kind, by=by, reason=reason, level=(last or 0) + 1)
    return True


def name_responsible(
    suggestion: Suggestion,
    person_id: int,
    kind: Kind,
    *,
    by: Actor,
    reason: str = "",
    level: int | None = None,
) -> None:
    """Make this person responsible and keep it in the timeline; nothing happens when they are already."""
    if suggestion.assignee_id == person_id and level is None:
        return
    suggestion.assignee_id = person_id
    db.session.add(
        Assignment(
            suggestion_id=suggestion.id,
            person_id=person_id,
            kind=kind,
            level=level,
            reason=reason.strip(),
            by_id=by.actor_id,
            at=clock.now(),
        )
    )
    publish(
        ResponsibleNamed(actor_id=by.actor_id, subject_id=suggestion.id, person_id=person_id, kind=str(kind))
    )


def _one_of(level: Level) -> int:
    """One person of a level: who has the fewest open ideas."""
    return rules.least_loaded(level, queries.loads(level) if len(level) > 1 else {})
