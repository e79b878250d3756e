"""Results: bands, words, the agenda, and that they depend on the scores and on nothing else."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improve.reviews.rules.standing import (
    Band,
    Given,
    Opinion,
    Standing,
    agenda,
    band,
    digest,
    opinion,
    standing,
)
from improve.stats.random_effects import Ratings, fit


def reviews(quality: list[float], severity: list[float], noise: float = 6.0, seed: int = 1) -> list[Given]:
    """Every member scores every idea."""
    draw = random.Random(seed)
    return [
        Given(item, f"p{member}", min(100.0, max(0.0, mean + shift + draw.gauss(0, noise))))
        for item, mean in enumerate(quality, 1)
        for member, shift in enumerate(severity, 1)
    ]


def of(given_: list[Given], ideas: int, *, places: int = 3, members: int = 8) -> Standing:
    return standing(given_, dict.fromkeys(range(1, ideas + 1), members), places=places, seed=5)


@pytest.mark.parametrize(
    ("n", "low", "high", "places", "found"),
    [
        (4, 1, 3, 3, Band.AHEAD),
        (4, 3, 4, 3, Band.TIED),
        (4, 1, 9, 3, Band.TIED),
        (4, 4, 9, 3, Band.BEHIND),
        (4, None, None, 3, Band.ORDERED),
        (0, None, None, 3, Band.UNSCORED),
    ],
)
def test_the_cut_line_makes_three_bands(
    n: int, low: int | None, high: int | None, places: int, found: Band
) -> None:
    assert band(n, low, high, places) is found


@pytest.mark.parametrize(
    ("sd", "proposals", "n", "word"),
    [
        (9.99, [], 3, Opinion.AGREE),
        (10.0, [], 3, Opinion.MIXED),
        (19.99, [], 3, Opinion.MIXED),
        (20.0, [], 3, Opinion.CONFLICTING),
        (1.0, ["accept", "decline"], 2, Opinion.CONFLICTING),
        (1.0, ["accept", "revise", None], 3, Opinion.AGREE),
        (0.0, ["accept"], 1, Opinion.SINGLE),
        (None, [], 0, Opinion.NONE),
    ],
)
def test_spread_in_words(sd: float | None, proposals: list[str | None], n: int, word: Opinion) -> None:
    assert opinion(sd, proposals, n) is word


def test_a_clear_round_has_clear_bands() -> None:
    found = of(reviews([92, 90, 88, 50, 48, 46], [0, 4, -4, 2], noise=2), 6)
    assert found.method == "additive"
    assert [item.item_id for item in found.items[:3]] == [1, 2, 3]
    assert (found.count(Band.AHEAD), found.count(Band.TIED), found.count(Band.BEHIND)) == (3, 0, 3)
    assert found.zone is None


def test_a_close_round_says_so() -> None:
    found = of(reviews([60, 60, 60, 60, 60, 60], [0, 1, -1, 0], noise=15), 6)
    assert found.count(Band.TIED) >= 4
    assert found.count(Band.AHEAD) == 0


def test_strictness_is_taken_out() -> None:
    """Two members score different halves beside a common member; the strict one's ideas are lifted."""
    quality = {1: 60.0, 2: 62, 3: 64, 4: 66, 5: 60, 6: 62, 7: 64, 8: 66}
    given_ = []
    for item, mean in quality.items():
        given_.append(Given(item, "p1", mean))
        given_.append(Given(item, "p2", mean - 20) if item < 5 else Given(item, "p3", mean + 20))
    found = {item.item_id: item for item in of(given_, 8).items}
    assert found[8].mean - found[4].mean == pytest.approx(20)
    assert abs(found[8].adjusted - found[4].adjusted) < 8
    strict = {one.reviewer: one.effect for one in of(given_, 8).severity}
    assert strict["p2"] < 0 < strict["p3"]


def test_abstentions_count_nowhere() -> None:
    plain = of(reviews([80, 60, 40, 20], [0, 5, -5, 2]), 4)
    more = [*reviews([80, 60, 40, 20], [0, 5, -5, 2]), Given(1, "p9", None), Given(2, "p9", None)]
    assert of(more, 4) == plain


def test_too_little_for_the_model_falls_back_and_says_why() -> None:
    few = [Given(1, "p1", 80.0), Given(2, "p1", 60.0), Given(1, "p2", 70.0)]
    found = of(few, 3)
    assert (found.method, found.reason) == ("mean", "few_reviews")
    assert [item.band for item in found.items] == [Band.ORDERED, Band.ORDERED, Band.UNSCORED]
    assert [item.adjusted for item in found.items] == [75, 60, None]
    assert all(item.rank_low is None and item.low is None for item in found.items)


