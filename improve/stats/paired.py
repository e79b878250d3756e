"""An order of items from answers to “which of these two is better?”, with honest intervals.

Bradley and Terry (1952): the item with strength b_i wins against that with b_j with probability
1 / (1 + exp(b_j - b_i)); “cannot tell” is half a win for each. Strengths have a weak normal prior, so an item that won
or lost every time stays finite, and items that no chain of comparisons connects lie about the middle with wide
intervals instead of being ordered by chance.

Answers of one person hang together. How much more they vary between people than the model says (phi, at least 1)
is estimated from the people's scores and widens every interval (Wedderburn's quasi-likelihood).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from improve.stats.errors import StatsError

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

DRAWS = 2000
SEED = 20260101
Z = 1.959964  # 95 %, two-sided
VARIANCE = 2.25  # of the prior, in squared logits: 95 % of items win 5 to 95 % against an average one
STEPS = 60
NEAR = 1e-8


@dataclass(frozen=True, slots=True)
class Judgment:
    """What one person said of two items; `won`: 1.0 the first is better, 0.0 the second, 0.5 cannot tell."""

    person: Hashable
    first: Hashable
    second: Hashable
    won: float


@dataclass(frozen=True, slots=True)
class PairedItem:
    """`share`: how often it would win against an average item, with its 95 % interval; ranks count from 1, the best,
    and have a 95 % interval too. `n`: comparisons it was part of.
    """

    item: Hashable
    n: int
    wins: float
    share: float
    share_low: float
    share_high: float
    rank: int
    rank_low: int
    rank_high: int


@dataclass(frozen=True, slots=True)
class PairedOrder:
    """The items, best first. `dispersion`: phi, 1 where people agree as the model expects."""

    items: tuple[PairedItem, ...]
    people: int
    judgments: int
    dispersion: float


@dataclass(frozen=True, slots=True)
class _Table:
    """Codes of person, first and second item beside who won, and the items by their code."""

    person: Codes
    first: Codes
    second: Codes
    won: Floats
    items: tuple[Hashable, ...]
    people: int


def paired_order(judgments: Iterable[Judgment], *, draws: int = DRAWS, seed: int = SEED) -> PairedOrder:
    """The order of all items that were compared. Refuses an item compared with itself (`same_item`) and a result
    outside of 0 to 1 (`result`). Without judgments it has no items.
    """
    table = _table(judgments)
    if not table.items:
        return PairedOrder((), 0, 0, 1.0)
    strengths, precision = _fit(table)
    prior = np.eye(len(strengths)) / VARIANCE
    information = precision - prior
    phi = _dispersion(table, strengths, precision, information)
    inverse = np.linalg.inv(precision)
    covariance = inverse @ (phi * information + prior) @ inverse
    centering = np.eye(len(strengths)) - 1 / len(strengths)
    centered = centering @ strengths
    covariance = centering @ covariance @ centering
    errors = np.sqrt(np.clip(np.diag(covariance), 0, None))
    low, high = _rank_intervals(centered, covariance, draws, seed)
    return PairedOrder(
        items=_items(table, centered, errors, low, high),
        people=table.people,
        judgments=len(table.won),
        dispersion=phi,
    )


def _table(judgments: Iterable[Judgment]) -> _Table:
    items: dict[Hashable, int] = {}
    people: dict[Hashable, int] = {}
    codes: list[tuple[int, int, int]] = []
    won: list[float] = []
    for judgment in judgments:
        if judgment.first == judgment.second:
            raise StatsError("same_item", "An item is not compared with itself.")
        if not 0 <= judgment.won <= 1:
            raise StatsError("result", "A result lies between 0 and 1.")
        codes.append(
            (
                people.setdefault(judgment.person, len(people)),
                items.setdefault(judgment.first, len(items)),
                items.setdefault(judgment.second, len(items)),
            )
        )
        won.append(judgment.won)
    columns = np.array(codes, dtype=np.int64).reshape(-1, 3)
    return _Table(
        columns[:, 0],
        columns[:, 1],
        columns[:, 2],
        np.array(won, dtype=np.float64),
        tuple(items),
        len(people),
    )


def _fit(table: _Table) -> tuple[Floats, Floats]:
    """Strengths at the mode, and the precision there (information and prior).

    Newton's steps for a concave function; halved while they do not climb.
    """
    strengths = np.zeros(len(table.items))
    prior = np.eye(len(strengths)) / VARIANCE
    height = _height(table, strengths)
    for _step in range(STEPS):
        chances = _chances(table, strengths)
        gradient = _sums(table, table.won - chances) - strengths / VARIANCE
        precision = _information(table, chances) + prior
        step = np.linalg.solve(precision, gradient)
        size = 1.0
        while (risen := _height(table, strengths + size * step)) < height and size > NEAR:
            size /= 2
        strengths = strengths + size * step
        height = risen
        if float(np.max(np.abs(step))) < NEAR:
            break
    return strengths, _information(table, _chances(table, strengths)) + prior


def _height(table: _Table, strengths: Floats) -> float:
    """The logarithm of the posterior, but for a constant."""
    ahead = strengths[table.first] - strengths[table.second]
    likelihood = table.won * ahead - np.logaddexp(0, ahead)
    return float(np.sum(likelihood) - np.sum(strengths**2) / (2 * VARIANCE))


def _chances(table: _Table, strengths: Floats) -> Floats:
    """How probable it is that the first wins."""
    chances: Floats = 1 / (1 + np.exp(strengths[table.second] - strengths[table.first]))
    return chances


def _sums(table: _Table, surplus: Floats) -> Floats:
    """What each item won beyond expectation."""
    count = len(table.items)
    lost = np.bincount(table.second, surplus, count)
    return np.asarray(np.bincount(table.first, surplus, count) - lost, dtype=np.float64)


def _information(table: _Table, chances: Floats) -> Floats:
    count = len(table.items)
    weights = chances * (1 - chances)
    matrix = np.bincount(table.first * count + table.second, weights, count * count).reshape(count, count)
    matrix += matrix.T
    information: Floats = np.diag(matrix.sum(axis=1)) - matrix
    return information


def _dispersion(table: _Table, strengths: Floats, precision: Floats, information: Floats) -> float:
    """How much more people's scores vary than the model expects, on average over what the data say; at least 1."""
    if table.people < 2:
        return 1.0
    surplus = table.won - _chances(table, strengths)
    count, cells = len(strengths), table.people * len(strengths)
    scores = np.bincount(table.person * count + table.first, surplus, cells)
    scores -= np.bincount(table.person * count + table.second, surplus, cells)
    scores = scores.reshape(table.people, count)
    solved = np.linalg.solve(precision, scores.T)
    seen = float(np.sum(scores.T * solved)) * table.people / (table.people - 1)
    expected = float(np.trace(np.linalg.solve(precision, information)))
    return max(1.0, seen / expected) if expected > 0 else 1.0


