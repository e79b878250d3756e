"""Interrupted time series: segmented regression with Newey-West errors, and correlation between neighbors.

A series has one entry per period; None is a period without a reading. Time runs on across such holes, and
no product of neighbors is taken across one.

Sources: Wagner et al. 2002, J. Clinical Pharmacy and Therapeutics 27:299 (the model); Newey and West 1987,
Econometrica 55:703 (the errors); Datta and Du 2012, Econometric Reviews 31:1 (holes in them).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from improve.stats.errors import StatsError
from improve.stats.intervals import t_quantile
from improve.stats.series import mean, present, readings, same_length, whole

_Array = NDArray[np.float64]

# Residuals under this share of the data's spread are the rounding of an exact fit, not scatter.
_EXACT = 1e-11


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient or a sum of coefficients in the unit of the series, with its 95 % t interval."""

    value: float
    se: float
    low: float
    high: float
    t: float | None
    p: float


@dataclass(frozen=True, slots=True)
class SegmentedRegression:
    """y = b0 + b1 t + b2 D + b3 P (+ a term per season), t = 1..n, D = 1[t >= T0], P = max(0, t - T0).

    `pre_slope` b1 and `slope_change` b3 are per period, `level_change` is b2, `effect_at_end` b2 + b3 (n - T0),
    `average_effect` b2 + b3 (n - T0) / 2; their errors are Newey-West's. `average_effect_se_ols` is the ordinary
    error of the average effect and `lag1` the correlation of neighboring residuals. `n` counts readings, `k`
    coefficients, `df` = n - k.
    """

    n: int
    k: int
    df: int
    lag: int
    intercept: Estimate
    pre_slope: Estimate
    level_change: Estimate
    slope_change: Estimate
    effect_at_end: Estimate
    average_effect: Estimate
    average_effect_se_ols: float
    lag1: float

    @property
    def cautious_correlation(self) -> float:
        """clip(lag1 + 4/n, 0, 0.9)."""
        return min(max(self.lag1 + 4 / self.n, 0.0), 0.9)

    def cautious(self) -> Estimate:
        """The average effect with the larger of its Newey-West error and OLS error x sqrt((1+r) / (1-r)).

        Few points understate both the errors and their correlation.
        """
        r = self.cautious_correlation
        se = max(self.average_effect.se, self.average_effect_se_ols * math.sqrt((1 + r) / (1 - r)))
        return estimate(self.average_effect.value, se, self.df)


def estimate(value: float, se: float, df: float) -> Estimate:
    """Value +- t quantile x se; with an error of 0 the interval is the point, and p is 1 for 0 and 0 for the rest."""
    if se <= 0:
        return Estimate(value, 0.0, value, value, None, 0.0 if value else 1.0)
    # scipy takes a second to load; only the distribution needs it.
    from scipy.special import stdtr  # noqa: PLC0415

    reach = t_quantile(0.95, df) * se
    t = value / se
    return Estimate(value, se, value - reach, value + reach, t, 2 * float(stdtr(df, -abs(t))))


def lag1(*phases: Sequence[float | None]) -> float:
    """Correlation of neighbors around the mean of their own phase, pooled over the phases; 0 without scatter.

    Sum of products of neighboring residuals over the sum of squares, of all phases together.
    """
    products = squares = 0.0
    for phase in phases:
        if values := present(phase):
            center = mean(values)
            residuals = [None if v is None else v - center for v in phase]
            products += _neighbor_products(residuals)
            squares += math.fsum(r * r for r in present(residuals))
    return products / squares if squares > 0 else 0.0


def _neighbor_products(residuals: Sequence[float | None]) -> float:
    return math.fsum(a * b for a, b in pairwise(residuals) if a is not None and b is not None)


def newey_west_lag(n: int) -> int:
    """max(1, floor(4 (n/100)^(2/9)))."""
    return max(1, math.floor(4 * math.pow(n / 100, 2 / 9)))


def slope(values: Sequence[float | None]) -> Estimate | None:
    """Least-squares slope per period with its ordinary error, t with n - 2 df. None for fewer than 3 readings."""
    series = readings(values)
    if len(present(series)) < 3:
        return None
    time = _time(series)
    fit = _Fit.of(np.column_stack([np.ones_like(time), time]), series)
    weights = np.array([0.0, 1.0])
    return estimate(fit.sum(weights), fit.se_ols(weights), fit.df)


