"""Means with a t interval; CES (customer effort score) is one of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from improve.stats.errors import StatsError
from improve.stats.intervals import check_confidence, t_quantile
from improve.stats.series import readings


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean in the unit of the values; `sd` is the sample one (ddof 1), `se` = sd / sqrt(n).

    Without values everything is None; with one value there is a mean and no spread.
    """

    n: int
    mean: float | None
    sd: float | None
    se: float | None
    low: float | None
    high: float | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Effort:
    """CES: the mean of the agreement scale and the shares (0..1) at its ends.

    `share_top` are the answers above the middle (5-7 of 1-7); `net_index` is the share of the best two minus
    that of the worst three, in percent, and exists on 1-7 only.
    """

    mean: Mean
    share_top: float | None
    net_index: float | None


def mean_interval(values: Sequence[float], confidence: float = 0.95) -> Mean:
    """mean -+ t(n - 1) sd / sqrt(n) (Student 1908). Refuses values that are not finite or beyond 1e100
    (`not_finite`, `too_large`)."""
    check_confidence(confidence)
    n = len(values)
    readings(values)
    if n == 0:
        return Mean(0, None, None, None, None, None, confidence)
    mean = math.fsum(values) / n
    if n == 1:
        return Mean(1, mean, None, None, None, None, confidence)
    sd = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1))
    se = sd / math.sqrt(n)
    reach = t_quantile(confidence, n - 1) * se
    return Mean(n, mean, sd, se, mean - reach, mean + reach, confidence)


def effort(
    values: Sequence[float], *, minimum: float = 1, maximum: float = 7, confidence: float = 0.95
) -> Effort:
    """CES 2.0: mean with t interval, and the share of answers above the middle of the scale.

    On 1-7 that share is 5-7; on 1-5 it is 4-5. Source: Dixon et al. 2013. Refuses values outside of the scale
    (`outside_scale`).
    """
    for value in values:
        if not minimum <= value <= maximum:
            raise StatsError("outside_scale", f"{value:g} is not on the scale.", value=value)
    mean = mean_interval(values, confidence)
    if not values:
        return Effort(mean, None, None)
    above = math.floor((minimum + maximum) / 2) + 1
    net = None
    if (minimum, maximum) == (1, 7):
        net = 100 * (sum(v >= 6 for v in values) - sum(v <= 3 for v in values)) / len(values)
    return Effort(mean, sum(v >= above for v in values) / len(values), net)