def _rank_intervals(strengths: Floats, covariance: Floats, draws: int, seed: int) -> tuple[Codes, Codes]:
    """The 2.5th and 97.5th percentile of each item's rank."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    generator = np.random.default_rng(seed)
    drawn = strengths + generator.standard_normal((draws, len(strengths))) @ root.T
    ranks = np.argsort(np.argsort(-drawn, axis=1), axis=1) + 1
    low, high = np.percentile(ranks, [2.5, 97.5], axis=0, method="nearest")
    return low.astype(np.int64), high.astype(np.int64)


def _items(
    table: _Table, strengths: Floats, errors: Floats, low: Codes, high: Codes
) -> tuple[PairedItem, ...]:
    count = len(table.items)
    n = np.bincount(table.first, minlength=count) + np.bincount(table.second, minlength=count)
    wins = np.bincount(table.first, table.won, count) + np.bincount(table.second, 1 - table.won, count)
    order = np.argsort(-strengths, kind="stable")
    return tuple(
        PairedItem(
            item=table.items[i],
            n=int(n[i]),
            wins=float(wins[i]),
            share=_logistic(strengths[i]),
            share_low=_logistic(strengths[i] - Z * errors[i]),
            share_high=_logistic(strengths[i] + Z * errors[i]),
            rank=place,
            rank_low=min(int(low[i]), place),
            rank_high=max(int(high[i]), place),
        )
        for place, i in enumerate(order, 1)
    )


def _logistic(strength: float) -> float:
    return float(1 / (1 + np.exp(-strength)))
