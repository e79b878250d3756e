"""Who has a conflict with which idea: as a condition in a statement, and as a table of pairs.

Both say what `rules.conflicts.conflict` says; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, and_, or_, select, true

from improve.accounts.models import Person, Unit
from improve.core.db import db
from improve.core.policy import Actor
from improve.reviews.models import Declaration
from improve.reviews.rules.conflicts import Parties, conflict
from improve.reviews.values import Conflict
from improve.suggestions.models import CoAuthor, Suggestion
from improve.suggestions.queries import authors_of

AT_ONCE = 500


def clear_of(actor: Actor) -> ColumnElement[bool]:
    """The condition that the actor has no conflict with the `Suggestion` of the statement."""
    if actor.is_system:
        return true()
    me = actor.actor_id
    # Correlated by hand: whoever uses this may have people and units of their own in the statement.
    teams = select(Unit.id).where(or_(Unit.id == actor.unit_id, Unit.lead_id == me)).correlate(None)
    of_idea = CoAuthor.suggestion_id == Suggestion.id
    excluded = (
        select(CoAuthor.id).where(of_idea, CoAuthor.person_id == me),
        select(Person.id).where(Person.id == Suggestion.author_id, Person.unit_id.in_(teams)),
        select(CoAuthor.id)
        .join(Person, Person.id == CoAuthor.person_id)
        .where(of_idea, Person.unit_id.in_(teams)),
        select(Declaration.id).where(Declaration.suggestion_id == Suggestion.id, Declaration.person_id == me),
    )
    return and_(
        or_(Suggestion.author_id.is_(None), Suggestion.author_id != me),
        or_(Suggestion.unit_id.is_(None), Suggestion.unit_id.not_in(teams)),
        *(~found.correlate(Suggestion).exists() for found in excluded),
    )


def teams_of(person_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The units that each person belongs to or leads."""
    ids = sorted(set(person_ids))
    found: dict[int, set[int]] = {person_id: set() for person_id in ids}
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        for person_id, unit_id in db.session.execute(
            select(Person.id, Person.unit_id).where(Person.id.in_(part), Person.unit_id.is_not(None))
        ):
            found[person_id].add(unit_id)
        for person_id, unit_id in db.session.execute(
            select(Unit.lead_id, Unit.id).where(Unit.lead_id.in_(part))
        ):
            found[person_id].add(unit_id)
    return {person_id: frozenset(units) for person_id, units in found.items()}


def parties_of(suggestion_ids: Iterable[int]) -> dict[int, Parties]:
    """Whose ideas these are."""
    ids = sorted(set(suggestion_ids))
    out: dict[int, Parties] = {}
    for start in range(0, len(ids), AT_ONCE):
        out |= _parties(ids[start : start + AT_ONCE])
    return out


def _parties(ids: list[int]) -> dict[int, Parties]:
    rows = db.session.execute(
        select(Suggestion.id, Suggestion.author_id, Suggestion.unit_id).where(Suggestion.id.in_(ids))
    ).all()
    authors = authors_of(ids)
    people = {person_id for group in authors.values() for person_id in group}
    unit_of = dict(
        db.session.execute(select(Person.id, Person.unit_id).where(Person.id.in_(people))).tuples().all()
    )
    declared: dict[int, set[int]] = {}
    for suggestion_id, person_id in db.session.execute(
        select(Declaration.suggestion_id, Declaration.person_id).where(Declaration.suggestion_id.in_(ids))
    ):
        declared.setdefault(suggestion_id, set()).add(person_id)
    return {
        row.id: Parties(
            author_id=row.author_id,
            co_authors=frozenset(authors[row.id] - {row.author_id}),
            teams=frozenset(
                unit for unit in (row.unit_id, *(unit_of.get(p) for p in authors[row.id])) if unit is not None
            ),
            declared=frozenset(declared.get(row.id, ())),
        )
        for row in rows
    }


def conflicts_between(items: Mapping[int, int], person_ids: Iterable[int]) -> dict[tuple[int, int], Conflict]:
    """(item id, person id) -> why, for every pair with a conflict. `items`: item id -> suggestion id."""
    people = teams_of(person_ids)
    parties = parties_of(items.values())
    found: dict[tuple[int, int], Conflict] = {}
    for item_id, suggestion_id in items.items():
        for person_id, teams in people.items():
            kind = conflict(parties[suggestion_id], person_id, teams)
            if kind is not None:
                found[item_id, person_id] = kind
    return found


def is_clear(actor: Actor, suggestion_id: int) -> bool:
    """Has the actor no conflict with this idea?"""
    return (
        db.session.scalar(select(Suggestion.id).where(Suggestion.id == suggestion_id, clear_of(actor)))
        is not None
    )
