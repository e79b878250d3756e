"""Which two ideas somebody is asked about next, and when nobody is: plain values in, an answer out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from improve.core.errors import Refused
from improve.core.messages import _l
from improve.suggestions.values import VotingData
from improve.suggestions.voting.rules import check_window

Pair = tuple[int, int]


def check_open(is_compared: bool, rule: VotingData, today: date) -> None:
    """Refuse an answer where ideas are not compared, and outside of the days of the vote."""
    if not is_compared:
        raise Refused(_l("The ideas of this category are not compared two at a time."))
    check_window(rule, today)


def next_pair(
    candidates: Sequence[int],
    compared: Mapping[int, int],
    answered: Iterable[Pair],
    draw: Callable[[], float],
) -> Pair | None:
    """Two ideas that this person was not asked about together; None when there are none left.

    `compared`: how often each was compared by everybody; `answered`: this person's pairs, the lower id first; `draw`: a
    number from 0 to 1, anew each time. First comes what was compared least by everybody, beside it what this person
    has met least; ties, and which stands on the left, are drawn.
    """
    done = set(answered)
    met = Counter(number for pair in done for number in pair)
    for one in sorted(candidates, key=lambda number: (compared.get(number, 0), met[number], draw())):
        partners = [
            other for other in candidates if other != one and (min(one, other), max(one, other)) not in done
        ]
        if partners:
            other = min(partners, key=lambda number: (met[number], compared.get(number, 0), draw()))
            return (one, other) if draw() < 0.5 else (other, one)
    return None
