"""Segmented regression against statsmodels and against sums written out, and what is exact or cannot be told."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from improve.stats.errors import StatsError
from improve.stats.time_series import (
    SegmentedRegression,
    estimate,
    lag1,
    newey_west_lag,
    segmented,
    slope,
)


def series(n: int, seed: int, start: int, carry: float = 0.5) -> list[float]:
    """Level, trend, jump and correlated scatter."""
    scatter, draw = 0.0, random.Random(seed)
    values = []
    for t in range(1, n + 1):
        scatter = carry * scatter + draw.gauss(0, 2)
        values.append(100 + 0.3 * t - (6 if t >= start else 0) + scatter)
    return values


def design(n: int, start: int, season: list[int] | None = None) -> Any:
    t = np.arange(1, n + 1)
    columns = [np.ones(n), t, t >= start, np.maximum(0, t - start)]
    if season is not None:
        columns += [np.array(season) == s for s in sorted(set(season))[1:]]
    return np.column_stack(columns).astype(float)


@pytest.mark.parametrize("with_season", [False, True])
@pytest.mark.parametrize(("n", "start", "seed"), [(20, 13, 1), (36, 25, 2), (60, 40, 3), (150, 75, 4)])
def test_as_statsmodels(n: int, start: int, seed: int, with_season: bool) -> None:
    values = series(n, seed, start)
    season = [i % 4 for i in range(n)] if with_season else None
    found = segmented(values, start, season=season)
    x = design(n, start, season)
    plain = sm.OLS(values, x).fit()
    robust = plain.get_robustcov_results("HAC", maxlags=newey_west_lag(n), use_correction=True, use_t=True)
    weights = np.zeros(x.shape[1])
    weights[2:4] = 1, (n - start) / 2
    wanted = robust.t_test(weights)
    assert found.average_effect.value == pytest.approx(float(wanted.effect[0]), rel=1e-8)
    assert found.average_effect.se == pytest.approx(float(wanted.sd[0, 0]), rel=1e-8)
    assert found.average_effect.p == pytest.approx(float(wanted.pvalue), rel=1e-6)
    assert [found.average_effect.low, found.average_effect.high] == pytest.approx(wanted.conf_int()[0])
    assert found.average_effect_se_ols == pytest.approx(float(plain.t_test(weights).sd[0, 0]), rel=1e-8)
    for name, i in (("intercept", 0), ("pre_slope", 1), ("level_change", 2), ("slope_change", 3)):
        one = getattr(found, name)
        assert (one.value, one.se) == pytest.approx((robust.params[i], robust.bse[i]), rel=1e-7)
    residuals = plain.resid
    assert found.lag1 == pytest.approx(float(residuals[1:] @ residuals[:-1] / (residuals @ residuals)))


def test_the_order_of_the_seasons_does_not_matter() -> None:
    values = series(40, 5, 25)
    one = segmented(values, 25, season=[i % 4 for i in range(40)])
    other = segmented(values, 25, season=["dabc"[i % 4] for i in range(40)])
    assert one.average_effect.value == pytest.approx(other.average_effect.value, rel=1e-9)
    assert one.average_effect.se == pytest.approx(other.average_effect.se, rel=1e-9)


def written_out(values: list[float | None], start: int, lag: int) -> tuple[float, float, float]:
    """Average effect, its error with every product of readings at most `lag` periods apart, correlation of neighbors."""
    known = [i for i, v in enumerate(values) if v is not None]
    x = design(len(values), start)[known]
    y = np.array([values[i] for i in known], dtype=float)
    bread = np.linalg.inv(x.T @ x)
    b = bread @ x.T @ y
    e = y - x @ b
    middle = np.zeros((4, 4))
    for i, s in enumerate(known):
        for j, t in enumerate(known):
            middle += max(0.0, 1 - abs(s - t) / (lag + 1)) * e[i] * e[j] * np.outer(x[i], x[j])
    n = len(known)
    weights = np.array([0, 0, 1, (len(values) - start) / 2])
    covariance = n / (n - 4) * bread @ middle @ bread
    neighbors = sum(e[i] * e[i + 1] for i in range(n - 1) if known[i + 1] == known[i] + 1)
    return float(weights @ b), math.sqrt(float(weights @ covariance @ weights)), float(neighbors / (e @ e))


def test_time_runs_on_across_holes() -> None:
    values: list[float | None] = list(series(40, 6, 25))
    for hole in (3, 4, 11, 22, 23, 24, 30):
        values[hole] = None
    found = segmented(values, 26)
    effect, se, correlation = written_out(values, 26, found.lag)
    assert found.n == 33
    assert found.average_effect.value == pytest.approx(effect, rel=1e-8)
    assert found.average_effect.se == pytest.approx(se, rel=1e-8)
    assert found.lag1 == pytest.approx(correlation)


def test_a_line_with_a_jump_and_a_bend_is_found_exactly() -> None:
    values = [10 + 0.5 * t + (3 + 0.25 * (t - 13) if t >= 13 else 0) for t in range(1, 21)]
    found = segmented(values, 13)
    assert found.pre_slope.value == pytest.approx(0.5)
    assert found.level_change.value == pytest.approx(3)
    assert found.slope_change.value == pytest.approx(0.25)
    assert found.effect_at_end.value == pytest.approx(3 + 0.25 * 7)
    average = found.cautious()
    assert average.value == pytest.approx(3 + 0.25 * 3.5)
    assert (average.se, average.low, average.high) == (0, average.value, average.value)
    assert found.lag1 == 0


def test_a_line_that_goes_on_has_no_effect_at_all() -> None:
    """Rounding alone would make an effect of 1e-15 with an interval of no width."""
    found = segmented([0.1 + 0.7 * t for t in range(1, 31)], 16)
    assert found.average_effect == estimate(0.0, 0.0, 26)


def cautious(found: SegmentedRegression) -> float:
    r = min(max(found.lag1 + 4 / found.n, 0), 0.9)
    return max(found.average_effect.se, found.average_effect_se_ols * math.sqrt((1 + r) / (1 - r)))


@pytest.mark.parametrize("carry", [-0.9, 0.0, 0.5, 0.95])
def test_the_cautious_error_is_the_larger_one(carry: float) -> None:
    found = segmented(series(60, 7, 31, carry), 31)
    assert found.cautious().se == pytest.approx(cautious(found))
    assert found.cautious().se >= found.average_effect.se


@pytest.mark.parametrize(
    ("values", "start", "season"),
    [
        ([1, 2, 3, 5], 3, None),
        ([1, 2, 3, 4, 6], 5, None),
        ([1, None, None, None, 2, 3, 5, 4], 5, None),
        # The season changes with the change.
        ([1, 2, 1, 2, 5, 6, 5, 6], 5, "aaaabbbb"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(
    values: list[float | None], start: int, season: str | None
) -> None:
    with pytest.raises(StatsError) as refused:
        segmented(values, start, season=season)
    assert refused.value.code == "cannot_estimate"


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        (([],), 0),
        (([1, 1, 1],), 0),
        # Residuals -1 1 -1 1: products -3, squares 4.
        (([1, 3, 1, 3],), -0.75),
        # No product across the hole.
        (([1, 3, None, 1, 3],), -0.5),
        # Each around its own mean, no product from one phase to the next.
        (([1, 3], [11, 13]), -0.5),
        (([1, 3], [5, 5, 5]), -0.5),
    ],
)
def test_correlation_of_neighbors(phases: tuple[list[float | None], ...], expected: float) -> None:
    assert lag1(*phases) == expected


@pytest.mark.parametrize(("n", "expected"), [(4, 1), (16, 2), (24, 2), (50, 3), (100, 4), (192, 4)])
def test_bandwidth(n: int, expected: int) -> None:
    assert newey_west_lag(n) == expected


def test_slope_as_statsmodels_and_across_a_hole() -> None:
    values: list[float | None] = [3, 5, 4, None, 7, 9, 8]
    found = slope(values)
    known = [i for i, v in enumerate(values, 1) if v is not None]
    wanted = sm.OLS([v for v in values if v is not None], sm.add_constant(np.array(known, dtype=float))).fit()
    assert found is not None
    assert (found.value, found.se, found.p) == pytest.approx(
        (wanted.params[1], wanted.bse[1], wanted.pvalues[1])
    )


def test_slope_of_little() -> None:
    assert slope([1, 2]) is None
    flat, steep = slope([2, 2, 2, 2]), slope([1, 2, 3, 4])
    assert flat is not None and (flat.value, flat.p) == (0, 1)
    assert steep is not None and (steep.value, steep.se, steep.p) == (pytest.approx(1), 0, 0)
