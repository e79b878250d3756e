"""Scores of counted answers: NPS in points, CSAT in percent, CES as a mean, each with its 95 % interval.

All figures come from counts by number, so a million answers cost as much as ten.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from improve.stats.intervals import p_two_sided_t, t_quantile
from improve.stats.nps import Nps, nps, nps_change
from improve.stats.proportions import share_change, wilson
from improve.surveys.values.kinds import SCALES, Group, Kind

CONFIDENCE = 0.95
FEWEST_TO_COMPARE = 30


@dataclass(frozen=True, slots=True)
class Score:
    """A score of `n` answers; `value`, its bounds and `se` are None where they cannot be computed.

    `value` is NPS -100..100, the percentage of the two best answers (CSAT), or the mean 1..7 (CES).
    `se` is in the unit of `value`; a share has none, because Wilson's interval is not symmetric.
    """

    kind: Kind
    counts: Mapping[int, int]
    n: int
    value: float | None
    low: float | None
    high: float | None
    se: float | None
    mean: float | None

    def of(self, group: Group) -> int:
        """The number of answers in a group."""
        return _count(self.kind, self.counts, group)


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """After minus before, in the unit of the score. `difference` is that of the scores as they are shown; `p` is
    two-sided, for lists of comparisons."""

    difference: float
    low: float
    high: float
    p: float

    @property
    def direction(self) -> str:
        """ "up" or "down" where the whole interval lies on one side of zero, else "open"."""
        if self.low > 0:
            return "up"
        return "down" if self.high < 0 else "open"


def score(kind: Kind, counts: Mapping[int, int]) -> Score:
    """The score of answers counted by number.

    NPS: adjusted Wald (`stats.nps`); CSAT: share of the top two with Wilson's interval (`stats.proportions`);
    CES: mean with a t interval, from sums over the counts.
    """
    n = sum(counts.values())
    mean = math.fsum(number * count for number, count in counts.items()) / n if n else None
    if kind is Kind.NPS:
        found = _nps(counts)
        return Score(kind, counts, n, found.score, found.low, found.high, found.se, mean)
    if kind is Kind.CSAT:
        if not n:
            return Score(kind, counts, 0, None, None, None, None, None)
        top = _count(kind, counts, Group.HIGH)
        bounds = wilson(top, n, CONFIDENCE)
        return Score(kind, counts, n, 100 * top / n, 100 * bounds.low, 100 * bounds.high, None, mean)
    return _mean_score(kind, counts, n, mean)


def total(scores: Sequence[Score]) -> Score | None:
    """The score of all these answers together; None without any."""
    if not scores:
        return None
    counts: Counter[int] = Counter()
    for found in scores:
        counts.update(found.counts)
    return score(scores[0].kind, counts)


def change(before: Score, after: Score) -> ScoreChange | None:
    """The change between two groups of independent answers; None with too few on a side to say anything.

    NPS: difference of the adjusted values; CSAT: Newcombe's interval; CES: Welch's t interval.
    """
    if min(before.n, after.n) < FEWEST_TO_COMPARE or before.value is None or after.value is None:
        return None
    shown = after.value - before.value
    if before.kind is Kind.NPS:
        points = nps_change(_nps(before.counts), _nps(after.counts), confidence=CONFIDENCE)
        return None if points is None else ScoreChange(shown, points.low, points.high, points.p)
    if before.kind is Kind.CSAT:
        share = share_change(
            before.of(Group.HIGH), before.n, after.of(Group.HIGH), after.n, confidence=CONFIDENCE
        )
        return ScoreChange(shown, share.low, share.high, share.p)
    return _welch(before, after, shown)


def _count(kind: Kind, counts: Mapping[int, int], group: Group) -> int:
    return sum(counts.get(number, 0) for number in _numbers_of(kind, group))


@cache
def _numbers_of(kind: Kind, group: Group) -> tuple[int, ...]:
    return SCALES[kind].of_group(group)


def _nps(counts: Mapping[int, int]) -> Nps:
    return nps(*(_count(Kind.NPS, counts, group) for group in (Group.HIGH, Group.MIDDLE, Group.LOW)))


def _mean_score(kind: Kind, counts: Mapping[int, int], n: int, mean: float | None) -> Score:
    if mean is None or n < 2:
        return Score(kind, counts, n, mean, None, None, None, mean)
    se = math.sqrt(_variance(counts, n, mean) / n)
    reach = t_quantile(CONFIDENCE, n - 1) * se
    scale = SCALES[kind]
    return Score(kind, counts, n, mean, max(scale.low, mean - reach), min(scale.high, mean + reach), se, mean)


def _variance(counts: Mapping[int, int], n: int, mean: float) -> float:
    """Sample variance (ddof 1) of counted numbers."""
    return math.fsum(count * (number - mean) ** 2 for number, count in counts.items()) / (n - 1)


def _welch(before: Score, after: Score, difference: float) -> ScoreChange:
    """Welch 1947 with Satterthwaite's degrees of freedom."""
    parts = [(s.se or 0.0) ** 2 for s in (before, after)]
    total = sum(parts)
    if total == 0:
        return ScoreChange(difference, difference, difference, 0.0 if difference else 1.0)
    df = total**2 / (parts[0] ** 2 / (before.n - 1) + parts[1] ** 2 / (after.n - 1))
    reach = t_quantile(CONFIDENCE, df) * math.sqrt(total)
    p = p_two_sided_t(difference / math.sqrt(total), df)
    return ScoreChange(difference, difference - reach, difference + reach, p)
