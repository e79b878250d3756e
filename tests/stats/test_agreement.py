"""One review's score, agreement, the additive model and the ranks that follow from it."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given
from hypothesis import strategies as st

from improve.stats.agreement import Answer, agreement, intraclass, krippendorff_alpha, review_score, spread
from improve.stats.errors import StatsError
from improve.stats.random_effects import Ratings, fit
from improve.stats.ranking import Rating, connected, rank, rank_intervals, tied_band, why_not_additive

scores = st.lists(st.lists(st.integers(1, 10).map(float), max_size=5), max_size=20)
# Shrout and Fleiss 1979, table 2: six targets, four judges.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def simulated(items: int, reviewers: int, each: int, *, seed: int = 3) -> list[Rating]:
    generator = np.random.default_rng(seed)
    good = generator.normal(0, 1, items)
    mild = generator.normal(0, 0.7, reviewers)
    return [
        Rating(f"idea {i}", f"reviewer {j}", float(5 + good[i] + mild[j] + generator.normal(0, 0.8)))
        for i in range(items)
        for j in generator.choice(reviewers, each, replace=False)
    ]


# One review


def test_a_review_on_0_to_100() -> None:
    # (2 x 1/2 + 1 x 3/4) / 3 of the weight answered, out of 4: 75 % of it.
    found = review_score([Answer(2, 1, 5, 3), Answer(1, 1, 5, 4), Answer(1, 0, 10, None)])
    assert (found.score, found.answered, found.abstained) == (pytest.approx(175 / 3), 0.75, False)


@pytest.mark.parametrize(
    ("weights", "abstained"),
    [
        ((0.6, 0.4), False),
        ((0.59, 0.41), True),
        ((6, 4), False),
        ((0.1 + 0.2 + 0.3, 0.4), False),
        ((0, 1), True),
    ],
)
def test_an_abstention_is_less_than_60_percent_of_the_weight(
    weights: tuple[float, float], abstained: bool
) -> None:
    answered, skipped = weights
    found = review_score([Answer(answered, 1, 5, 5), Answer(skipped, 1, 5, None)])
    assert (found.abstained, found.score) == (abstained, None if abstained else 100)


def test_nothing_to_answer_is_an_abstention() -> None:
    assert review_score([]).abstained
    assert review_score([Answer(0, 1, 5, 3)]).abstained


@pytest.mark.parametrize(
    "answer",
    [
        Answer(1, 1, 5, 6),
        Answer(1, 1, 5, math.nan),
        Answer(-1, 1, 5, 3),
        Answer(math.inf, 1, 5, 3),
        Answer(1, 5, 5, 5),
    ],
)
def test_impossible_answers(answer: Answer) -> None:
    with pytest.raises(StatsError):
        review_score([answer])


@given(st.lists(st.tuples(st.floats(0, 10), st.none() | st.floats(1, 5)), max_size=8))
def test_a_score_lies_between_0_and_100(answers: list[tuple[float, float | None]]) -> None:
    found = review_score(Answer(weight, 1, 5, value) for weight, value in answers)
    assert found.score is None or -1e-9 <= found.score <= 100 + 1e-9


def test_spread_is_the_population_one() -> None:
    found = spread([1, 3, 5, 5])
    assert (found.n, found.mean, found.median) == (4, 3.5, 4)
    assert found.sd == pytest.approx(math.sqrt(11 / 4))
    assert spread([]).sd is None
    assert spread([0.1] * 3).sd == 0


# Agreement


def test_alpha_of_krippendorffs_example() -> None:
    # Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), section D: interval data, 0.849.
    a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
    b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
    units = [[v for v in unit if v is not None] for unit in zip(a, b, c, d, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.849, abs=5e-4)


@given(scores)
def test_alpha_by_its_definition(units: list[list[float]]) -> None:
    found = krippendorff_alpha(units)
    paired = [unit for unit in units if len(unit) > 1]
    flat = [v for unit in paired for v in unit]
    n = len(flat)
    expected = sum((x - y) ** 2 for x in flat for y in flat) / (n * (n - 1)) if n > 1 else 0
    if expected == 0:
        assert found is None
        return
    observed = sum((x - y) ** 2 / (len(u) - 1) for u in paired for x in u for y in u) / n
    assert found == pytest.approx(1 - observed / expected, abs=1e-9)


def test_icc_of_shrout_and_fleiss() -> None:
    found = intraclass([[float(v) for v in row] for row in SHROUT_FLEISS])
    assert found is not None
    assert (found.single, found.average, found.k) == (
        pytest.approx(0.17, abs=5e-3),
        pytest.approx(0.44, abs=5e-3),
        pytest.approx(4),
    )


def test_icc_with_unequal_numbers_of_ratings() -> None:
    # Means 2, 5, 6.5 of 3, 1, 2 ratings; SSB = 3 (2 - 4)^2 + (5 - 4)^2 + 2 (6.5 - 4)^2 = 25.5, SSW = 2.5.
    found = intraclass([[1, 2, 3], [5], [6, 7], []])
    assert found is not None
    k = 3 / (1 / 3 + 1 + 1 / 2)
    between, within = 25.5 / 2, 2.5 / 3
    assert found.k == pytest.approx(k)
    assert found.single == pytest.approx((between - within) / (between + (k - 1) * within))
    assert found.average == pytest.approx((between - within) / between)
    assert found.average == pytest.approx(k * found.single / (1 + (k - 1) * found.single))


def test_agreement_is_not_told_below_ten_items() -> None:
    nine = [[float(i), float(i + 1)] for i in range(9)]
    assert agreement(nine).alpha is None
    assert agreement([*nine, []]).icc is None
    ten = agreement([*nine, [], [3.0, 4.0]])
    assert (ten.rated_items, ten.ratings) == (10, 20)
    assert ten.alpha is not None
    assert ten.icc is not None


@pytest.mark.parametrize("items", [[[5.0]] * 12, [[5.0, 5.0]] * 12, [[]] * 12, []])
def test_nothing_varies_or_nothing_can_be_compared(items: list[list[float]]) -> None:
    found = agreement(items)
    assert (found.alpha, found.icc) == (None, None)


# The additive model


def test_components_and_predictors_as_in_statsmodels() -> None:
    given_ratings = simulated(30, 6, 3)
    found = rank(given_ratings)
    frame = pd.DataFrame([(r.item, r.reviewer, r.score) for r in given_ratings], columns=["i", "r", "y"])
    oracle = smf.mixedlm(
        "y ~ 1", frame.assign(g=1), groups="g", vc_formula={"i": "0 + C(i)", "r": "0 + C(r)"}
    ).fit(reml=True)
    assert [found.variance_item, found.variance_reviewer, found.variance_residual] == pytest.approx(
        [*oracle.vcomp, oracle.scale], rel=2e-3
    )
    effects = oracle.random_effects[1]
    for item in found.items:
        expected = oracle.fe_params.iloc[0] + effects[f"i[C(i)[{item.item}]]"]
        assert item.adjusted == pytest.approx(expected, abs=1e-3)
    for severity in found.severity:
        assert severity.effect == pytest.approx(effects[f"r[C(r)[{severity.reviewer}]]"], abs=1e-3)


def restricted(table: Ratings, variances: tuple[float, float, float]) -> float:
    """-2 restricted log-likelihood with dense matrices."""
    n = len(table.score)
    covariance = variances[2] * np.eye(n)
    for codes, variance in ((table.item, variances[0]), (table.reviewer, variances[1])):
        covariance += variance * (codes[:, None] == codes[None, :])
    inverse = np.linalg.inv(covariance)
    ones = np.ones(n)
    weight = ones @ inverse @ ones
    residual = table.score - (ones @ inverse @ table.score) / weight
    return float(np.linalg.slogdet(covariance)[1] + np.log(weight) + residual @ inverse @ residual)


def coded(ratings: list[Rating]) -> Ratings:
    items = list(dict.fromkeys(r.item for r in ratings))
    reviewers = list(dict.fromkeys(r.reviewer for r in ratings))
    return Ratings(
        np.array([items.index(r.item) for r in ratings]),
        np.array([reviewers.index(r.reviewer) for r in ratings]),
        np.array([r.score for r in ratings]),
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_other_variances_are_likelier(seed: int) -> None:
    table = coded(simulated(12, 5, 2, seed=seed))
    found = fit(table)
    best = (found.variance_item, found.variance_reviewer, found.variance_residual)
    least = restricted(table, best)
    generator = np.random.default_rng(seed)
    for _ in range(200):
        other = [max(0.0, v * float(generator.lognormal(0, 0.5)) + 1e-4 * i) for i, v in enumerate(best)]
        assert restricted(table, (other[0], other[1], other[2] + 1e-6)) >= least - 1e-6


def test_draws_have_the_predictors_covariance() -> None:
    table = coded(simulated(8, 4, 3))
    found = fit(table)
    n = len(table.score)
    z = np.hstack([np.eye(8)[table.item], np.eye(4)[table.reviewer]])
    ratio = [found.variance_residual / found.variance_item] * 8 + [
        found.variance_residual / found.variance_reviewer
    ] * 4
    design = np.hstack([np.ones((n, 1)), z])
    equations = design.T @ design + np.diag([0, *ratio])
    solution = np.linalg.solve(equations, design.T @ table.score)
    assert [found.mu, *found.items, *found.reviewers] == pytest.approx(list(solution), abs=1e-8)
    covariance = found.variance_residual * np.linalg.inv(equations)[1:9, 1:9]
    draws = found.draw(np.random.default_rng(1), 60_000)
    assert draws.mean(axis=0) == pytest.approx(solution[1:9], abs=0.02)
    assert np.cov(draws.T) == pytest.approx(covariance, abs=0.02)


def test_severity_is_taken_out() -> None:
    # Every idea is worth its number; a strict reviewer gives two points less and reads the best ones.
    ratings = [Rating(i, "mild", float(i)) for i in range(8)]
    ratings += [Rating(i, "strict", float(i - 2)) for i in range(4, 12)]
    ratings += [Rating(i, "third", float(i)) for i in (0, 3, 6, 9, 11)]
    found = rank(ratings)
    assert found.method == "additive"
    adjusted = {item.item: item.adjusted or 0.0 for item in found.items}
    assert sorted(adjusted, key=lambda item: adjusted[item]) == list(range(12))
    effects = {severity.reviewer: severity.effect or 0.0 for severity in found.severity}
    assert effects["strict"] < effects["mild"] - 1.5


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([], "no_reviewers"),
        ([Rating("a", None, 1.0)], "no_reviewers"),
        ([Rating("a", r, 1.0) for r in "xyxyxyxy"], "one_item"),
        ([Rating(i, "x", 1.0) for i in "abcd"], "one_reviewer"),
        ([Rating(i, r, 1.0) for i in "abc" for r in "xy"], "few_reviews"),
        ([Rating(i, r, 1.0) for i, r in zip("abcdefgh", "xxxxyyyy", strict=True)], "not_connected"),
        ([Rating(i, r, 1.0) for i in "abcd" for r in "xy"], None),
    ],
)
def test_when_the_mean_stands_in(ratings: list[Rating], reason: str | None) -> None:
    assert why_not_additive(ratings) == reason
    found = rank(ratings, items=["a", "unrated"])
    assert found.reason == reason
    for item in found.items:
        if reason is not None:
            assert item.adjusted == item.spread.mean
            assert item.rank_low is None
    assert [item.item for item in found.items][:2] == ["a", "unrated"]
    assert found.items[1].adjusted is None


def test_equal_scores_are_all_tied() -> None:
    found = rank([Rating(i, r, 7.0) for i in range(10) for r in "xyz"])
    assert [item.adjusted for item in found.items] == [7.0] * 10
    assert all(severity.effect == 0 for severity in found.severity)
    for item in found.items:
        assert item.rank_low == 1
        assert item.rank_high == 10


def test_scores_that_the_model_explains_completely() -> None:
    found = rank([Rating(i, r, float(i) + shift) for i in range(6) for r, shift in (("x", 0), ("y", 3))])
    assert found.method == "additive"
    adjusted = [item.adjusted or 0.0 for item in found.items]
    assert np.diff(adjusted) == pytest.approx([1.0] * 5, abs=1e-2)
    assert [(item.rank_low, item.rank_high) for item in found.items] == [(7 - i, 7 - i) for i in range(1, 7)]


def test_ranks_repeat_with_their_seed_and_cover_the_best_guess() -> None:
    ratings = simulated(20, 5, 3)
    first, again, other = rank(ratings), rank(ratings), rank(ratings, seed=7)
    assert first == again
    assert first.seed != other.seed
    order = sorted(first.items, key=lambda item: -(item.adjusted or 0))
    for place, item in enumerate(order, 1):
        assert item.rank_low is not None
        assert item.rank_high is not None
        assert 1 <= item.rank_low <= item.rank_high <= 20
        assert item.rank_low - 2 <= place <= item.rank_high + 2


def test_rank_intervals_in_blocks_are_those_of_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    model = fit(coded(simulated(6, 4, 3)))
    low, high = rank_intervals(model, draws=4000)
    more_low, more_high = rank_intervals(model, draws=4000, seed=5)
    assert abs(low - more_low).max() <= 1
    assert abs(high - more_high).max() <= 1


def test_the_band_at_the_cut_line() -> None:
    intervals = {"a": (1, 2), "b": (2, 4), "c": (3, 5), "d": (4, 6), "e": (1, 3)}
    assert tied_band(intervals, 3) == {"b", "c"}
    assert tied_band(intervals, 6) == frozenset()


def test_connection() -> None:
    assert connected([])
    assert connected([Rating("a", "x", 1), Rating("b", "x", 1), Rating("b", "y", 1)])
    assert not connected([Rating("a", "x", 1), Rating("b", "y", 1)])
    # An item and a reviewer of the same name are two nodes.
    assert not connected([Rating("a", "b", 1), Rating("b", "c", 1)])


@pytest.mark.parametrize("score", [math.nan, math.inf, 1e101])
def test_scores_beyond_reason(score: float) -> None:
    with pytest.raises(StatsError):
        rank([Rating("a", "x", score)])
    with pytest.raises(StatsError):
        agreement([[score]])


@given(scores)
def test_every_figure_is_finite(units: list[list[float]]) -> None:
    ratings = [Rating(i, j, v) for i, unit in enumerate(units) for j, v in enumerate(unit)]
    found = rank(ratings, items=range(len(units)), draws=50)
    figures: list[float | None] = [found.variance_item, found.variance_reviewer, found.variance_residual]
    figures += [item.adjusted for item in found.items]
    figures += [severity.effect for severity in found.severity]
    assert all(figure is None or math.isfinite(figure) for figure in figures)
    assert all((item.adjusted is None) == (item.spread.n == 0) for item in found.items)


def test_draw_shape() -> None:
    drawn: npt.NDArray[np.float64] = fit(coded(simulated(5, 4, 3))).draw(np.random.default_rng(0), 7)
    assert drawn.shape == (7, 5)
