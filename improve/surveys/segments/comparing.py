"""Segments against everybody else, two groups against each other, and what the mix has to do with it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from improve.stats.mix import Standardized, Stratum, mix_p, standardized
from improve.stats.multiple import benjamini_hochberg
from improve.stats.nps import NpsCounts
from improve.surveys.rules.scores import Score, ScoreChange, change
from improve.surveys.segments.split import Span, Split
from improve.surveys.values.kinds import Group, Kind

FALSE_DISCOVERIES = 0.10
MIX_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Compared:
    """A segment's score, and how it differs: `direction` is "up", "down", "open", or "few" answers to compare.

    It differs when the whole 95 % interval says so and it stays so among all the segments (Benjamini-Hochberg).
    """

    value: str
    score: Score
    other: Score | None
    change: ScoreChange | None
    direction: str


def against_rest(found: Split, span: Span | None = None) -> list[Compared]:
    """Each segment that may be shown against all others, most answers first."""
    rows = []
    for value in found.shown:
        mine = found.score(value, span)
        if mine is not None:
            rows.append((value, mine, found.rest(value, span)))
    return _judged([(value, score, rest) for value, score, rest in rows])


def over_time(found: Split, before: Span, after: Span) -> list[Compared]:
    """Each segment against its own past."""
    rows = []
    for value in found.shown:
        now = found.score(value, after)
        if now is not None:
            rows.append((value, now, found.score(value, before)))
    return _judged(rows)


def _judged(rows: Sequence[tuple[str, Score, Score | None]]) -> list[Compared]:
    changes = [change(other, score) if other is not None else None for _value, score, other in rows]
    tested = [one.p for one in changes if one is not None]
    kept = iter(benjamini_hochberg(tested, FALSE_DISCOVERIES).kept)
    out = []
    for (value, score, other), one in zip(rows, changes, strict=True):
        direction = "few" if one is None else one.direction if next(kept) else "open"
        out.append(Compared(value, score, other, one, direction))
    return out


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of the answers by segment on both sides, and the change with the mix held still.

    `moved`: other people answered (chi-square, p under 0.05). `covered` is the share of all answers that are in
    these segments.
    """

    moved: bool
    p: float
    shares: Mapping[str, tuple[float, float]]
    held: Standardized
    covered: float


def mix_of(kind: Kind, before: Mapping[str, Score], after: Mapping[str, Score], everybody: int) -> Mix | None:
    """The mix of two groups by the segments that may be shown on both sides; None with fewer than two of them.
    `everybody` are the answers of both groups, in whatever segment."""
    values = [value for value in before if value in after]
    if len(values) < 2:
        return None
    sizes = [(before[value].n, after[value].n) for value in values]
    totals = (sum(a for a, _b in sizes), sum(b for _a, b in sizes))
    p = mix_p([a for a, _b in sizes], [b for _a, b in sizes])
    return Mix(
        p < MIX_LEVEL,
        p,
        {value: (a / totals[0], b / totals[1]) for value, (a, b) in zip(values, sizes, strict=True)},
        standardized([_stratum(kind, before[value], after[value]) for value in values]),
        sum(totals) / everybody,
    )


def _stratum(kind: Kind, before: Score, after: Score) -> Stratum:
    return Stratum(
        before.n,
        after.n,
        before.value or 0.0,
        after.value or 0.0,
        standard_error(kind, before),
        standard_error(kind, after),
    )


def standard_error(kind: Kind, found: Score) -> float:
    """In the unit of the score, never 0 for a share or an NPS: with the answers added that their intervals add
    (Rocks 2016 for NPS, Agresti and Coull 1998 for shares)."""
    if kind is Kind.NPS:
        counts = NpsCounts(found.of(Group.HIGH), found.of(Group.MIDDLE), found.of(Group.LOW))
        return counts.adjusted().se
    if kind is Kind.CSAT:
        share = (found.of(Group.HIGH) + 2) / (found.n + 4)
        return 100 * math.sqrt(share * (1 - share) / (found.n + 4))
    return found.se or 0.0
