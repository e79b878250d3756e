"""Questions about who takes part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select

from improve.accounts.models import Person, Unit
from improve.core.db import db
from improve.core.localized import Localized
from improve.core.policy import Actor
from improve.stats.suppression import SMALLEST_GROUP
from improve.suggestions.calendar import company_zone
from improve.suggestions.engagement.rules import shown_apart
from improve.suggestions.models import CoAuthor, Comment, Suggestion, Vote
from improve.suggestions.outcomes.quarters import Quarter
from improve.suggestions.policy import HANDLERS


@dataclass(frozen=True)
class Part:
    """What one person did within the quarter, and whether they ever did anything. `ideas`: alone or with others."""

    path: str
    ideas: int
    handed_in: bool
    voted: bool
    commented: bool
    took_part_before: bool
    ever: bool

    @property
    def took_part(self) -> bool:
        return self.handed_in or self.voted or self.commented


@dataclass(frozen=True)
class Figures:
    """The figures of five people or more."""

    people: int
    took_part: int
    took_part_before: int
    handed_in: int
    voted: int
    commented: int
    ideas: int
    never: int

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Figures:
        return cls(
            people=len(parts),
            took_part=sum(part.took_part for part in parts),
            took_part_before=sum(part.took_part_before for part in parts),
            handed_in=sum(part.handed_in for part in parts),
            voted=sum(part.voted for part in parts),
            commented=sum(part.commented for part in parts),
            ideas=sum(part.ideas for part in parts),
            never=sum(not part.ever for part in parts),
        )


@dataclass(frozen=True)
class Line:
    """A unit with all below it; without `unit_id` the people of the units that are too small, and who belongs to none
    of those below.
    """

    unit_id: int | None
    name: Localized | None
    figures: Figures


@dataclass(frozen=True)
class Report:
    """A unit and what it consists of; without `whole` it has fewer than five people."""

    units: Sequence[Unit]  # from the top down to the one that is shown
    whole: Figures | None
    lines: Sequence[Line]


def report(actor: Actor, quarter: Quarter, unit_id: int | None) -> Report | None:
    """The report of a unit, None of all that the actor looks after; None where the actor may not see it.

    A unit is opened only on a way on which each one stands by itself, from the topmost that the actor looks after, so
    that no two reports give a small one as their difference.
    """
    roots = tuple(item.path for item in actor.assignments if item.role in HANDLERS)
    units = [unit for unit in _units() if unit.path.startswith(roots)]
    parts = [part for part in _parts(quarter) if part.path.startswith(roots)]
    here: Unit | None = None
    way: list[Unit] = []
    if unit_id is not None:
        here = next((unit for unit in units if unit.id == unit_id), None)
        if here is None:
            return None
        way = [unit for unit in units if here.path.startswith(unit.path)]
    for number, step in enumerate(way):
        above = way[number - 1] if number else None
        if step.id not in _apart(above, units, parts):
            return None
    return _report(way, here, units, parts)


def _report(way: Sequence[Unit], here: Unit | None, units: Sequence[Unit], parts: Sequence[Part]) -> Report:
    inside = _within(parts, here)
    if len(inside) < SMALLEST_GROUP:
        return Report(way, None, ())
    apart = _apart(here, units, inside)
    lines = [
        Line(unit.id, unit.name, Figures.of(_within(inside, unit)))
        for unit in _children(here, units)
        if unit.id in apart
    ]
    shown = tuple(unit.path for unit in units if unit.id in apart)
    left = [part for part in inside if not part.path.startswith(shown)]
    if left and lines:
        lines.append(Line(None, None, Figures.of(left)))
    return Report(way, Figures.of(inside), lines)


def _apart(here: Unit | None, units: Sequence[Unit], parts: Sequence[Part]) -> frozenset[int]:
    """The units directly below `here` (None: the top) that may stand by themselves."""
    inside = _within(parts, here)
    people = {unit.id: len(_within(inside, unit)) for unit in _children(here, units)}
    return shown_apart(people, always_together=len(inside) - sum(people.values()))


def _children(here: Unit | None, units: Sequence[Unit]) -> list[Unit]:
    """Those directly below; at the top those above which the actor looks after nothing."""
    if here is not None:
        return [unit for unit in units if unit.parent_id == here.id]
    known = {unit.id for unit in units}
    return [unit for unit in units if unit.parent_id not in known]


def _within(parts: Iterable[Part], unit: Unit | None) -> list[Part]:
    return [part for part in parts if unit is None or part.path.startswith(unit.path)]


def _units() -> Sequence[Unit]:
    """All units, closed ones too, for people still stand there; parents first."""
    return db.session.scalars(select(Unit).order_by(Unit.path)).all()


def _parts(quarter: Quarter) -> list[Part]:
    """What everybody did who has an account and a unit today; each table is read once, by person.

    Who belongs to no unit is left out: else one such person would keep the only unit at the top from standing by itself.
    """
    handed_in, voted, commented = (_when(dates, quarter) for dates in (_ideas(), _ballots(), _comments()))
    rows = db.session.execute(
        select(Person.id, Unit.path).join(Unit, Unit.id == Person.unit_id).where(Person.disabled_at.is_(None))
    )
    nothing = (0, 0)
    return [
        Part(
            path,
            ideas=handed_in.get(person_id, nothing)[0],
            handed_in=handed_in.get(person_id, nothing)[0] > 0,
            voted=voted.get(person_id, nothing)[0] > 0,
            commented=commented.get(person_id, nothing)[0] > 0,
            took_part_before=any(kind.get(person_id, nothing)[1] for kind in (handed_in, voted, commented)),
            ever=any(person_id in kind for kind in (handed_in, voted, commented)),
        )
        for person_id, path in rows
    ]


def _when(dates: Any, quarter: Quarter) -> dict[int, tuple[int, int]]:
    """By person: how many of these (person, instant) fall into the quarter, and into the one before; who has none until
    its end is missing.
    """
    first, end = quarter.instants(company_zone())
    earlier, _first = quarter.moved(-1).instants(company_zone())
    person, at = dates.c
    now = func.sum(case((at >= first, 1), else_=0))
    before = func.sum(case((and_(at >= earlier, at < first), 1), else_=0))
    rows = db.session.execute(select(person, now, before).where(at < end).group_by(person))
    return {person_id: (count, count_before) for person_id, count, count_before in rows}


def _ideas() -> Any:
    """(person, instant) of ideas, alone or with others; what a merging lent is not counted twice."""
    alone = select(Suggestion.author_id.label("person_id"), Suggestion.submitted_at).where(
        Suggestion.author_id.is_not(None)
    )
    together = (
        select(CoAuthor.person_id, Suggestion.submitted_at)
        .join(Suggestion, Suggestion.id == CoAuthor.suggestion_id)
        .where(CoAuthor.merge_id.is_(None))
    )
    return alone.union_all(together).subquery()


def _ballots() -> Any:
    """(person, instant) of ballots that may be counted by now."""
    hidden = select(Suggestion.id).where(Suggestion.counts_hidden_until.is_not(None))
    return (
        select(Vote.person_id, Vote.at)
        .where(Vote.merge_id.is_(None), Vote.suggestion_id.not_in(hidden))
        .subquery()
    )


def _comments() -> Any:
    """(person, instant) of comments that stand."""
    return (
        select(Comment.author_id, Comment.created_at)
        .where(Comment.author_id.is_not(None), Comment.removed_at.is_(None))
        .subquery()
    )
