"""Weights that make a sample look like its population, and what they cost in precision (see also `raking`)."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from improve.stats.errors import StatsError

Stratum = TypeVar("Stratum", bound=Hashable)


def kish_n(weights: Sequence[float]) -> float:
    """Effective number of answers, (sum w)^2 / sum w^2 (Kish 1965); 0 when all weights are 0 or there are none.

    Refuses negative and infinite weights (`weights`).
    """
    if any(not math.isfinite(w) or w < 0 for w in weights):
        raise StatsError("weights", "Weights are finite numbers and not negative.")
    largest = max(weights, default=0.0)
    if largest == 0:
        return 0.0
    # Dividing by the largest first keeps the squares of very large and very small weights representable.
    scaled = [w / largest for w in weights]
    return math.fsum(scaled) ** 2 / math.fsum(w * w for w in scaled)


def design_effect(weights: Sequence[float]) -> float | None:
    """n / Kish's effective n: 1 for equal weights; None when there is no weight at all."""
    effective = kish_n(weights)
    return len(weights) / effective if effective else None


def post_stratify(
    answers: Mapping[Stratum, int], population: Mapping[Stratum, float]
) -> dict[Stratum, float]:
    """Weight per stratum, w = (population share) / (sample share); their mean over the answers is 1.

    `population` holds shares or head counts. Refuses a stratum of the population without answers
    (`empty_stratum`), an answer from a stratum that the population lacks (`unknown_stratum`) and population
    figures that are negative or all 0 (`population`).
    """
    for stratum, count in answers.items():
        if count and not population.get(stratum):
            raise StatsError("unknown_stratum", f"The population lacks {stratum!r}.", stratum=stratum)
    for stratum, size in population.items():
        if not math.isfinite(size) or size < 0:
            raise StatsError("population", "Population figures are finite and not negative.", stratum=stratum)
        if size and not answers.get(stratum):
            raise StatsError("empty_stratum", f"Nobody answered in {stratum!r}.", stratum=stratum)
    everyone = math.fsum(population.values())
    if everyone <= 0:
        raise StatsError("population", "The population is empty.")
    n = sum(answers.values())
    return {
        stratum: (size / everyone) / (answers[stratum] / n) for stratum, size in population.items() if size
    }


def stratified_se(
    shares: Mapping[Stratum, float], variances: Mapping[Stratum, float], n: Mapping[Stratum, int]
) -> float:
    """sqrt(sum W_h^2 V_h / n_h): SE of a weighted mean from the variances within strata, in their unit.

    `shares` are population shares (they are normed to 1). Refuses a stratum with no answers (`empty_stratum`).
    """
    total = math.fsum(shares.values())
    parts = []
    for stratum, share in shares.items():
        if not n.get(stratum):
            raise StatsError("empty_stratum", f"Nobody answered in {stratum!r}.", stratum=stratum)
        parts.append((share / total) ** 2 * variances[stratum] / n[stratum])
    return math.sqrt(math.fsum(parts))
