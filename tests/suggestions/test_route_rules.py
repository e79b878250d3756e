"""Who is responsible first, and who after them: the table of cases."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from improve.suggestions.routing.rules import (
    Level,
    Rule,
    Surroundings,
    least_loaded,
    line,
    next_level,
    rule_for,
)
from improve.suggestions.routing.values import Handler

LEAD, COORDINATOR, PERSON = Handler.LEAD, Handler.COORDINATOR, Handler.PERSON
TEAM, DEPARTMENT, SITE, ELSEWHERE = 4, 3, 2, 9
UNITS = (TEAM, DEPARTMENT, SITE)
SAFETY, OTHER = 1, 2

ANYTHING = Rule(None, None, COORDINATOR)
SAFETY_ANYWHERE = Rule(SAFETY, None, PERSON, 70)
SAFETY_ON_SITE = Rule(SAFETY, SITE, PERSON, 71)
SAFETY_IN_TEAM = Rule(SAFETY, TEAM, LEAD)
TEAM_ANYTHING = Rule(None, TEAM, LEAD)
SITE_ANYTHING = Rule(None, SITE, COORDINATOR)
SAFETY_ELSEWHERE = Rule(SAFETY, ELSEWHERE, PERSON, 72)


@pytest.mark.parametrize(
    ("rules", "category", "units", "chosen"),
    [
        ((), SAFETY, UNITS, None),
        ((ANYTHING,), None, (), ANYTHING),
        ((SAFETY_ANYWHERE,), OTHER, UNITS, None),
        ((SAFETY_ANYWHERE,), None, UNITS, None),
        ((ANYTHING, SAFETY_ANYWHERE), SAFETY, UNITS, SAFETY_ANYWHERE),
        ((SAFETY_ANYWHERE, SAFETY_ON_SITE), SAFETY, UNITS, SAFETY_ON_SITE),
        ((SAFETY_ON_SITE, SAFETY_IN_TEAM), SAFETY, UNITS, SAFETY_IN_TEAM),
        # The category speaks before the unit.
        ((TEAM_ANYTHING, SAFETY_ANYWHERE), SAFETY, UNITS, SAFETY_ANYWHERE),
        ((TEAM_ANYTHING, SITE_ANYTHING, ANYTHING), OTHER, UNITS, TEAM_ANYTHING),
        ((SITE_ANYTHING, ANYTHING), OTHER, (DEPARTMENT, SITE), SITE_ANYTHING),
        ((SAFETY_ELSEWHERE, ANYTHING), SAFETY, UNITS, ANYTHING),
        ((TEAM_ANYTHING,), OTHER, (), None),
    ],
)
def test_the_most_precise_rule_speaks(
    rules: Sequence[Rule], category: int | None, units: tuple[int, ...], chosen: Rule | None
) -> None:
    assert rule_for(rules, category, units) == chosen


# Leads 14 (team), 13 (department), 12 (site); coordinators 22 of the site, 20 and 21 of the company.
AROUND = Surroundings(
    units=UNITS,
    leads=(14, 13, 12),
    coordinators=((22,), (20, 21)),
    administrators=(30, 31),
    active=frozenset({70}),
)


@pytest.mark.parametrize(
    ("rule", "authors", "levels"),
    [
        (None, (), [(22,), (14,), (13,), (12,), (20, 21), (30, 31)]),
        (ANYTHING, (), [(22,), (14,), (13,), (12,), (20, 21), (30, 31)]),
        (TEAM_ANYTHING, (), [(14,), (13,), (12,), (22,), (20, 21), (30, 31)]),
        (SAFETY_ANYWHERE, (), [(70,), (14,), (13,), (12,), (22,), (20, 21), (30, 31)]),
        # A named person who left is nobody: the line begins at its first.
        (SAFETY_ON_SITE, (), [(14,), (13,), (12,), (22,), (20, 21), (30, 31)]),
        # Nobody handles the own idea.
        (TEAM_ANYTHING, (14, 20), [(13,), (12,), (22,), (21,), (30, 31)]),
        (SAFETY_ANYWHERE, (70,), [(14,), (13,), (12,), (22,), (20, 21), (30, 31)]),
    ],
)
def test_the_line_goes_up_from_whom_the_rule_names(
    rule: Rule | None, authors: tuple[int, ...], levels: list[Level]
) -> None:
    assert line(rule, AROUND, authors=authors) == levels


def test_where_nobody_is_found_the_administrators_are() -> None:
    assert line(TEAM_ANYTHING, Surroundings(administrators=(30, 31))) == [(30, 31)]
    assert line(None, Surroundings()) == []
    assert line(None, Surroundings(administrators=(30,)), authors=(30,)) == []


def test_a_lead_of_two_levels_stands_in_the_line_once() -> None:
    around = Surroundings(leads=(14, 14, 12), coordinators=((14,),), administrators=(12, 30))
    assert line(TEAM_ANYTHING, around) == [(14,), (12,), (30,)]


@pytest.mark.parametrize(
    ("told", "present", "level"),
    [
        ((), None, (14,)),
        ((14,), 14, (13,)),
        ((14,), 99, (13,)),  # handed to somebody outside of the line
        ((14, 20), 20, (13,)),
        ((14, 13, 20), 13, None),  # one of a level was responsible: the level was
    ],
)
def test_each_level_is_told_once(told: tuple[int, ...], present: int | None, level: Level | None) -> None:
    assert next_level([(14,), (13,), (20, 21)], told, present) == level


@pytest.mark.parametrize(
    ("loads", "chosen"), [({}, 20), ({20: 1}, 21), ({20: 5, 21: 5, 22: 4}, 22), ({20: 2, 21: 1, 22: 1}, 21)]
)
def test_of_a_level_the_least_loaded_is_responsible(loads: dict[int, int], chosen: int) -> None:
    assert least_loaded((20, 21, 22), loads) == chosen
