"""How many answers a margin or a comparison needs. Points are percentage points and NPS points alike."""

from __future__ import annotations

import math
from statistics import NormalDist

from improve.stats.errors import StatsError
from improve.stats.intervals import check_confidence, two_sided_z

TYPICAL_NPS_VARIANCE = 0.6


def for_margin(
    variance: float, margin_points: float, *, confidence: float = 0.95, adjusted: bool = False
) -> int:
    """n = z^2 V / m^2: answers for a margin of error of `margin_points` on either side (Wald).

    V is p (1 - p) for a share and (r + d) - (r - d)^2 for an NPS (0.6 is typical, 1 the worst). `adjusted`
    subtracts the 3 answers that the adjusted Wald interval adds. Source: measuringu.com/nps-ci-sample-size.
    Refuses a margin that is not positive (`points`) and a negative variance (`variance`).
    """
    z = two_sided_z(confidence)
    return _whole(z * z * _variance(variance) / _points(margin_points) ** 2, adjusted)


def for_comparison(
    variance_before: float,
    variance_after: float,
    difference_points: float,
    *,
    confidence: float = 0.95,
    power: float = 0.8,
    adjusted: bool = False,
) -> int:
    """n per group = (V1 + V2) (z_(alpha/2) + z_beta)^2 / d^2: to see a difference with probability `power`.

    Two-sided, independent groups of equal size, unpooled. Refuses as `for_margin`, and a power outside of 0..1
    (`power`).
    """
    if not 0 < power < 1:
        raise StatsError("power", "The power lies between 0 and 1.", power=power)
    z = two_sided_z(confidence) + NormalDist().inv_cdf(power)
    total = _variance(variance_before) + _variance(variance_after)
    return _whole(total * z * z / _points(abs(difference_points)) ** 2, adjusted)


def share_for_margin(
    share: float, margin_points: float, *, confidence: float = 0.95, adjusted: bool = False
) -> int:
    """`for_margin` of a share 0..1; 0.5 is the worst case."""
    return for_margin(_share_variance(share), margin_points, confidence=confidence, adjusted=adjusted)


def share_for_comparison(
    share: float,
    difference_points: float,
    *,
    confidence: float = 0.95,
    power: float = 0.8,
    adjusted: bool = False,
) -> int:
    """`for_comparison` from a share 0..1 to that share plus `difference_points` (which may be negative)."""
    after = share + difference_points / 100
    return for_comparison(
        _share_variance(share),
        _share_variance(after),
        difference_points,
        confidence=confidence,
        power=power,
        adjusted=adjusted,
    )


def smallest_visible_difference(
    variance: float, n_per_group: int, *, confidence: float = 0.95, power: float = 0.8
) -> float:
    """The difference in points that `n_per_group` answers on both sides would show with probability `power`."""
    if n_per_group < 1 or not 0 < power < 1:
        raise StatsError("power", "The power lies between 0 and 1, and there is at least one answer.")
    z = two_sided_z(check_confidence(confidence)) + NormalDist().inv_cdf(power)
    return 100 * z * math.sqrt(2 * _variance(variance) / n_per_group)


def _whole(n: float, adjusted: bool) -> int:
    exact = n - 3 if adjusted else n
    if not math.isfinite(exact) or exact > 1e15:
        raise StatsError(
            "points_too_small", "That small a difference cannot be shown with any number of answers."
        )
    # A hair of rounding must not ask for one answer more.
    return max(1, math.ceil(exact - 1e-9 * max(1.0, abs(exact))))


def _points(points: float) -> float:
    if not math.isfinite(points) or points <= 0:
        raise StatsError("points", "The margin or difference must be larger than 0.", points=points)
    return points / 100


def _variance(variance: float) -> float:
    if not math.isfinite(variance) or variance < 0:
        raise StatsError("variance", "A variance is not negative.", variance=variance)
    return variance


def _share_variance(share: float) -> float:
    if not 0 <= share <= 1:
        raise StatsError("share", "A share lies between 0 and 1 (0 and 100 %).", share=share)
    return share * (1 - share)
