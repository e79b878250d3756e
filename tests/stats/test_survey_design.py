"""Weights, several comparisons, response rates, and groups too small to show."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from improve.stats.errors import StatsError
from improve.stats.multiple import benjamini_hochberg, holm
from improve.stats.raking import rake
from improve.stats.response_rate import response_rates
from improve.stats.suppression import difference_reveals, suppress
from improve.stats.weighting import design_effect, kish_n, post_stratify, stratified_se

cells = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=8)


@given(st.lists(st.floats(0, 1e6), max_size=40))
def test_weights_never_add_answers(weights: list[float]) -> None:
    n = kish_n(weights)
    assert 0 <= n <= len(weights) * (1 + 1e-9)
    assert math.isfinite(n)


def test_effective_n_of_weights_of_any_size() -> None:
    assert kish_n([1e200, 1e200]) == pytest.approx(2)
    assert kish_n([1e-200, 1e-200, 0]) == pytest.approx(2)
    assert kish_n([]) == 0
    assert design_effect([0, 0]) is None
    assert design_effect([1, 3]) == pytest.approx(2 / 1.6)


def test_post_stratification_restores_the_population() -> None:
    weights = post_stratify({"north": 30, "south": 10}, {"north": 500, "south": 500})
    assert weights == {"north": pytest.approx(2 / 3), "south": pytest.approx(2)}
    assert 30 * weights["north"] + 10 * weights["south"] == pytest.approx(40)


@pytest.mark.parametrize(
    ("answers", "population", "code"),
    [
        ({"a": 5}, {"a": 1, "b": 1}, "empty_stratum"),
        ({"a": 5, "b": 0}, {"a": 1, "b": 1}, "empty_stratum"),
        ({"a": 5, "b": 5}, {"a": 1}, "unknown_stratum"),
        ({"a": 5}, {"a": -1}, "population"),
        ({"a": 5}, {"a": math.nan}, "population"),
        ({}, {}, "population"),
    ],
)
def test_strata_that_cannot_be_weighted(
    answers: dict[str, int], population: dict[str, float], code: str
) -> None:
    with pytest.raises(StatsError) as refused:
        post_stratify(answers, population)
    assert refused.value.code == code


def test_stratified_error_needs_everybody() -> None:
    assert stratified_se({"a": 1}, {"a": 4}, {"a": 16}) == pytest.approx(0.5)
    with pytest.raises(StatsError):
        stratified_se({"a": 1, "b": 1}, {"a": 4, "b": 4}, {"a": 16})


@given(st.lists(st.lists(st.integers(1, 50), min_size=3, max_size=3), min_size=2, max_size=4))
def test_raking_meets_its_margins(sample: list[list[int]]) -> None:
    rows = [float(i + 1) for i in range(len(sample))]
    raked = rake(sample, [rows, [3, 2, 1]])
    n = sum(map(sum, sample))
    assert raked.table.sum(axis=1) == pytest.approx([n * r / sum(rows) for r in rows], rel=1e-6)
    assert raked.table.sum(axis=0) == pytest.approx([n / 2, n / 3, n / 6], rel=1e-6)


def test_raking_an_empty_cell_and_trimming() -> None:
    raked = rake([[10, 0], [10, 20]], [[1, 3], [1, 1]])
    assert raked.weights[0][1] is None
    trimmed = rake([[30, 20], [1, 49]], [[10, 90], [50, 50]], trim=(0.3, 3))
    flat = [weight for row in trimmed.weights for weight in row]
    assert min(flat) >= 0.3
    assert max(flat) <= 3


@pytest.mark.parametrize(
    ("sample", "targets", "code"),
    [
        ([[1, 2], [3, 4]], [[1, 1]], "margin"),
        ([[1, 2], [3, 4]], [[1, 1], [1, 1, 1]], "margin"),
        ([[1, 2], [3, 4]], [[1, -1], [1, 1]], "margin"),
        ([[0, 0], [3, 4]], [[1, 1], [1, 1]], "empty_stratum"),
        ([[0, 5], [5, 0]], [[3, 1], [3, 1]], "raking"),
    ],
)
def test_margins_that_cannot_be_met(sample: list[list[float]], targets: list[list[float]], code: str) -> None:
    with pytest.raises(StatsError) as refused:
        rake(sample, targets)
    assert refused.value.code == code


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusted_p_values_as_in_statsmodels(p_values: list[float]) -> None:
    for function, method in ((benjamini_hochberg, "fdr_bh"), (holm, "holm")):
        kept, adjusted, *_ = multipletests(p_values, 0.05, method=method)
        found = function(p_values, 0.05)
        assert list(found.p) == pytest.approx(list(adjusted), abs=1e-12)
        assert list(found.kept) == list(kept)


def test_p_values_are_checked() -> None:
    assert benjamini_hochberg([]).p == ()
    for bad in (-0.1, 1.1, math.nan):
        with pytest.raises(StatsError):
            benjamini_hochberg([bad])


@given(cells, st.booleans())
def test_no_small_cell_is_shown_or_can_be_computed(counts: dict[str, int], total_shown: bool) -> None:
    found = suppress(counts, total_shown=total_shown)
    assert all(count >= 5 for count in found.shown.values())
    assert set(found.shown) | found.hidden == set(counts)
    assert not set(found.shown) & found.hidden
    if found.total is not None and found.shown:
        assert len(found.hidden) != 1


@pytest.mark.parametrize(
    ("counts", "total_shown", "hidden"),
    [
        ({"a": 3, "b": 9, "c": 20}, True, {"a", "b"}),
        ({"a": 3, "b": 9, "c": 20}, False, {"a"}),
        ({"a": 3, "b": 4, "c": 20}, True, {"a", "b"}),
        ({"a": 5, "b": 6}, True, set()),
        ({"a": 0, "b": 6, "c": 7}, True, {"a", "b"}),
        ({"a": 4}, True, {"a"}),
        ({"a": 3, "b": 8, "c": 8}, True, {"a", "b"}),
        ({}, True, set()),
    ],
)
def test_what_is_hidden(counts: dict[str, int], total_shown: bool, hidden: set[str]) -> None:
    assert suppress(counts, total_shown=total_shown).hidden == hidden


def test_a_small_total_is_hidden_too() -> None:
    assert suppress({"a": 4}).total is None
    assert suppress({"a": 4, "b": 1}).total == 5
    with pytest.raises(StatsError):
        suppress({"a": -1})


@pytest.mark.parametrize(
    ("first", "second", "both", "reveals"),
    [(20, 17, 17, True), (20, 15, 15, False), (20, 20, 20, False), (20, 21, 18, True), (9, 8, 0, False)],
)
def test_differences_of_filters(first: int, second: int, both: int, reveals: bool) -> None:
    assert difference_reveals(first, second, both) is reveals


def test_an_overlap_is_not_larger_than_a_group() -> None:
    with pytest.raises(StatsError):
        difference_reveals(5, 5, 6)


def test_rates_of_nobody() -> None:
    found = response_rates(complete=0, partial=0, refused=0, no_contact=0, other=0, unknown=0)
    assert (found.rr1, found.completion) == (None, None)
    with pytest.raises(StatsError):
        response_rates(complete=-1, partial=0, refused=0, no_contact=0, other=0, unknown=0)
