"""Who has a conflict with which idea: as a condition in a statement, and as a table of pairs.

Both say what `rules.conflicts.conflict` says; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true, tuple_

from improve.accounts.models import Person, Unit
from improve.core.db import db
from improve.core.interests import CONFLICT_SOURCE, ConflictSource
from improve.core.policy import Actor
from improve.core.settled import settled
from improve.reviews.models import Declaration
from improve.reviews.rules.chart import Below, Chart
from improve.reviews.rules.conflicts import Parties, conflict
from improve.reviews.values import Conflict
from improve.suggestions.models import CoAuthor, Suggestion
from improve.suggestions.queries import authors_of
from improve.web.features import contributed

AT_ONCE = 500
A_FEW = 8


@dataclass(frozen=True)
class Ties:
    """What ties somebody to others: their unit and those they lead, their manager, and who reports to them."""

    person_id: int
    teams: tuple[int, ...]
    manager: int | None
    below: Below


@settled(Unit)
def chart() -> Chart:
    """The organization chart, as far as it says who is in line with whom."""
    rows = db.session.execute(select(Unit.id, Unit.path, Unit.lead_id)).all()
    return Chart(
        {row.id: tuple(int(part) for part in row.path.split("/") if part) for row in rows},
        {row.id: row.lead_id for row in rows if row.lead_id is not None},
    )


def ties_of(actor: Actor) -> Ties:
    """The actor's place in the chart."""
    known = chart()
    me = actor.person_id
    teams = {unit for unit, lead in known.leads.items() if lead == me}
    if actor.unit_id is not None:
        teams.add(actor.unit_id)
    return Ties(me, tuple(sorted(teams)), known.manager(me, actor.unit_id), known.below(me))


def clear_of(actor: Actor, ties: Ties | None = None) -> ColumnElement[bool]:
    """The condition that the actor has no conflict with the `Suggestion` of the statement."""
    if actor.is_system:
        return true()
    if actor.actor_id is None:
        return false()
    return clear_by(ties or ties_of(actor), tuple(sources()))


@lru_cache(256)
def clear_by(mine: Ties, gains: tuple[ConflictSource, ...]) -> ColumnElement[bool]:
    """The same for a member with these ties. Built once for whoever asks again: it takes longer than the statement
    it stands in.
    """
    me = mine.person_id
    of_idea = CoAuthor.suggestion_id == Suggestion.id
    close = or_(_among(Person.unit_id, mine.teams), _in_line(mine))
    excluded = (
        select(CoAuthor.id).where(of_idea, CoAuthor.person_id == me),
        select(Person.id).where(Person.id == Suggestion.author_id, close),
        select(CoAuthor.id).join(Person, Person.id == CoAuthor.person_id).where(of_idea, close),
        select(Declaration.id).where(Declaration.suggestion_id == Suggestion.id, Declaration.person_id == me),
    )
    return and_(
        or_(Suggestion.author_id.is_(None), Suggestion.author_id != me),
        or_(Suggestion.unit_id.is_(None), not_(_among(Suggestion.unit_id, mine.teams))),
        *(~found.correlate(Suggestion).exists() for found in excluded),
        *(Suggestion.id.not_in(source.of_person(me).correlate(None)) for source in gains),
    )


def _among(column: Any, ids: Sequence[int]) -> ColumnElement[bool]:
    """The condition that a column is one of these. Of a few said one by one: a list is put into the statement anew
    whenever it is asked.
    """
    return or_(false(), *(column == one for one in ids)) if len(ids) <= A_FEW else column.in_(ids)


def _in_line(mine: Ties) -> ColumnElement[bool]:
    """The condition that a `Person` is the manager or a direct report."""
    found: list[ColumnElement[bool]] = [Person.id == mine.manager] if mine.manager is not None else []
    if mine.below.units:
        found.append(Person.unit_id.in_(sorted(mine.below.units)))
    if mine.below.pairs:
        found.append(tuple_(Person.unit_id, Person.id).in_(sorted(mine.below.pairs)))
    return or_(*found) if found else false()


def sources() -> list[ConflictSource]:
    """Who says who gains by an idea."""
    return contributed(current_app, CONFLICT_SOURCE)


