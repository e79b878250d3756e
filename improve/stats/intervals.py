"""Quantiles and simultaneous intervals that the scores share.

The normal distribution comes from the standard library; chi-square and t need scipy, which is loaded late.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from improve.stats.errors import StatsError

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Interval:
    """Two bounds, in the unit of the estimate they belong to."""

    low: float
    high: float


def check_confidence(confidence: float) -> float:
    """The confidence itself; refuses `confidence` (outside of 0..1, exclusive)."""
    if not 0 < confidence < 1:
        raise StatsError("confidence", "The confidence lies between 0 and 1.", confidence=confidence)
    return confidence


def two_sided_z(confidence: float = 0.95) -> float:
    """z with `confidence` of the normal distribution between -z and z: 1.959964 for 0.95."""
    return _NORMAL.inv_cdf(0.5 + check_confidence(confidence) / 2)


def p_two_sided(z: float) -> float:
    """P(|Z| >= |z|), exact in the far tail."""
    return math.erfc(abs(z) / math.sqrt(2))


def p_greater(z: float) -> float:
    """P(Z >= z): small when z is large, so the one-sided p for an increase."""
    return 0.5 * math.erfc(z / math.sqrt(2))


def t_quantile(confidence: float, df: float) -> float:
    """t with `confidence` of Student's distribution with `df` degrees of freedom between -t and t."""
    # scipy is slow to load and only means need it.
    from scipy.special import stdtrit  # noqa: PLC0415

    return float(stdtrit(df, 0.5 + check_confidence(confidence) / 2))


def p_two_sided_t(t: float, df: float) -> float:
    """P(|T| >= |t|) of Student's distribution with `df` degrees of freedom."""
    # scipy is slow to load and only means need it.
    from scipy.special import stdtr  # noqa: PLC0415

    return float(2 * stdtr(df, -abs(t)))


def goodman(counts: Sequence[float], confidence: float = 0.95) -> tuple[Interval, ...]:
    """Simultaneous intervals for the shares of several classes, as shares 0..1.

    (A + 2 n_i -+ sqrt(A (A + 4 n_i (N - n_i) / N))) / (2 (N + A)), A = chi-square with one degree of freedom
    at 1 - alpha / k. Source: Goodman 1965, Technometrics 7:247. Refuses `no_answers`.
    """
    # scipy is slow to load and only these intervals need its chi-square.
    from scipy.special import chdtri  # noqa: PLC0415

    total = float(sum(counts))
    if total <= 0:
        raise StatsError("no_answers", "There are no answers.")
    a = float(chdtri(1, (1 - check_confidence(confidence)) / len(counts)))
    bounds = []
    for count in counts:
        spread = math.sqrt(a * (a + 4 * count * (total - count) / total))
        low = (a + 2 * count - spread) / (2 * (total + a))
        high = (a + 2 * count + spread) / (2 * (total + a))
        bounds.append(Interval(max(0.0, low), min(1.0, high)))
    return tuple(bounds)


def finite_population_factor(n: float, population: float) -> float:
    """sqrt((N - n) / (N - 1)): what a standard error shrinks by when `n` of only `population` answered.

    1 when n is at most 5 % of the population. Refuses `population` (smaller than the sample).
    """
    if population < n:
        raise StatsError("population", "The population is smaller than the sample.", population=population)
    if population <= 1 or n <= 0.05 * population:
        return 1.0
    return math.sqrt((population - n) / (population - 1))
