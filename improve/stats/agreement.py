"""One reviewer's score of an idea, and how far reviewers agree."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from improve.stats.errors import StatsError
from improve.stats.series import readings

ENOUGH_ANSWERED = 0.6
FEWEST_ITEMS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """One criterion of one review: its weight, its scale, the value or None for "not applicable"."""

    weight: float
    minimum: float
    maximum: float
    value: float | None


@dataclass(frozen=True, slots=True)
class ReviewScore:
    """A review on 0-100; `score` is None for an abstention. `answered` is the share of the weight (0..1)."""

    score: float | None
    answered: float
    abstained: bool


def review_score(answers: Iterable[Answer]) -> ReviewScore:
    """100 sum(w (v - min)/(max - min)) / sum(w) over the criteria answered.

    "Not applicable" drops out of both sums; with less than 60 % of the weight answered the review counts as an
    abstention. Refuses a value outside of its scale (`outside_scale`), a scale without room (`scale`) and a
    weight that is negative or infinite (`weights`).
    """
    possible, answered, points = [], [], []
    for answer in answers:
        if not math.isfinite(answer.weight) or answer.weight < 0:
            raise StatsError("weights", "Weights are finite numbers and not negative.")
        if not answer.minimum < answer.maximum:
            raise StatsError("scale", "A scale runs from a smaller to a larger number.")
        possible.append(answer.weight)
        if answer.value is None:
            continue
        if not answer.minimum <= answer.value <= answer.maximum:
            raise StatsError("outside_scale", f"{answer.value:g} is not on the scale.", value=answer.value)
        answered.append(answer.weight)
        points.append(answer.weight * (answer.value - answer.minimum) / (answer.maximum - answer.minimum))
    whole = math.fsum(possible)
    share = math.fsum(answered) / whole if whole > 0 else 0.0
    # Weights such as 0.1 + 0.2 + 0.3 of 1 must reach 60 % although binary fractions fall a hair short.
    if share < ENOUGH_ANSWERED - 1e-9:
        return ReviewScore(None, share, abstained=True)
    return ReviewScore(100 * math.fsum(points) / math.fsum(answered), share, abstained=False)


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, median and population standard deviation of one idea's scores; None without a score."""

    n: int
    mean: float | None
    median: float | None
    sd: float | None


def spread(scores: Sequence[float]) -> Spread:
    """Mean and median beside the population standard deviation (ddof 0)."""
    if not scores:
        return Spread(0, None, None, None)
    return Spread(len(scores), fmean(scores), median(scores), math.sqrt(_squares(scores) / len(scores)))


@dataclass(frozen=True, slots=True)
class Icc:
    """One-way intraclass correlations: of a single rating and of the mean of `k` ratings."""

    single: float
    average: float
    k: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of a round; both coefficients are None below 10 rated items or without any variation."""

    rated_items: int
    ratings: int
    mean: float | None
    alpha: float | None
    icc: Icc | None


def agreement(items: Sequence[Sequence[float]]) -> Agreement:
    """Krippendorff's alpha and ICC(1,k) over the ratings of each item, only from 10 rated items.

    Refuses ratings that are not finite or beyond 1e100 (`not_finite`, `too_large`).
    """
    rated = [ratings for ratings in items if ratings]
    everything = [value for ratings in rated for value in ratings]
    readings(everything, "ratings")  # refuses what is not finite or beyond 1e100
    enough = len(rated) >= FEWEST_ITEMS
    return Agreement(
        rated_items=len(rated),
        ratings=len(everything),
        mean=fmean(everything) if everything else None,
        alpha=krippendorff_alpha(rated) if enough else None,
        icc=intraclass(rated) if enough else None,
    )


def krippendorff_alpha(items: Iterable[Sequence[float]]) -> float | None:
    """1 - observed / expected disagreement with squared differences (interval metric), missing allowed.

    Observed: mean over pairable values of the squared differences within an item, each item weighted by
    1 / (m - 1); expected: the same over all pairs. Items with one rating have no pair and drop out. None when
    all pairable values are equal or there is no pair. Source: Krippendorff, Content Analysis (2004), ch. 11.
    """
    paired = [ratings for ratings in items if len(ratings) > 1]
    everything = [value for ratings in paired for value in ratings]
    n = len(everything)
    expected = _squares(everything)
    if n < 2 or expected == 0:
        return None
    # The squared differences over all ordered pairs of m values sum to 2 m (sum of squares around their mean).
    observed = math.fsum(len(r) * _squares(r) / (len(r) - 1) for r in paired)
    return 1 - (n - 1) * observed / (n * expected)


def intraclass(items: Iterable[Sequence[float]]) -> Icc | None:
    """ICC(1,1) and ICC(1,k) of the one-way random-effects model, with k the harmonic mean of ratings per item.

    ICC(1,1) = (MSB - MSW) / (MSB + (k - 1) MSW); ICC(1,k) follows by Spearman-Brown with the same k and equals
    (MSB - MSW) / MSB. Negative values mean less agreement than chance. None when nothing varies between items
    or no item has two ratings. Source: Shrout and Fleiss 1979, Psychol Bull 86:420.
    """
    rated = [ratings for ratings in items if ratings]
    everything = [value for ratings in rated for value in ratings]
    between_df, within_df = len(rated) - 1, len(everything) - len(rated)
    if between_df < 1 or within_df < 1:
        return None
    within = math.fsum(_squares(r) for r in rated)
    grand = fmean(everything)
    between = math.fsum(len(r) * (fmean(r) - grand) ** 2 for r in rated) / between_df
    noise = within / within_df
    k = len(rated) / math.fsum(1 / len(r) for r in rated)
    if between <= 0 or between + (k - 1) * noise <= 0:
        return None
    return Icc((between - noise) / (between + (k - 1) * noise), (between - noise) / between, k)


def _squares(values: Sequence[float]) -> float:
    """Sum of squared deviations from the mean; exactly 0 for equal values."""
    if not values or min(values) == max(values):
        return 0.0
    mean = fmean(values)
    return math.fsum((value - mean) ** 2 for value in values)


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two people who judged the same items: (observed - expected) / (1 - expected) agreement.

    Refuses lists of different lengths (`counts`). None without items, or when both always gave the same one
    answer: then chance explains everything. Source: Cohen 1960, Educ Psychol Meas 20:37.
    """
    if len(first) != len(second):
        raise StatsError("counts", "Both judged the same items, so their lists have the same length.")
    n = len(first)
    if not n:
        return None
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    mine, theirs = Counter(first), Counter(second)
    expected = math.fsum(mine[answer] * theirs[answer] for answer in mine) / (n * n)
    return None if expected >= 1 else (observed - expected) / (1 - expected)