def segmented(
    values: Sequence[float | None],
    change_at: int,
    *,
    season: Sequence[Hashable] | None = None,
    lag: int | None = None,
) -> SegmentedRegression:
    """Fit the model of `SegmentedRegression`; `change_at` (T0, from 1) is the first period after the change.

    `season` names the season of every period (month, quarter, weekday); each but one gets a term. `lag` of the
    Newey-West errors is `newey_west_lag(n)` when not given; Bartlett weights, no prewhitening, factor n / (n - k).
    Refuses what cannot be told apart: fewer than two readings on a side, n <= k, a season met on one side only
    where it takes the place of the change (`cannot_estimate`).
    """
    series = readings(values)
    start = whole(change_at, "change_at", least=2)
    time = _time(series)
    effect = (time >= start).astype(np.float64)
    design = np.column_stack([np.ones_like(time), time, effect, np.maximum(0.0, time - start)])
    if season is not None:
        same_length(series, season, "season")
        design = np.column_stack([design, _season_terms(series, season)])
    k = design.shape[1]
    if len(time) <= k or int(np.linalg.matrix_rank(design)) < k:
        raise StatsError("cannot_estimate", "The series is too short for this model", n=len(time), terms=k)
    fit = _Fit.of(design, series)
    bandwidth = newey_west_lag(fit.n) if lag is None else whole(lag, "lag", least=0)
    covariance = fit.newey_west(time, bandwidth)
    last = float(time[-1]) - start

    def of(*weights: float) -> Estimate:
        c = np.array([*weights, *[0.0] * (k - 4)])
        return estimate(fit.sum(c), _root(c @ covariance @ c), fit.df)

    average = np.array([0.0, 0.0, 1.0, last / 2, *[0.0] * (k - 4)])
    return SegmentedRegression(
        n=fit.n,
        k=k,
        df=fit.df,
        lag=bandwidth,
        intercept=of(1, 0, 0, 0),
        pre_slope=of(0, 1, 0, 0),
        level_change=of(0, 0, 1, 0),
        slope_change=of(0, 0, 0, 1),
        effect_at_end=of(0, 0, 1, last),
        average_effect=of(0, 0, 1, last / 2),
        average_effect_se_ols=fit.se_ols(average),
        lag1=fit.lag1(time),
    )


def _time(series: Sequence[float | None]) -> _Array:
    """t = 1..n of the periods with a reading."""
    return np.array([i for i, v in enumerate(series, 1) if v is not None], dtype=np.float64)


def _season_terms(series: Sequence[float | None], season: Sequence[Hashable]) -> _Array:
    """One 0/1 column per season met in the readings, without the first."""
    names = [name for name, v in zip(season, series, strict=True) if v is not None]
    distinct = list(dict.fromkeys(names))[1:]
    return np.array([[float(name == other) for other in distinct] for name in names]).reshape(len(names), -1)


def _root(variance: np.float64) -> float:
    return math.sqrt(max(float(variance), 0.0))


@dataclass(frozen=True, eq=False)
class _Fit:
    """Ordinary least squares; `bread` is (X'X)^-1, `noise` the size under which a number is rounding."""

    design: _Array
    coefficients: _Array
    residuals: _Array
    bread: _Array
    noise: float

    @classmethod
    def of(cls, design: _Array, series: Sequence[float | None]) -> _Fit:
        y = np.array(present(series))
        # Without the mean the digits are those of the differences, whatever the level of the series.
        level = mean(present(series))
        q, r = np.linalg.qr(design)
        inverse = np.linalg.inv(r)
        coefficients = inverse @ (q.T @ (y - level))
        residuals = (y - level) - design @ coefficients
        spread = float(np.max(np.abs(y - level)))
        noise = _EXACT * spread + 4 * float(np.finfo(np.float64).eps) * abs(level)
        if float(np.max(np.abs(residuals))) <= noise:
            residuals = np.zeros_like(residuals)
        coefficients[0] += level
        return cls(design, coefficients, residuals, inverse @ inverse.T, noise)

    @property
    def n(self) -> int:
        return len(self.residuals)

    @property
    def df(self) -> int:
        return self.n - int(self.design.shape[1])

    def sum(self, weights: _Array) -> float:
        """A weighted sum of the coefficients; what is only rounding is 0."""
        total = float(weights @ self.coefficients)
        return 0.0 if abs(total) <= self.noise else total

    def se_ols(self, weights: _Array) -> float:
        """Ordinary standard error of a weighted sum of coefficients."""
        variance = np.float64(self.residuals @ self.residuals) / self.df
        return _root(variance * np.float64(weights @ self.bread @ weights))

    def newey_west(self, time: _Array, lag: int) -> _Array:
        """n / (n - k) B S B, S the Bartlett-weighted sum of score products up to `lag` periods apart."""
        places = time.astype(np.int64) - int(time[0])
        scores = np.zeros((int(places[-1]) + 1, self.design.shape[1]))
        scores[places] = self.design * self.residuals[:, np.newaxis]
        middle = scores.T @ scores
        for distance in range(1, min(lag, len(scores) - 1) + 1):
            product = scores[distance:].T @ scores[:-distance]
            middle += (1 - distance / (lag + 1)) * (product + product.T)
        covariance: _Array = self.n / self.df * (self.bread @ middle @ self.bread)
        return covariance

    def lag1(self, time: _Array) -> float:
        """Products of residuals one period apart over the sum of squares; 0 for an exact fit."""
        squares = float(self.residuals @ self.residuals)
        neighbors = np.diff(time) == 1
        products = float(np.sum((self.residuals[1:] * self.residuals[:-1])[neighbors]))
        return products / squares if squares > 0 else 0.0