@pytest.mark.parametrize(("ideas", "known"), [(9, False), (10, True)])
def test_agreement_needs_ten_ideas(ideas: int, known: bool) -> None:
    found = of(reviews([20 + 6 * i for i in range(ideas)], [0, 5, -5]), ideas)
    assert (found.icc is not None) is known
    assert (found.alpha is not None) is known


def test_nothing_is_claimed_where_nothing_tells_the_ideas_apart() -> None:
    """All scores equal: no interval of zero width, no idea ahead."""
    same = [Given(item, f"p{member}", 50.0) for item in range(1, 7) for member in range(4)]
    found = of(same, 6)
    assert found.count(Band.AHEAD) == 0
    assert all(item.low is None and item.high is None for item in found.items)


scores = st.floats(0, 100, allow_nan=False)


@settings(max_examples=30)
@given(st.lists(scores, min_size=12, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(values: list[float], shuffle: random.Random) -> None:
    given_ = [Given(i % 3 + 1, f"p{i // 3}", value) for i, value in enumerate(values)]
    mixed = list(given_)
    shuffle.shuffle(mixed)
    possible = {1: 4, 2: 4, 3: 4}
    assert digest(given_, possible, places=1, seed=5) == digest(mixed, possible, places=1, seed=5)
    assert standing(given_, possible, places=1, seed=5) == standing(mixed, possible, places=1, seed=5)


@settings(max_examples=30)
@given(st.lists(st.one_of(scores, st.none()), min_size=4, max_size=24))
def test_results_survive_being_stored(values: list[float | None]) -> None:
    given_ = [
        Given(i % 4 + 1, f"p{i // 4}", value, "accept" if i % 5 == 0 else None)
        for i, value in enumerate(values)
    ]
    found = standing(given_, {1: 6, 2: 6, 3: 6, 4: 6, 5: 6}, places=2, seed=5)
    assert Standing.from_json(json.loads(json.dumps(found.to_json()))) == found
    assert len(found.items) == 5
    assert all(item.low is None or 0 <= item.low <= item.high <= 100 for item in found.items)


@pytest.mark.parametrize(
    "change",
    [
        {"places": 2},
        {"seed": 6},
        {"possible": {1: 4, 2: 4, 3: 3}},
        {"given": [Given(1, "p1", 50.0), Given(2, "p1", 60.5)]},
        {"given": [Given(1, "p1", 50.0), Given(2, "p2", 60.0)]},
        {"given": [Given(1, "p1", 50.0, "accept"), Given(2, "p1", 60.0)]},
        {"given": [Given(1, "p1", 50.0)]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_a_result_changes_its_digest(change: dict[str, object]) -> None:
    plain = {
        "given": [Given(1, "p1", 50.0), Given(2, "p1", 60.0)],
        "possible": {1: 4, 2: 4, 3: 4},
        "places": 1,
        "seed": 5,
    }
    other = {**plain, **change}
    assert digest(plain["given"], plain["possible"], places=1, seed=5) != digest(
        other["given"], other["possible"], places=other["places"], seed=other["seed"]
    )


def test_the_agenda_begins_with_conflict_at_the_line_and_names_each_idea_once() -> None:
    quality = [90, 62, 61, 60, 59, 30]
    given_ = [one for one in reviews(quality, [0, 1, -1, 0, 2], noise=3) if one.item_id != 3]
    given_ += [Given(3, f"p{member}", score) for member, score in enumerate((20.0, 98, 30, 95, 60), 1)]
    found = of(given_, 6)
    talks = agenda(found)
    assert talks[0].item_id == 3
    assert talks[0].why == "conflict_at_line"
    assert (talks[0].least, talks[0].most) == (20, 98)
    assert len({talk.item_id for talk in talks}) == len(talks) <= 6
    assert all(talk.item_id not in (1,) for talk in talks)


def test_an_idea_with_too_few_scores_is_talked_about() -> None:
    given_ = [*reviews([90, 80, 30, 20], [0, 1, -1, 2], noise=1), Given(5, "p1", 50.0)]
    whys = {talk.item_id: talk.why for talk in agenda(of(given_, 6, places=2))}
    assert whys[5] == "few_scores"
    assert whys[6] == "few_scores"


def test_the_standard_error_is_that_of_the_draws() -> None:
    draw = np.random.default_rng(1)
    pairs = [(i, j) for i in range(20) for j in draw.choice(7, 4, replace=False)]
    item, member = np.array([i for i, _ in pairs]), np.array([j for _, j in pairs])
    score = 60 + draw.normal(0, 10, 20)[item] + draw.normal(0, 8, 7)[member] + draw.normal(0, 9, len(pairs))
    model = fit(Ratings(item, member, score))
    scattered = model.draw(np.random.default_rng(2), 20_000).std(axis=0)
    assert model.standard_errors == pytest.approx(scattered, rel=0.04)
