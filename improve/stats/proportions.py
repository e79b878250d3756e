"""Shares: Wilson intervals, Newcombe differences, the pooled test, CSAT as a top-box score.

Shares are 0..1 in the low-level functions; CSAT scores, their bounds and changes are percent and points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from improve.stats.errors import StatsError
from improve.stats.intervals import Interval, p_greater, p_two_sided, two_sided_z
from improve.stats.weighting import kish_n


def check_share(x: float, n: float) -> float:
    """x / n; refuses `no_answers` (n <= 0) and `counts` (x outside of 0..n)."""
    if not math.isfinite(n) or n <= 0:
        raise StatsError("no_answers", "There are no answers.")
    if not 0 <= x <= n:
        raise StatsError("counts", "A part lies between 0 and its whole.", x=x, n=n)
    return x / n


def wilson(x: float, n: float, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of x / n, without continuity correction (Wilson 1927; Newcombe 1998a)."""
    p = check_share(x, n)
    z = two_sided_z(confidence)
    middle = p + z * z / (2 * n)
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # The formula gives exactly 0 and 1 at the ends; the clamp removes rounding.
    low = 0.0 if x == 0 else max(0.0, (middle - reach) / scale)
    high = 1.0 if x == n else min(1.0, (middle + reach) / scale)
    return Interval(low, high)


def newcombe(x1: float, n1: float, x2: float, n2: float, confidence: float = 0.95) -> Interval:
    """Hybrid score interval of p1 - p2 (Newcombe 1998b, method 10)."""
    p1, p2 = check_share(x1, n1), check_share(x2, n2)
    first, second = wilson(x1, n1, confidence), wilson(x2, n2, confidence)
    difference = p1 - p2
    return Interval(
        difference - math.hypot(p1 - first.low, second.high - p2),
        difference + math.hypot(first.high - p1, p2 - second.low),
    )


def pooled_z(x1: float, n1: float, x2: float, n2: float) -> float:
    """(p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2)) with the pooled share p; 0 when nothing or everything counts."""
    difference = check_share(x1, n1) - check_share(x2, n2)
    pooled = (x1 + x2) / (n1 + n2)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    return difference / math.sqrt(variance) if variance > 0 else 0.0


def ratio(x1: float, n1: float, x2: float, n2: float, confidence: float = 0.95) -> Interval | None:
    """Interval of p1 / p2 on the log scale (Katz 1978), for relative targets such as "+5 %".

    None where one of the counts is 0: the logarithm does not exist.
    """
    p1, p2 = check_share(x1, n1), check_share(x2, n2)
    if x1 == 0 or x2 == 0:
        return None
    reach = two_sided_z(confidence) * math.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)
    return Interval(p1 / p2 * math.exp(-reach), p1 / p2 * math.exp(reach))


def p_gain_exceeds(x1: float, n1: float, x2: float, n2: float, points: float) -> float | None:
    """One-sided p for "p1 - p2 is larger than `points`" (Wald, unpooled); None without any variation."""
    p1, p2 = check_share(x1, n1), check_share(x2, n2)
    se = math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return p_greater((p1 - p2 - points / 100) / se) if se > 0 else None


@dataclass(frozen=True, slots=True)
class TopBox:
    """A CSAT score: share of answers in the top boxes, in percent with Wilson bounds, beside the plain mean.

    `effective_top` and `effective_n` carry the precision (Kish's effective n where answers carry weights).
    """

    n: int
    top: int
    score: float | None
    low: float | None
    high: float | None
    mean: float | None
    effective_top: float
    effective_n: float
    confidence: float


@dataclass(frozen=True, slots=True)
class ShareChange:
    """After minus before, in points. There is no standard error: Newcombe's interval is not symmetric."""

    difference: float
    relative_percent: float | None
    low: float
    high: float
    p: float
    p_increase: float


def top_box(
    values: Sequence[float],
    *,
    minimum: float = 1,
    maximum: float = 5,
    boxes: int = 2,
    best: str = "high",
    weights: Sequence[float] | None = None,
    confidence: float = 0.95,
) -> TopBox:
    """Share of the `boxes` best answers, 100 x / n with n = the answers given; all None without answers.

    `best` says which end of the scale is good: "high" (4 and 5 of 1-5) or "low" (1 and 2). Refuses values
    outside of the scale (`outside_scale`) and a number of boxes that the scale does not have (`boxes`).
    """
    if not 1 <= boxes <= maximum - minimum:
        raise StatsError("boxes", "The scale does not have that many boxes.", boxes=boxes)
    for value in values:
        if not minimum <= value <= maximum:
            raise StatsError("outside_scale", f"{value:g} is not on the scale.", value=value)
    inside = [is_top(v, minimum=minimum, maximum=maximum, boxes=boxes, best=best) for v in values]
    weight = [1.0] * len(values) if weights is None else list(weights)
    n_effective = kish_n(weight) if weights is not None else float(len(values))
    if n_effective == 0:
        two_sided_z(confidence)
        return TopBox(len(values), sum(inside), None, None, None, None, 0.0, 0.0, confidence)
    total = math.fsum(weight)
    share = math.fsum(w for w, top in zip(weight, inside, strict=True) if top) / total
    x = min(n_effective, share * n_effective) if weights is not None else float(sum(inside))
    bounds = wilson(x, n_effective, confidence)
    return TopBox(
        n=len(values),
        top=sum(inside),
        score=100 * share,
        low=100 * bounds.low,
        high=100 * bounds.high,
        mean=math.fsum(w * v for w, v in zip(weight, values, strict=True)) / total,
        effective_top=x,
        effective_n=n_effective,
        confidence=confidence,
    )


def is_top(value: float, *, minimum: float, maximum: float, boxes: int, best: str) -> bool:
    """Is `value` among the `boxes` best answers of the scale?"""
    return value >= maximum - boxes + 1 if best == "high" else value <= minimum + boxes - 1


def share_change(x1: float, n1: float, x2: float, n2: float, *, confidence: float = 0.95) -> ShareChange:
    """From x1/n1 to x2/n2: difference in points, Newcombe bounds, p of the pooled z (two-sided, one-sided)."""
    p1, p2 = check_share(x1, n1), check_share(x2, n2)
    bounds = newcombe(x2, n2, x1, n1, confidence)
    z = pooled_z(x2, n2, x1, n1)
    return ShareChange(
        difference=100 * (p2 - p1),
        relative_percent=100 * (p2 / p1 - 1) if p1 > 0 else None,
        low=100 * bounds.low,
        high=100 * bounds.high,
        p=p_two_sided(z),
        p_increase=p_greater(z),
    )


def top_box_change(before: TopBox, after: TopBox, *, confidence: float = 0.95) -> ShareChange | None:
    """After minus before for independent samples; None where one of them has no answers."""
    if before.score is None or after.score is None:
        return None
    return share_change(
        before.effective_top,
        before.effective_n,
        after.effective_top,
        after.effective_n,
        confidence=confidence,
    )
