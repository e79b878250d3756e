"""Charts of counts: p and u with their prime forms (Laney), c, and g for rare events.

Limits are three standard errors of the baseline's pooled share, rate or mean. Source: Montgomery, Introduction
to Statistical Quality Control, 6th ed., chapter 7; Laney 2002, Quality Engineering 14:531.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from improve.stats.control_charts.lines import D2, Data, Lines, around, rates, refuse_negative, without_limits
from improve.stats.errors import StatsError
from improve.stats.series import ROUNDING, Readings, mean, median, present, steps


def p(data: Data, *, prime: bool = False) -> Lines:
    """Shares d_i / n_i: center sum d / sum n, sigma_i = sqrt(center (1 - center) / n_i), drawn within 0 and 1.

    Refuses negative counts, sizes of 0 or less and a count above its size.
    """
    for index, (value, size) in enumerate(zip(data.values, data.sizes, strict=True), 1):
        if value is not None and size is not None and value > size > 0:
            raise StatsError(
                "count_above_size",
                f"values[{index}] is larger than its size",
                index=index,
                value=value,
                size=size,
            )
    return _pooled(data, prime, lambda center: center * (1 - center), lambda v: min(max(v, 0.0), 1.0))


def u(data: Data, *, prime: bool = False) -> Lines:
    """Rates c_i / e_i: center sum c / sum e, sigma_i = sqrt(center / e_i), not drawn under 0.

    Refuses negative counts and exposures of 0 or less.
    """
    return _pooled(data, prime, lambda center: center, _not_under_zero)


def _pooled(
    data: Data, prime: bool, variance: Callable[[float], float], drawn: Callable[[float], float]
) -> Lines:
    """Limits from one variance per unit of size; with `prime` widened by sigma_z."""
    refuse_negative(data.values, "values")
    values = rates(data.values, data.sizes)
    base = data.of_baseline(values)
    used = [i for i, v in enumerate(base) if v is not None]
    if not used:
        return without_limits(values, None)
    counts, sizes = present([data.values[i] for i in used]), present([data.sizes[i] for i in used])
    center = math.fsum(counts) / math.fsum(sizes)
    sigmas = [None if n is None else math.sqrt(variance(center) / n) for n in data.sizes]
    ratio = sigma_z(base, sigmas, center)
    factor = ratio if prime else 1.0
    lower, upper = around(center, [None if s is None or factor is None else 3 * s * factor for s in sigmas])
    return Lines(values, center, lower, upper, drawn=drawn, sigma_z=ratio)


def sigma_z(base: list[float | None], sigmas: list[float | None], center: float) -> float | None:
    """Laney's ratio of the scatter between periods to the scatter within: mean |z_i - z_(i-1)| / 1.128.

    z_i = (value - center) / sigma_i. Not floored at 1. 0 where nothing varies, None without two neighbors.
    """
    z: list[float | None] = [
        None if v is None or s is None else (v - center) / s if s > 0 else 0.0
        for v, s in zip(base, sigmas, strict=True)
    ]
    moves = [abs(step) for step in steps(z)]
    return mean(moves) / D2 if moves else None


def c(data: Data) -> Lines:
    """Counts over equal opportunity: mean +- 3 sqrt(mean), not drawn under 0. Refuses negative counts."""
    refuse_negative(data.values, "values")
    base = present(data.of_baseline(data.values))
    if not base:
        return without_limits(data.values, None)
    center = mean(base)
    lower, upper = around(center, [3 * math.sqrt(center)] * len(data.values))
    return Lines(data.values, center, lower, upper, drawn=_not_under_zero)


def g(data: Data) -> Lines:
    """Cases between rare events: m +- 3 sqrt(m (m + 1)) with m the mean; the center drawn is the median.

    Not drawn under 0. Refuses negative numbers of cases.
    """
    refuse_negative(data.values, "values")
    base = present(data.of_baseline(data.values))
    if not base:
        return without_limits(data.values, None)
    m = mean(base)
    lower, upper = around(m, [3 * math.sqrt(m * (m + 1))] * len(data.values))
    return Lines(data.values, median(base), lower, upper, drawn=_not_under_zero)


def _not_under_zero(value: float) -> float:
    return max(value, 0.0)


def looks_like_shares(values: Readings, sizes: Readings) -> bool:
    """Whether all are whole numbers and no count is larger than its size: then they count cases out of cases."""
    pairs = [(v, s) for v, s in zip(values, sizes, strict=True) if v is not None and s is not None]
    return all(_is_whole(v) and _is_whole(s) and v <= s for v, s in pairs)


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) <= ROUNDING * abs(value)
