"""Ideas in order, with reviewers' severity taken out and honest intervals for the ranks.

The additive model is y = mu + idea + reviewer + e with idea and reviewer random. Variance components come from
restricted maximum likelihood (Patterson and Thompson 1971); the adjusted score is mu plus the best linear
unbiased predictor of the idea (Henderson 1975). With D = 1 + a n_i for the ideas (a their variance in units of
the residual one) only a matrix of reviewers has to be factored, so thousands of ideas cost little.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from improve.stats.agreement import Spread, spread
from improve.stats.random_effects import Fit, Ratings, fit
from improve.stats.series import readings

FEWEST_REVIEWS = 4
DRAWS = 2000
SEED = 20260101

Method = Literal["additive", "mean"]
Reason = Literal["no_reviewers", "one_item", "one_reviewer", "few_reviews", "not_connected"]


@dataclass(frozen=True, slots=True)
class Rating:
    """One score of one idea; `reviewer` is None where nobody knows who gave it."""

    item: Hashable
    reviewer: Hashable | None
    score: float


@dataclass(frozen=True, slots=True)
class RankedItem:
    """`adjusted` equals the mean where the model could not be used; ranks count from 1, the best.

    `se`: standard error of the adjusted score in points, without what moves all items alike; None without model.
    """

    item: Hashable
    spread: Spread
    adjusted: float | None
    rank_low: int | None
    rank_high: int | None
    se: float | None = None


@dataclass(frozen=True, slots=True)
class Severity:
    """How far a reviewer's scores lie above (+) or below (-) the others', in score points."""

    reviewer: Hashable
    n: int
    effect: float | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Items in the order given. `reason` says why the raw mean was used; variances are None with it."""

    method: Method
    reason: Reason | None
    items: tuple[RankedItem, ...]
    severity: tuple[Severity, ...]
    variance_item: float | None
    variance_reviewer: float | None
    variance_residual: float | None
    seed: int


def rank(
    ratings: Iterable[Rating],
    *,
    items: Sequence[Hashable] = (),
    draws: int = DRAWS,
    seed: int = SEED,
) -> Ranking:
    """Raw mean, median and adjusted score of each item, with the 5th to 95th percentile of its rank.

    Ranks come from `draws` draws of the predictors' joint normal distribution with the stored `seed`. The raw
    mean stands in, without rank intervals, where reviewers are unknown, where the graph of reviewers and items
    is not connected, where a reviewer gave fewer than 4 ratings, or where there is one item or one reviewer.
    `items` adds items without a rating and sets the order. Refuses scores that are not finite or beyond 1e100 (`not_finite`,
    `too_large`).
    """
    given = list(ratings)
    scores: dict[Hashable, list[float]] = {item: [] for item in items}
    for rating in given:
        scores.setdefault(rating.item, []).append(rating.score)
    readings([rating.score for rating in given], "ratings")  # refuses what is not finite or beyond 1e100
    reason = why_not_additive(given)
    if reason is not None:
        return _by_mean(given, scores, reason, seed)
    table = _table(given)
    model = fit(table.ratings)
    low, high = rank_intervals(model, draws=draws, seed=seed)
    errors = model.standard_errors
    position = {item: i for i, item in enumerate(table.items)}
    ranked = []
    for item, values in scores.items():
        i = position.get(item)
        if i is None:
            ranked.append(RankedItem(item, spread(values), None, None, None))
            continue
        adjusted = model.mu + float(model.items[i])
        ranked.append(RankedItem(item, spread(values), adjusted, int(low[i]), int(high[i]), float(errors[i])))
    counts = np.bincount(table.ratings.reviewer, minlength=len(table.reviewers))
    return Ranking(
        method="additive",
        reason=None,
        items=tuple(ranked),
        severity=tuple(
            Severity(reviewer, int(counts[j]), float(model.reviewers[j]))
            for j, reviewer in enumerate(table.reviewers)
        ),
        variance_item=model.variance_item,
        variance_reviewer=model.variance_reviewer,
        variance_residual=model.variance_residual,
        seed=seed,
    )


