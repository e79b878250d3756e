"""How much a score weighs by how sure its member is, where a round wants that.

The formula is HotCRP's `wavg(score, expertise)` (its help on formulas): the sum of weight times score over the sum of
the weights. The weight is the certainty itself, 1 to 5; a member who says nothing weighs as much as the middle.
"""

from __future__ import annotations

from collections.abc import Iterable

from improve.reviews.values import LEAST_SURE, SUREST

# Certainty (None: nothing was said) -> weight.
WEIGHTS: dict[int | None, int] = {
    **{sure: sure for sure in range(LEAST_SURE, SUREST + 1)},
    None: (LEAST_SURE + SUREST) // 2,
}


def weight_of(confidence: int | None) -> int:
    """What a score given with this certainty weighs."""
    return WEIGHTS[confidence]


def weighted_mean(scores: Iterable[tuple[float, int | None]]) -> float | None:
    """The mean of (score, weight); None without scores, or where one has no weight because the round wants none."""
    pairs = list(scores)
    if not pairs or any(weight is None for _score, weight in pairs):
        return None
    known = [(score, weight) for score, weight in pairs if weight is not None]
    return sum(score * weight for score, weight in known) / sum(weight for _score, weight in known)
