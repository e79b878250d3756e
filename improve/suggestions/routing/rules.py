"""Who is responsible first, and who after them: plain values in, people out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from improve.suggestions.routing.values import Handler

# People of one level; one of them becomes responsible.
Level = tuple[int, ...]


@dataclass(frozen=True)
class Rule:
    """A route: whom the ideas of a category (None: any) in a unit and below it (None: anywhere) go to."""

    category_id: int | None
    unit_id: int | None
    handler: Handler
    person_id: int | None = None


@dataclass(frozen=True)
class Surroundings:
    """Who stands around an idea: the units from its own up to the top, their leads and coordinators, the nearest
    first; the coordinators of the whole company are the last of them; and the administrators.
    """

    units: tuple[int, ...] = ()
    leads: Sequence[int] = ()
    coordinators: Sequence[Level] = ()
    administrators: Level = ()
    active: frozenset[int] = field(default=frozenset())  # of the people whom rules name


def rule_for(rules: Collection[Rule], category_id: int | None, units: Sequence[int]) -> Rule | None:
    """The rule that speaks most precisely: one for the category before one for any, then the nearest unit."""

    def precision(rule: Rule) -> tuple[bool, int]:
        above = units.index(rule.unit_id) if rule.unit_id is not None else len(units)
        return rule.category_id is None, above

    fitting = [
        rule
        for rule in rules
        if rule.category_id in (None, category_id) and (rule.unit_id is None or rule.unit_id in units)
    ]
    return min(fitting, key=precision, default=None)


def line(rule: Rule | None, around: Surroundings, *, authors: Collection[int] = ()) -> list[Level]:
    """The levels in their order: whom the rule names, then the leads up the line, then the coordinators, then the
    administrators. Nobody stands in it twice, and nobody who wrote the idea.
    """
    levels = [_first(rule, around), *((lead,) for lead in around.leads), *around.coordinators]
    seen = set(authors)
    found: list[Level] = []
    for level in (*levels, around.administrators):
        people = tuple(person for person in dict.fromkeys(level) if person not in seen)
        seen.update(people)
        if people:
            found.append(people)
    return found


def _first(rule: Rule | None, around: Surroundings) -> Level:
    """Whom the rule names; without one the nearest coordinators. Empty where nobody is."""
    handler = rule.handler if rule is not None else Handler.COORDINATOR
    if handler is Handler.PERSON and rule is not None:
        return (rule.person_id,) if rule.person_id in around.active else ()
    if handler is Handler.LEAD:
        return tuple(around.leads[:1])
    if handler is Handler.COORDINATOR and around.coordinators:
        return around.coordinators[0]
    return ()


def next_level(levels: Sequence[Level], told: Collection[int], present: int | None) -> Level | None:
    """The first level of which nobody was responsible yet; None when the line has ended."""
    known = {*told, present}
    return next((level for level in levels if not known.intersection(level)), None)


def least_loaded(level: Level, loads: dict[int, int]) -> int:
    """Who of a level has the fewest open ideas; the first by number among equals."""
    return min(level, key=lambda person: (loads.get(person, 0), person))
