"""The order from pairs: against another optimizer, exact symmetries, and what the intervals promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from improve.stats.errors import StatsError
from improve.stats.paired import VARIANCE, Judgment, paired_order

# Wins of the home row against the column (Agresti, Categorical Data Analysis, table 10.10: baseball 1987, Milwaukee,
# Detroit, Toronto, New York, Boston, Cleveland, Baltimore).
BASEBALL = [
    [0, 7, 9, 7, 7, 9, 11],
    [6, 0, 7, 5, 11, 9, 9],
    [4, 6, 0, 7, 7, 8, 12],
    [6, 8, 6, 0, 6, 7, 10],
    [6, 2, 6, 7, 0, 7, 12],
    [4, 4, 5, 6, 6, 0, 6],
    [2, 4, 1, 3, 1, 7, 0],
]


def season() -> list[Judgment]:
    return [
        Judgment(game, winner, loser, 1.0)
        for winner, row in enumerate(BASEBALL)
        for loser, wins in enumerate(row)
        for game in range(wins)
    ]


def test_the_strengths_are_those_of_another_optimizer() -> None:
    def height(b: np.ndarray) -> float:
        chances = [
            wins * np.log1p(np.exp(b[j] - b[i]))
            for i, row in enumerate(BASEBALL)
            for j, wins in enumerate(row)
        ]
        return float(sum(chances) + np.sum(b**2) / (2 * VARIANCE))

    best = minimize(height, np.zeros(7), method="BFGS", options={"gtol": 1e-9}).x
    expected = 1 / (1 + np.exp(-(best - best.mean())))
    order = paired_order(season())
    found = {item.item: item.share for item in order.items}
    assert [found[team] for team in range(7)] == pytest.approx(expected, abs=1e-6)
    # Agresti's order: Milwaukee, Detroit, Toronto, New York, Boston, Cleveland, Baltimore.
    assert [item.item for item in order.items] == list(range(7))
    assert order.items[-1].rank_low >= 6
    assert {item.item: item.n for item in order.items} == {
        team: sum(BASEBALL[team]) + sum(row[team] for row in BASEBALL) for team in range(7)
    }


def test_turning_every_answer_turns_the_order() -> None:
    ahead = paired_order(season())
    behind = paired_order([Judgment(j.person, j.first, j.second, 1 - j.won) for j in season()])
    swapped = paired_order([Judgment(j.person, j.second, j.first, 1 - j.won) for j in season()])
    shares = {item.item: item.share for item in ahead.items}
    assert {item.item: 1 - item.share for item in behind.items} == pytest.approx(shares)
    assert {item.item: item.share for item in swapped.items} == pytest.approx(shares)


@pytest.mark.parametrize(
    ("judgments", "shares"),
    [
        ([], {}),
        ([Judgment(1, "a", "b", 0.5)], {"a": 0.5, "b": 0.5}),
        ([Judgment(p, "a", "b", w) for p, w in ((1, 1.0), (2, 0.0))], {"a": 0.5, "b": 0.5}),
    ],
)
def test_what_is_even_stays_even(judgments: list[Judgment], shares: dict[str, float]) -> None:
    assert {item.item: item.share for item in paired_order(judgments).items} == pytest.approx(shares)


def test_one_win_is_no_certainty_and_islands_stay_in_the_middle() -> None:
    order = paired_order([Judgment(1, "a", "b", 1.0), Judgment(2, "c", "d", 1.0)])
    places = {item.item: (item.rank_low, item.rank_high) for item in order.items}
    assert places["a"][1] >= 3 and places["b"][0] <= 2
    assert all(item.share_low < 0.5 < item.share_high for item in order.items)


def test_one_busy_person_is_not_many() -> None:
    """The same answers from one of three people say less than from thirty."""
    said = [1.0 if n % 3 else 0.0 for n in range(30)]  # two of three people always say a, one always b
    many = paired_order([Judgment(n, "a", "b", won) for n, won in enumerate(said)])
    few = paired_order([Judgment(n % 3, "a", "b", won) for n, won in enumerate(said)])
    assert few.dispersion > 5 > many.dispersion >= 1
    width = {item.item: item.share_high - item.share_low for item in many.items}
    assert all(item.share_high - item.share_low > width[item.item] for item in few.items)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    generator = np.random.default_rng(7)
    held = []
    for _company in range(60):
        truth = generator.normal(0, 1, 10)
        pairs = [generator.choice(10, 2, replace=False) for _answer in range(120)]
        chances = [1 / (1 + np.exp(truth[j] - truth[i])) for i, j in pairs]
        order = paired_order(
            Judgment(n // 12, int(i), int(j), float(generator.random() < chance))
            for n, ((i, j), chance) in enumerate(zip(pairs, chances, strict=True))
        )
        mean = np.mean([truth[item.item] for item in order.items])
        held += [
            item.share_low <= 1 / (1 + np.exp(mean - truth[item.item])) <= item.share_high
            for item in order.items
        ]
    assert 0.92 < np.mean(held) < 0.995


@pytest.mark.parametrize(
    ("judgment", "code"), [(Judgment(1, "a", "a", 1.0), "same_item"), (Judgment(1, "a", "b", 1.5), "result")]
)
def test_what_makes_no_sense_is_refused(judgment: Judgment, code: str) -> None:
    with pytest.raises(StatsError) as refusal:
        paired_order([judgment])
    assert refusal.value.code == code
