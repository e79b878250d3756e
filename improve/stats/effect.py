"""How large a change was: the difference of two phases, or the jump against their trend and season.

The phases are in time order with one entry per period; None is a period without a reading.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from improve.stats.series import mean, present, side
from improve.stats.time_series import Estimate, estimate, lag1, segmented

Method: TypeAlias = Literal["welch_ar", "its_average_effect"]

LARGEST_CORRELATION: Final = 0.9
"""Beyond it the factor sqrt((1+r) / (1-r)) says only that the series is too short."""


@dataclass(frozen=True, slots=True)
class Effect:
    """After minus before in the unit of the values, with its 95 % t interval (`df` degrees of freedom).

    `correlation` is the corrected correlation of neighbors that widened the error. `n_effective` is the number
    of independent readings they are worth (Welch only). `season_terms` says that seasons were allowed for.
    """

    method: Method
    difference: float
    se: float
    low: float
    high: float
    df: float
    p: float
    correlation: float
    n_effective: float | None = None
    season_terms: bool = False

    def times(self, factor: float) -> Effect:
        """The same effect in another unit."""
        return replace(
            self,
            difference=self.difference * factor,
            se=self.se * factor,
            low=self.low * factor,
            high=self.high * factor,
        )

    def as_json(self) -> dict[str, Any]:
        """Plain numbers under the names of the fields."""
        return asdict(self)


def welch_difference(before: Sequence[float], after: Sequence[float]) -> tuple[float, float]:
    """Difference of means and its standard error sqrt(s1^2/n1 + s2^2/n2) (Welch 1947); two readings each or more."""
    old, new = mean(before), mean(after)
    # What differs only by the rounding of the two sums is no difference.
    difference = new - old if side(new, old) else 0.0
    return difference, math.sqrt(_mean_variance(before) + _mean_variance(after))


def _mean_variance(values: Sequence[float]) -> float:
    center, n = mean(values), len(values)
    return math.fsum((v - center) ** 2 for v in values) / (n - 1) / n


def welch_ar(before: Sequence[float | None], after: Sequence[float | None]) -> Effect:
    """Welch's difference with an error for correlated neighbors.

    SE x sqrt((1+r) / (1-r)), r = clip(r1 + (2 + 4 clip(r1, 0, 1)) / n, 0, 0.9) with r1 the pooled lag-1
    correlation within the phases; n_eff = max(n (1-r) / (1+r), 4), df = max(n_eff - 2, 2).
    Needs two readings in each phase.
    """
    known_before, known_after = present(before), present(after)
    n = len(known_before) + len(known_after)
    r1 = lag1(before, after)
    r = min(max(r1 + (2 + 4 * min(max(r1, 0.0), 1.0)) / n, 0.0), LARGEST_CORRELATION)
    difference, se = welch_difference(known_before, known_after)
    n_effective = max(n * (1 - r) / (1 + r), 4.0)
    df = max(n_effective - 2, 2.0)
    found = estimate(difference, se * math.sqrt((1 + r) / (1 - r)), df)
    return _effect("welch_ar", found, df, r, n_effective=n_effective)


def its_average(
    before: Sequence[float | None],
    after: Sequence[float | None],
    *,
    between: int = 0,
    season: Sequence[Hashable] | None = None,
) -> Effect:
    """The average effect of the interrupted time series, with the larger of its two errors.

    `between` periods lie between the phases and belong to neither; `season` names the season of every period,
    theirs included. Refuses what `segmented` refuses.
    """
    series = [*before, *[None] * between, *after]
    model = segmented(series, len(before) + between + 1, season=season)
    return _effect(
        "its_average_effect",
        model.cautious(),
        model.df,
        model.cautious_correlation,
        season_terms=season is not None,
    )


def _effect(method: Method, found: Estimate, df: float, correlation: float, **more: Any) -> Effect:
    return Effect(
        method=method,
        difference=found.value,
        se=found.se,
        low=found.low,
        high=found.high,
        df=df,
        p=found.p,
        correlation=correlation,
        **more,
    )