def why_not_additive(ratings: Sequence[Rating]) -> Reason | None:
    """What speaks against the additive model for these ratings; None when it can be used."""
    if not ratings or any(rating.reviewer is None for rating in ratings):
        return "no_reviewers"
    given: dict[Hashable, int] = {}
    for rating in ratings:
        given[rating.reviewer] = given.get(rating.reviewer, 0) + 1
    if len({rating.item for rating in ratings}) < 2:
        return "one_item"
    if len(given) < 2:
        return "one_reviewer"
    if min(given.values()) < FEWEST_REVIEWS:
        return "few_reviews"
    return None if connected(ratings) else "not_connected"


def connected(ratings: Iterable[Rating]) -> bool:
    """Does the graph of reviewers and items hang together in one piece? An empty one does."""
    parent: dict[tuple[str, Hashable], tuple[str, Hashable]] = {}

    def root(node: tuple[str, Hashable]) -> tuple[str, Hashable]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for rating in ratings:
        parent[root(("item", rating.item))] = root(("reviewer", rating.reviewer))
    return len({root(node) for node in list(parent)}) <= 1


def tied_band(intervals: Mapping[Hashable, tuple[int, int]], places: int) -> frozenset[Hashable]:
    """The items that cannot be told apart at the cut line after `places` accepted ideas.

    An interval of ranks overlaps the line when it reaches from at most `places` to beyond it:
    rank_low <= places < rank_high.
    """
    return frozenset(item for item, (low, high) in intervals.items() if low <= places < high)


def rank_intervals(
    model: Fit, *, draws: int = DRAWS, seed: int = SEED
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """5th and 95th percentile of each item's rank over `draws` draws from the predictors' joint distribution."""
    n_items = len(model.items)
    generator = np.random.default_rng(seed)
    ranks = np.empty((draws, n_items), dtype=np.int32)
    # In blocks: a quarter's ideas fit at once, thousands of papers do not have to.
    block = max(1, min(draws, 4_000_000 // max(1, n_items)))
    places = np.arange(1, n_items + 1, dtype=np.int32)
    for start in range(0, draws, block):
        size = min(block, draws - start)
        values = model.draw(generator, size)
        # Equal values (no variance between ideas) must not be ranked in the order of the file.
        tie_breaks = generator.random(values.shape)
        order = np.argsort(-values, axis=-1)
        in_turn = np.take_along_axis(values, order, axis=-1)
        if (in_turn[:, 1:] == in_turn[:, :-1]).any():
            order = np.lexsort((tie_breaks, -values), axis=-1)
        np.put_along_axis(ranks[start : start + size], order, places[None, :], axis=1)
    # The inverted distribution function, as percentile(…, method="inverted_cdf") has it, in a third of its time.
    at = [max(0, -(-draws * percent // 100) - 1) for percent in (5, 95)]
    ordered = np.partition(np.ascontiguousarray(ranks.T), at, axis=1)
    return ordered[:, at[0]].astype(np.int64), ordered[:, at[1]].astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Table:
    items: list[Hashable]
    reviewers: list[Hashable]
    ratings: Ratings


def _table(ratings: Sequence[Rating]) -> _Table:
    items: dict[Hashable, int] = {}
    reviewers: dict[Hashable, int] = {}
    for rating in ratings:
        items.setdefault(rating.item, len(items))
        reviewers.setdefault(rating.reviewer, len(reviewers))
    return _Table(
        list(items),
        list(reviewers),
        Ratings(
            item=np.array([items[r.item] for r in ratings]),
            reviewer=np.array([reviewers[r.reviewer] for r in ratings]),
            score=np.array([r.score for r in ratings], dtype=float),
        ),
    )


def _by_mean(
    ratings: Sequence[Rating], scores: dict[Hashable, list[float]], reason: Reason, seed: int
) -> Ranking:
    given: dict[Hashable, int] = {}
    for rating in ratings:
        if rating.reviewer is not None:
            given[rating.reviewer] = given.get(rating.reviewer, 0) + 1
    spreads = {item: spread(values) for item, values in scores.items()}
    return Ranking(
        method="mean",
        reason=reason,
        items=tuple(RankedItem(item, s, s.mean, None, None) for item, s in spreads.items()),
        severity=tuple(Severity(reviewer, n, None) for reviewer, n in given.items()),
        variance_item=None,
        variance_reviewer=None,
        variance_residual=None,
        seed=seed,
    )
