"""NPS, shares and means: worked examples, the edges of the scale, and what must hold for all counts."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

from improve.stats import sample_size
from improve.stats.errors import StatsError
from improve.stats.intervals import finite_population_factor, goodman, p_greater, p_two_sided
from improve.stats.means import effort, mean_interval
from improve.stats.nps import NpsScale, nps, nps_change, nps_of, score_interval
from improve.stats.proportions import (
    newcombe,
    p_gain_exceeds,
    pooled_z,
    ratio,
    share_change,
    top_box,
    top_box_change,
    wilson,
)

counts = st.integers(0, 400)
METHODS = ["adjusted", "wald", "score"]


def is_finite(found: Any) -> bool:
    return all(
        value is None or math.isfinite(value) for value in asdict(found).values() if isinstance(value, float)
    )


def test_nps_of_six_answers() -> None:
    # 3 promoters, 2 passives, 1 detractor: NPS 2/6, V = 4/6 - 1/9 = 5/9.
    found = nps(3, 2, 1)
    assert found.score == pytest.approx(100 / 3)
    assert found.variance == pytest.approx(5 / 9)
    assert found.se == pytest.approx(100 * math.sqrt(5 / 9 / 6))


def test_adjusted_interval_by_hand() -> None:
    # 0.75, 1.5 and 0.75 answers more: n 103, score 30 / 1.03, V = (50.75 + 20.75)/103 - (30/103)^2.
    found = nps(50, 30, 20)
    variance = 71.5 / 103 - (30 / 103) ** 2
    reach = 1.959964 * 100 * math.sqrt(variance / 103)
    assert found.low == pytest.approx(3000 / 103 - reach, abs=1e-4)
    assert found.high == pytest.approx(3000 / 103 + reach, abs=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_no_answers_are_no_score(method: Any) -> None:
    found = nps(0, 0, 0, method=method)
    assert (found.n, found.score, found.se, found.low, found.high) == (0, None, None, None, None)
    assert nps_of([], [], method=method).score is None
    assert nps_change(found, nps(1, 0, 0)) is None


@pytest.mark.parametrize(
    ("scale", "value", "mark"),
    [
        (NpsScale(), 0, -1),
        (NpsScale(), 6, -1),
        (NpsScale(), 7, 0),
        (NpsScale(), 8, 0),
        (NpsScale(), 9, 1),
        (NpsScale(), 10, 1),
        (NpsScale(1, 10), 1, -1),
        (NpsScale(1, 5, 3, 5), 4, 0),
        (NpsScale(-3, 3, 0, 3), -3, -1),
        (NpsScale(missing=frozenset({11})), 11, None),
    ],
)
def test_classes(scale: NpsScale, value: float, mark: int | None) -> None:
    assert scale.classify(value) == mark


@pytest.mark.parametrize("value", [-1, 11, 0.999, math.nan, math.inf])
def test_off_the_scale(value: float) -> None:
    with pytest.raises(StatsError) as refused:
        NpsScale(1, 10).classify(value)
    assert refused.value.code == "outside_scale"


@pytest.mark.parametrize(
    "bounds", [(0, 10, 9, 9), (0, 10, 6, 11), (5, 4, 1, 2), (0, 10, -1, 9), (0, math.nan, 6, 9)]
)
def test_classes_that_do_not_fit_the_scale(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(StatsError):
        NpsScale(*bounds)


def test_weights_are_what_they_weigh() -> None:
    equal = nps_of([1, 1, 0, -1], [2, 2, 2, 2])
    plain = nps_of([1, 1, 0, -1])
    assert (equal.n, equal.promoters, equal.n_effective) == (4, 2, pytest.approx(4))
    assert [equal.score, equal.se, equal.low, equal.high] == pytest.approx(
        [plain.score, plain.se, plain.low, plain.high]
    )
    assert nps_of([1, -1], [3, 1]).score == pytest.approx(50)
    assert nps_of([1, -1], [0, 0]).score is None


@pytest.mark.parametrize("weights", [[1, -1], [1, math.inf], [math.nan, 1]])
def test_impossible_weights(weights: list[float]) -> None:
    with pytest.raises(StatsError):
        nps_of([1, -1], weights)


@given(counts, counts, counts, st.sampled_from(METHODS), st.floats(0.5, 0.999))
def test_a_score_is_finite_and_lies_in_its_bounds(
    r: int, p: int, d: int, method: Any, confidence: float
) -> None:
    found = nps(r, p, d, method=method, confidence=confidence)
    assert is_finite(found)
    if found.score is None:
        assert r + p + d == 0
        return
    assert found.low is not None
    assert found.high is not None
    assert -100 <= found.low <= found.high <= 100
    if method != "adjusted":
        assert found.low - 1e-9 <= found.score <= found.high + 1e-9


@given(counts, counts, counts)
def test_promoters_and_detractors_are_mirrors(r: int, p: int, d: int) -> None:
    for method in METHODS:
        one, other = nps(r, p, d, method=method), nps(d, p, r, method=method)  # type: ignore[arg-type]
        if one.score is not None and other.score is not None:
            assert one.score == -other.score
            assert one.low == pytest.approx(-(other.high or 0), abs=1e-6)


@given(st.tuples(counts, counts, counts), st.tuples(counts, counts, counts))
def test_the_change_is_the_mirror_of_the_way_back(a: tuple[int, int, int], b: tuple[int, int, int]) -> None:
    there, back = nps_change(nps(*a), nps(*b)), nps_change(nps(*b), nps(*a))
    if there is None or back is None:
        assert 0 in (sum(a), sum(b))
        return
    assert is_finite(there)
    assert there.difference == pytest.approx(-back.difference)
    assert there.p == pytest.approx(back.p)
    assert there.p_increase == pytest.approx(1 - back.p_increase)
    assert there.low <= there.difference <= there.high


def test_wald_without_variation() -> None:
    same = nps_change(nps(5, 0, 0), nps(9, 0, 0), method="wald")
    other = nps_change(nps(0, 0, 5), nps(9, 0, 0), method="wald")
    assert same is not None
    assert other is not None
    assert (same.difference, same.p, same.low, same.high) == (0, 1, 0, 0)
    assert (other.difference, other.p, other.low, other.high) == (200, 0, 200, 200)


def test_the_score_interval_is_where_the_test_turns() -> None:
    # At the bound the constrained estimate gives exactly z; checked against scipy's optimizer.
    found = score_interval(nps(50, 30, 20).effective)
    for bound in (found.low / 100, found.high / 100):
        best = min(
            (
                -(20 * math.log(q) + 50 * math.log(q + bound) + 30 * math.log(1 - 2 * q - bound)),
                q,
            )
            for q in (i / 100_000 for i in range(1, 60_000))
            if q + bound > 0 and 1 - 2 * q - bound > 0
        )[1]
        z = abs(0.3 - bound) / math.sqrt((2 * best + bound - bound**2) / 100)
        assert z == pytest.approx(1.959964, abs=1e-3)


@given(st.integers(0, 300), st.integers(1, 300), st.floats(0.5, 0.99))
def test_wilson_as_in_statsmodels(x: int, n: int, confidence: float) -> None:
    x = min(x, n)
    low, high = proportion_confint(x, n, alpha=1 - confidence, method="wilson")
    found = wilson(x, n, confidence)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
    assert 0 <= found.low <= x / n <= found.high <= 1


@given(st.integers(0, 99), st.integers(1, 99), st.integers(0, 99), st.integers(1, 99))
def test_newcombe_and_the_pooled_z_as_in_statsmodels(x1: int, n1: int, x2: int, n2: int) -> None:
    x1, x2 = min(x1, n1), min(x2, n2)
    low, high = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb")
    found = newcombe(x1, n1, x2, n2)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
    z = pooled_z(x1, n1, x2, n2)
    if 0 < x1 + x2 < n1 + n2:
        expected, p = proportions_ztest([x1, x2], [n1, n2])
        assert (z, p_two_sided(z)) == (pytest.approx(expected), pytest.approx(p))
    else:
        assert z == 0


def test_shares_at_the_edge() -> None:
    assert wilson(0, 20).low == 0
    assert wilson(20, 20).high == 1
    assert ratio(0, 20, 5, 20) is None
    assert p_gain_exceeds(20, 20, 20, 20, 5) is None
    assert share_change(0, 10, 5, 10).relative_percent is None
    assert share_change(5, 10, 5, 10).p == 1


@pytest.mark.parametrize(("x", "n"), [(1, 0), (-1, 5), (6, 5), (1, math.nan), (math.nan, 5), (1, math.inf)])
def test_impossible_shares(x: float, n: float) -> None:
    with pytest.raises(StatsError):
        wilson(x, n)


@pytest.mark.parametrize("confidence", [0, 1, -1, 2, math.nan])
def test_impossible_confidence(confidence: float) -> None:
    with pytest.raises(StatsError):
        wilson(1, 2, confidence)
    with pytest.raises(StatsError):
        nps(0, 0, 0, confidence=confidence)


@pytest.mark.parametrize(
    ("values", "options", "top"),
    [
        ([1, 2, 3, 4, 5], {}, 2),
        ([1, 2, 3, 4, 5], {"best": "low"}, 2),
        ([1, 2, 3, 4, 5], {"boxes": 1}, 1),
        ([1, 2, 2, 5], {"best": "low", "boxes": 1}, 1),
        ([0, 5, 9, 10], {"minimum": 0, "maximum": 10}, 2),
        ([3.5, 4.5], {}, 1),
    ],
)
def test_top_boxes(values: list[float], options: dict[str, Any], top: int) -> None:
    found = top_box(values, **options)
    bounds = wilson(top, len(values))
    assert (found.n, found.top, found.score) == (len(values), top, 100 * top / len(values))
    assert (found.low, found.high) == (100 * bounds.low, 100 * bounds.high)
    assert found.mean == pytest.approx(sum(values) / len(values))


def test_top_box_without_answers_and_with_weights() -> None:
    nothing = top_box([])
    assert (nothing.n, nothing.score, nothing.low, nothing.mean) == (0, None, None, None)
    assert top_box_change(nothing, top_box([5])) is None
    weighted = top_box([5, 1], weights=[3, 1])
    assert (weighted.score, weighted.mean, weighted.effective_n) == (75, 4, pytest.approx(1.6))
    assert (weighted.low, weighted.high) == pytest.approx(
        [100 * bound for bound in asdict(wilson(1.2, 1.6)).values()]
    )


@pytest.mark.parametrize("boxes", [0, 5, -1])
def test_boxes_that_the_scale_lacks(boxes: int) -> None:
    with pytest.raises(StatsError):
        top_box([1], boxes=boxes)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_mean_interval_as_in_scipy(values: list[float]) -> None:
    found = mean_interval(values)
    assert is_finite(found)
    assert found.mean == pytest.approx(sum(values) / len(values), abs=1e-6)
    if found.se and found.se > 1e-9 * (1 + abs(found.mean or 0)):
        low, high = scipy_stats.t.interval(0.95, len(values) - 1, found.mean, scipy_stats.sem(values))
        assert [found.low, found.high] == pytest.approx([low, high], rel=1e-6, abs=1e-6)


def test_few_values() -> None:
    assert asdict(mean_interval([])) == {
        **dict.fromkeys(("mean", "sd", "se", "low", "high")),
        "n": 0,
        "confidence": 0.95,
    }
    one = mean_interval([4.0])
    assert (one.mean, one.sd, one.low) == (4, None, None)
    equal = mean_interval([4.0, 4.0])
    assert (equal.sd, equal.low, equal.high) == (0, 4, 4)
    with pytest.raises(StatsError):
        mean_interval([1.0, math.inf])


@pytest.mark.parametrize(
    ("scale", "values", "share"),
    [
        ((1, 7), [4, 5, 6, 7], 0.75),
        ((1, 5), [3, 4, 5, 1], 0.5),
        ((0, 10), [5, 6], 0.5),
        ((1, 7), [4.5, 5], 0.5),
    ],
)
def test_effort_above_the_middle(scale: tuple[float, float], values: list[float], share: float) -> None:
    found = effort(values, minimum=scale[0], maximum=scale[1])
    assert found.share_top == share
    assert (found.net_index is None) == (scale != (1, 7))


@pytest.mark.parametrize("value", [0, 8, math.nan])
def test_effort_off_the_scale(value: float) -> None:
    with pytest.raises(StatsError):
        effort([value])


def test_sample_sizes() -> None:
    assert sample_size.share_for_margin(0.5, 5) == 385
    assert sample_size.share_for_margin(0.0, 5) == 1
    assert sample_size.share_for_comparison(0.7, 5) == 1248  # 1,250 where the variance is pooled
    assert sample_size.share_for_comparison(0.85, -5) == sample_size.share_for_comparison(0.8, 5)
    assert sample_size.for_margin(1, 100, adjusted=True) == 1


@pytest.mark.parametrize("points", [0, -1, math.nan, math.inf, 1e-12])
def test_points_that_no_sample_shows(points: float) -> None:
    with pytest.raises(StatsError):
        sample_size.for_margin(0.6, points)


@pytest.mark.parametrize(("share", "points"), [(0.98, 5), (0.02, -5), (1.2, 1), (math.nan, 1)])
def test_shares_beyond_everybody(share: float, points: float) -> None:
    with pytest.raises(StatsError):
        sample_size.share_for_comparison(share, points)


def test_power_and_variance_are_checked() -> None:
    for bad in (0, 1, math.nan):
        with pytest.raises(StatsError):
            sample_size.for_comparison(0.6, 0.6, 5, power=bad)
    with pytest.raises(StatsError):
        sample_size.for_margin(-0.1, 5)


def test_one_sided_p_is_exact_in_the_tail() -> None:
    assert p_greater(10) == pytest.approx(scipy_stats.norm.sf(10), rel=1e-9)
    assert p_greater(-10) == 1


def test_finite_population() -> None:
    assert finite_population_factor(20, 500) == 1  # up to 5 % nothing is gained
    assert finite_population_factor(500, 500) == 0
    assert finite_population_factor(1, 1) == 1
    with pytest.raises(StatsError):
        finite_population_factor(10, 9)


def test_goodman_without_answers() -> None:
    with pytest.raises(StatsError):
        goodman([0, 0, 0])
