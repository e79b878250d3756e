"""A change of the mix: did other people answer, and what is the change with the mix held still?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from improve.stats.errors import StatsError
from improve.stats.intervals import p_two_sided, two_sided_z


@dataclass(frozen=True, slots=True)
class Stratum:
    """A group that is there before and after: answers, means in the unit of the score, and their standard errors."""

    n_before: int
    n_after: int
    before: float
    after: float
    se_before: float
    se_after: float


@dataclass(frozen=True, slots=True)
class Standardized:
    """Both means with the pooled mix, and the change after minus before with its interval."""

    before: float
    after: float
    se_before: float
    se_after: float
    difference: float
    low: float
    high: float
    p: float


def mix_p(before: Sequence[int], after: Sequence[int]) -> float:
    """p of "the mix is the same": Pearson's chi-square of the 2 x k table, k - 1 degrees of freedom.

    Groups without any answer are left out; with fewer than two groups or an empty side it is 1. Refuses lists of
    different length and negative counts (`counts`).
    """
    if len(before) != len(after) or any(n < 0 for n in (*before, *after)):
        raise StatsError("counts", "Both periods have one count, not negative, for each group.")
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a + b]
    sums = (sum(a for a, _b in pairs), sum(b for _a, b in pairs))
    if len(pairs) < 2 or not all(sums):
        return 1.0
    total = sum(sums)
    found = math.fsum(
        (n - (a + b) * side / total) ** 2 / ((a + b) * side / total)
        for a, b in pairs
        for n, side in zip((a, b), sums, strict=True)
    )
    # scipy is slow to load and only this test needs its chi-square.
    from scipy.special import chdtrc  # noqa: PLC0415

    return float(chdtrc(len(pairs) - 1, found))


def standardized(strata: Sequence[Stratum], confidence: float = 0.95) -> Standardized:
    """Post-stratified means: sum W_h m_h with W_h the share of a group in both periods together.

    SE = sqrt(sum W_h^2 SE_h^2); the change is that of independent samples, Wald. Source: Kish 1965, chapter 3.4.
    Refuses no groups at all, and a group without answers on a side (`empty_stratum`).
    """
    if not strata or any(s.n_before < 1 or s.n_after < 1 for s in strata):
        raise StatsError("empty_stratum", "Every group needs answers on both sides.")
    total = sum(s.n_before + s.n_after for s in strata)
    weights = [(s.n_before + s.n_after) / total for s in strata]
    means = [
        math.fsum(w * value for w, value in zip(weights, values, strict=True))
        for values in ([s.before for s in strata], [s.after for s in strata])
    ]
    errors = [
        math.sqrt(math.fsum((w * se) ** 2 for w, se in zip(weights, values, strict=True)))
        for values in ([s.se_before for s in strata], [s.se_after for s in strata])
    ]
    difference, se = means[1] - means[0], math.hypot(*errors)
    reach = two_sided_z(confidence) * se
    z = difference / se if se > 0 else (math.copysign(math.inf, difference) if difference else 0.0)
    return Standardized(
        means[0],
        means[1],
        errors[0],
        errors[1],
        difference,
        difference - reach,
        difference + reach,
        p_two_sided(z),
    )