def teams_of(person_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The units that each person belongs to or leads."""
    found: dict[int, set[int]] = {person_id: set() for person_id in person_ids}
    for person_id, unit_id in _units_of(found).items():
        found[person_id].add(unit_id)
    for unit_id, lead_id in chart().leads.items():
        if lead_id in found:
            found[lead_id].add(unit_id)
    return {person_id: frozenset(units) for person_id, units in found.items()}


def _units_of(person_ids: Iterable[int]) -> dict[int, int]:
    ids = sorted(set(person_ids))
    found: dict[int, int] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = db.session.execute(
            select(Person.id, Person.unit_id).where(
                Person.id.in_(ids[start : start + AT_ONCE]), Person.unit_id.is_not(None)
            )
        )
        found |= {person_id: unit_id for person_id, unit_id in rows if unit_id is not None}
    return found


def managers_of(person_ids: Iterable[int]) -> dict[int, int | None]:
    """The manager of each person."""
    ids = sorted(set(person_ids))
    units, known = _units_of(ids), chart()
    return {person_id: known.manager(person_id, units.get(person_id)) for person_id in ids}


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
    unit_of, known = _units_of(people), chart()
    declared, recorded = _declarations(ids)
    gaining: dict[int, set[int]] = {}
    for source in sources():
        for suggestion_id, person_id in source.pairs(ids):
            gaining.setdefault(suggestion_id, set()).add(person_id)
    found = {}
    for row in rows:
        group = authors[row.id]
        above = {known.manager(person_id, unit_of.get(person_id)) for person_id in group}
        teams = (row.unit_id, *(unit_of.get(person_id) for person_id in group))
        found[row.id] = Parties(
            author_id=row.author_id,
            co_authors=frozenset(group - {row.author_id}),
            teams=frozenset(unit for unit in teams if unit is not None),
            line=frozenset(person_id for person_id in above if person_id is not None),
            gaining=frozenset(gaining.get(row.id, ())),
            declared=frozenset(declared.get(row.id, ())),
            recorded=frozenset(recorded.get(row.id, ())),
        )
    return found


def _declarations(ids: list[int]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    declared: dict[int, set[int]] = {}
    recorded: dict[int, set[int]] = {}
    rows = db.session.execute(
        select(Declaration.suggestion_id, Declaration.person_id, Declaration.recorded_by_id).where(
            Declaration.suggestion_id.in_(ids)
        )
    )
    for suggestion_id, person_id, recorded_by in rows:
        into = declared if recorded_by is None else recorded
        into.setdefault(suggestion_id, set()).add(person_id)
    return declared, recorded


def conflicts_between(items: Mapping[int, int], person_ids: Iterable[int]) -> dict[tuple[int, int], Conflict]:
    """(item id, person id) -> why, for every pair with a conflict. `items`: item id -> suggestion id.

    Only those whom something ties to an idea are looked at: thousands of ideas and dozens of people stay quick.
    """
    people = teams_of(person_ids)
    managers = managers_of(people)
    parties = parties_of(items.values())
    teams, reports = _turned(people), _turned({one: {boss} for one, boss in managers.items() if boss})
    found: dict[tuple[int, int], Conflict] = {}
    for item_id, suggestion_id in items.items():
        idea = parties[suggestion_id]
        near = {*idea.co_authors, *idea.line, *idea.gaining, *idea.declared, *idea.recorded}
        near.update(*(teams.get(unit, ()) for unit in idea.teams))
        near.update(*(reports.get(one, ()) for one in idea.co_authors))
        if idea.author_id is not None:
            near.update((idea.author_id,), reports.get(idea.author_id, ()))
        for person_id in sorted(near & people.keys()):
            kind = conflict(idea, person_id, people[person_id], managers[person_id])
            if kind is not None:
                found[item_id, person_id] = kind
    return found


def _turned(of: Mapping[int, Iterable[int]]) -> dict[int, set[int]]:
    """The same the other way round."""
    found: dict[int, set[int]] = {}
    for one, several in of.items():
        for other in several:
            found.setdefault(other, set()).add(one)
    return found


def declaration_of(suggestion_id: int, person_id: int) -> Declaration | None:
    """The conflict that somebody declared, or that was recorded for them."""
    return db.session.scalar(
        select(Declaration).where(
            Declaration.suggestion_id == suggestion_id, Declaration.person_id == person_id
        )
    )


def recorded_among(suggestion_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(idea id, person id) of the conflicts that a chair recorded."""
    ids = sorted(set(suggestion_ids))
    found: set[tuple[int, int]] = set()
    for start in range(0, len(ids), AT_ONCE):
        rows = db.session.execute(
            select(Declaration.suggestion_id, Declaration.person_id).where(
                Declaration.suggestion_id.in_(ids[start : start + AT_ONCE]),
                Declaration.recorded_by_id.is_not(None),
            )
        )
        found |= set(rows.tuples())
    return found


def is_clear(actor: Actor, suggestion_id: int) -> bool:
    """Has the actor no conflict with this idea?"""
    return (
        db.session.scalar(select(Suggestion.id).where(Suggestion.id == suggestion_id, clear_of(actor)))
        is not None
    )
