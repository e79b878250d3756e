"""A score weighted so that its segments have the shares of the population."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from improve.stats.intervals import two_sided_z
from improve.stats.weighting import post_stratify, stratified_se
from improve.surveys.rules.scores import Score
from improve.surveys.segments.comparing import standard_error
from improve.surveys.values.kinds import SCALES, Kind

# Beyond this a few answers speak for many.
LARGE_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted score with its interval; `weights` by segment, `effective` is Kish's effective number of answers."""

    value: float
    low: float
    high: float
    n: int
    effective: float
    weights: Mapping[str, float]

    @property
    def is_stretched(self) -> bool:
        """Do a few answers speak for very many?"""
        return max(self.weights.values()) > LARGE_WEIGHT


def weigh(kind: Kind, scores: Mapping[str, Score], population: Mapping[str, float]) -> Weighted:
    """sum W_h s_h with W_h the shares of the population; SE from the errors within the segments.

    Refuses (StatsError) what `stats.weighting.post_stratify` refuses.
    """
    weights = post_stratify({value: found.n for value, found in scores.items()}, population)
    total = math.fsum(population.values())
    value = math.fsum(size / total * (scores[name].value or 0.0) for name, size in population.items() if size)
    # `stratified_se` wants variances of single answers: the squared error times the answers.
    spread = {name: standard_error(kind, found) ** 2 * found.n for name, found in scores.items()}
    shares = {name: size for name, size in population.items() if size}
    reach = two_sided_z() * stratified_se(shares, spread, {name: scores[name].n for name in scores})
    low, high = _bounds(kind)
    heavy = [(weights[name], found.n) for name, found in scores.items() if name in weights]
    # Kish's n from counts: (sum n w)^2 / sum n w^2.
    effective = math.fsum(n * w for w, n in heavy) ** 2 / math.fsum(n * w * w for w, n in heavy)
    return Weighted(
        value,
        max(low, value - reach),
        min(high, value + reach),
        sum(scores[name].n for name in weights),
        effective,
        weights,
    )


def _bounds(kind: Kind) -> tuple[float, float]:
    scale = SCALES[kind]
    return {Kind.NPS: (-100.0, 100.0), Kind.CSAT: (0.0, 100.0)}.get(
        kind, (float(scale.low), float(scale.high))
    )
