"""Charts of single values: run chart, XmR, I' (values of unequal weight) and t (times between rare events)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from improve.stats.control_charts.lines import (
    MR_LIMIT,
    XMR_CONSTANT,
    Data,
    Lines,
    around,
    rates,
    refuse_negative,
    without_limits,
)
from improve.stats.series import mean, median, present, steps, stretches

T_POWER: Final = 3.6
"""Times between events of a Poisson process, to the power 1/3.6, are nearly normal (Nelson 1994)."""


def screened_mean(ranges: Sequence[float], screen: bool) -> tuple[float | None, int]:
    """Mean of the moving ranges and how many were left out.

    With `screen`, ranges >= 3.267 times the mean are left out once (Nelson 1982, J. Quality Technology 14:172);
    where the mean is 0 there is nothing to leave out. None for no ranges.
    """
    if not ranges:
        return None, 0
    average = mean(ranges)
    kept = [r for r in ranges if r < MR_LIMIT * average] if screen and average > 0 else list(ranges)
    return mean(kept), len(ranges) - len(kept)


def xmr_limits(values: Sequence[float | None], *, screen: bool, constant: float = XMR_CONSTANT) -> Lines:
    """XmR: mean +- 2.66 times the mean moving range |x_i - x_(i-1)|; one pair of limits for all periods.

    `constant` 3/1.128 gives the limits of Montgomery's tables. A single reading has a center and no limits.
    """
    every = tuple(values)
    return xmr(Data(every, (), (True,) * len(every), screen, constant))


def xmr(data: Data) -> Lines:
    """Individual values; with sizes, the value per unit of size."""
    values = rates(data.values, data.sizes) if data.sizes else data.values
    base = data.of_baseline(values)
    if not present(base):
        return without_limits(values, None)
    center = mean(present(base))
    mean_range, left_out = screened_mean([abs(step) for step in steps(base)], data.screen)
    width = None if mean_range is None else data.constant * mean_range
    lower, upper = around(center, [width] * len(values))
    return Lines(values, center, lower, upper, mean_range=mean_range, screened=left_out)


def run(data: Data) -> Lines:
    """Run chart: the median of the baseline and no limits; with sizes, of the value per unit of size."""
    values = rates(data.values, data.sizes) if data.sizes else data.values
    base = present(data.of_baseline(values))
    return without_limits(values, median(base) if base else None)


def i_prime(data: Data) -> Lines:
    """I' (Taylor, normalized individuals): totals y_i over sizes n_i of unequal weight.

    x_i = y_i / n_i, center = sum y / sum n, s_i = sqrt(pi/2) |x_i - x_(i-1)| / sqrt(1/n_i + 1/n_(i-1)),
    limits = center +- 3 mean(s) / sqrt(n_i). Not clipped at 0: totals may be negative.
    """
    values = rates(data.values, data.sizes)
    base = data.of_baseline(values)
    used = [i for i, v in enumerate(base) if v is not None]
    if not used:
        return without_limits(values, None)
    totals, sizes = present([data.values[i] for i in used]), present([data.sizes[i] for i in used])
    center = math.fsum(totals) / math.fsum(sizes)
    spreads: list[float] = []
    for start, part in stretches(base):
        weights = present(data.sizes[start : start + len(part)])
        for (a, b), (m, n) in zip(pairwise(part), pairwise(weights), strict=True):
            spreads.append(math.sqrt(math.pi / 2) * abs(b - a) / math.sqrt(1 / m + 1 / n))
    spread, left_out = screened_mean(spreads, data.screen)
    lower, upper = around(
        center,
        [None if n is None or spread is None else 3 * spread / math.sqrt(n) for n in data.sizes],
    )
    return Lines(values, center, lower, upper, mean_range=spread, screened=left_out)


def t(data: Data) -> Lines:
    """Time between rare events: XmR of y^(1/3.6), center and limits taken back; no lower limit under 0.

    Refuses negative times. Signals are judged where the values are nearly normal, before taking back.
    """
    refuse_negative(data.values, "values")
    bent = tuple(None if v is None else v ** (1 / T_POWER) for v in data.values)
    lines = xmr(Data(bent, (), data.baseline, data.screen, data.constant))
    return replace(lines, drawn=lambda v: max(v, 0.0) ** T_POWER, plotted=data.values)
