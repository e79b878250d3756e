"""Practice ideas: beside each other, what everybody gave, criterion by criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from improve.core.errors import Refused
from improve.core.messages import _l
from improve.reviews.rules.scoring import Asked
from improve.reviews.values import Distance, State
from improve.suggestions.values import Status

Answers = Mapping[int, float | None]

# Only what has its answer is practiced on: nobody waits for it any more.
ANSWERED = frozenset({Status.ACCEPTED, Status.IN_PILOT, Status.DONE, Status.SUSTAINED, Status.DECLINED})
# Shares of the scale, from the lowest answer to the highest: up to one step of 1 to 5, up to two, more.
ALIKE, APART = 0.25, 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion. `own`: None without an answer or where it could not be judged; `others` are sorted, so that no
    order tells who gave what. `gap`: own less the median of the others; `spread`: from the lowest to the highest of
    all.
    """

    criterion_id: int
    own: float | None
    others: tuple[float, ...]
    distance: Distance
    spread: float
    gap: float | None

    @property
    def given(self) -> frozenset[float]:
        """Every answer that somebody gave."""
        return frozenset(self.others if self.own is None else (*self.others, self.own))


def compare(criteria: Sequence[Asked], own: Answers | None, others: Sequence[Answers]) -> list[Row]:
    """A row for each criterion, in their order."""
    return [_row(asked, (own or {}).get(asked.criterion_id), others) for asked in criteria]


def _row(asked: Asked, own: float | None, others: Sequence[Answers]) -> Row:
    theirs = sorted(value for one in others if (value := one.get(asked.criterion_id)) is not None)
    known = theirs if own is None else [*theirs, own]
    spread = max(known) - min(known) if known else 0.0
    return Row(
        criterion_id=asked.criterion_id,
        own=own,
        others=tuple(theirs),
        distance=_distance(spread / (asked.highest - asked.lowest), len(known)),
        spread=spread,
        gap=own - median(theirs) if own is not None and theirs else None,
    )


def _distance(share: float, answers: int) -> Distance:
    if answers < 2:
        return Distance.ALONE
    if share <= ALIKE:
        return Distance.ALIKE
    return Distance.APART if share <= APART else Distance.FAR


def widest(rows: Sequence[Row]) -> Row | None:
    """The criterion that is to be talked about first; None where all see the idea alike."""
    apart = [row for row in rows if row.distance in (Distance.APART, Distance.FAR)]
    return max(apart, key=lambda row: row.spread, default=None)


def check_settable(state: State, *, scored: bool) -> None:
    """Practice ideas are the same for everybody, so they stand once somebody has scored."""
    if state not in (State.DRAFT, State.OPEN):
        raise Refused(_l("Scoring is over; the practice ideas stay as they are."))
    if scored:
        raise Refused(_l("Somebody has scored already; the practice ideas stay as they are."))


def check_practicing(state: State) -> None:
    """One practices from the opening on, also before the first day of scoring, until scoring is over."""
    if state is State.DRAFT:
        raise Refused(_l("The round has not opened yet. Nothing was saved."))
    if state is not State.OPEN:
        raise Refused(_l("Scoring is over, and practice with it. Nothing was saved."))
