"""Which answers split the results, and what is counted of a form in each of its segments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from improve.core.periods import PeriodKind, start_of
from improve.surveys.values.kinds import RESPONSES, Kind
from improve.surveys.values.questions import Spec

# The code of the segment "language of the form"; no question begins so.
LANGUAGE = "_language"
# A form is counted in so many segments besides its language: places and channels first, then what was chosen.
MOST_CODES = 8
_FIRST, _THEN = (Kind.HIDDEN,), (Kind.CHOICE, Kind.YES_NO)
# What has as many values as there are forms is not counted once more in each segment.
_FREE = frozenset((Kind.HIDDEN, Kind.CONSENT, Kind.DATE, Kind.NUMBER))

SegmentKey = tuple[str, str, str, str]
"""The segment's code and value, then the question's."""


@dataclass(frozen=True, slots=True)
class Splitting:
    """By which questions the answers of a wording are split, and which questions are left out of it."""

    codes: tuple[str, ...]
    free: frozenset[str]


def span_of(day: date) -> date:
    """The first day of the span that holds a day: its Monday, or the first of its month where that comes later."""
    return max(start_of(PeriodKind.WEEK, day), start_of(PeriodKind.MONTH, day))


def splitting(specs: Sequence[Spec]) -> Splitting:
    """The splitting of a wording with these questions."""
    found = [spec.code for kinds in (_FIRST, _THEN) for spec in specs if spec.kind in kinds]
    return Splitting(tuple(found[:MOST_CODES]), frozenset(spec.code for spec in specs if spec.kind in _FREE))


def crossed(split: Splitting, keys: Iterable[tuple[str, str]]) -> set[SegmentKey]:
    """What a form with these (question's code, value) adds to its segments; the form's own key is `RESPONSES` with
    its language."""
    given = dict(keys)
    mine = [(code, given[code]) for code in split.codes if code in given]
    if RESPONSES in given:
        mine.append((LANGUAGE, given[RESPONSES]))
    counted = [(code, value) for code, value in given.items() if code not in split.free]
    return {(*segment, *one) for segment in mine for one in counted}
