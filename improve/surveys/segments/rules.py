"""Which answers split the results, and what is counted of a form in each of its segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from improve.core.periods import PeriodKind, start_of
from improve.surveys.values.kinds import RESPONSES, Kind
from improve.surveys.values.questions import Spec

# The code of the segment "language of the form"; no question begins so.
LANGUAGE = "_language"
# Before the code of an attribute of the contact, and before the number of a saved segment; no question begins so.
CONTACT, SAVED = "@", "_s"
# The value of those who are in a saved segment; the others are not counted once more.
IN = "y"
# A form is counted in so many segments besides its language: places and channels first, then what was chosen.
MOST_CODES = 8
_FIRST, _THEN = (Kind.HIDDEN,), (Kind.CHOICE, Kind.YES_NO)
# What has as many values as there are forms is not counted once more in each segment.
_FREE = frozenset((Kind.HIDDEN, Kind.CONSENT, Kind.DATE, Kind.NUMBER))

SegmentKey = tuple[str, str, str, str]
"""The segment's code and value, then the question's."""


@dataclass(frozen=True, slots=True)
class Combination:
    """A saved segment: its code, and the values of which each of its codes has one."""

    code: str
    conditions: tuple[tuple[str, frozenset[str]], ...]

    def holds(self, given: Mapping[str, str]) -> bool:
        """Is a form with these values in it?"""
        return all(given.get(code) in values for code, values in self.conditions)

    def is_within(self, other: Combination) -> bool:
        """Is everybody in it in the other one, by what both say?"""
        mine = dict(self.conditions)
        return all(code in mine and mine[code] <= values for code, values in other.conditions)


@dataclass(frozen=True, slots=True)
class Splitting:
    """By which questions the answers of a wording are split, and which questions are left out of it."""

    codes: tuple[str, ...]
    free: frozenset[str]
    combinations: tuple[Combination, ...] = ()


def span_of(day: date) -> date:
    """The first day of the span that holds a day: its Monday, or the first of its month where that comes later."""
    return max(start_of(PeriodKind.WEEK, day), start_of(PeriodKind.MONTH, day))


def contact_code(attribute: str) -> str:
    """The code of an attribute as a segment."""
    return CONTACT + attribute


def saved_code(number: int) -> str:
    """The code of a saved segment."""
    return f"{SAVED}{number}"


def saved_number(code: str) -> int | None:
    """The number of a saved segment by its code; None for other codes."""
    digits = code.removeprefix(SAVED)
    return (
        int(digits) if digits != code and digits.isascii() and digits.isdigit() and len(digits) < 11 else None
    )


def splitting(
    specs: Sequence[Spec], contact: Sequence[str] = (), combinations: Sequence[Combination] = ()
) -> Splitting:
    """The splitting of a wording with these questions, with what is taken of contacts and what was saved."""
    found = [spec.code for kinds in (_FIRST, _THEN) for spec in specs if spec.kind in kinds]
    of_contact = tuple(map(contact_code, contact))
    free = frozenset(spec.code for spec in specs if spec.kind in _FREE) | frozenset(of_contact)
    return Splitting((*found[:MOST_CODES], *of_contact), free, tuple(combinations))


def crossed(split: Splitting, keys: Iterable[tuple[str, str]]) -> set[SegmentKey]:
    """What a form with these (question's code, value) adds to its segments; the form's own key is `RESPONSES` with
    its language."""
    given = dict(keys)
    mine = [(code, given[code]) for code in split.codes if code in given]
    if RESPONSES in given:
        mine.append((LANGUAGE, given[RESPONSES]))
    if split.combinations:
        own = dict(mine)
        mine += [(one.code, IN) for one in split.combinations if one.holds(own)]
    counted = [(code, value) for code, value in given.items() if code not in split.free]
    return {(*segment, *one) for segment in mine for one in counted}
