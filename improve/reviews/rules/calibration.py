"""How well a committee foresees: its probabilities and its scores against what the data showed.

Brier score: the mean of (p - o)^2 with o 1 for what delivered and 0 for what did not (Brier 1950); 0 is perfect, 0.25 is
what saying 50 % every time gets. A criterion's or a score's share of right pairs: of all pairs of one idea that
delivered and one that did not, how often the one that delivered was rated higher, ties counting half (the area under
the ROC curve, Hanley and McNeil 1982); 0.5 says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

DELIVERED = frozenset({"improved"})
KNOWN = DELIVERED | {"no_change_shown", "worse"}
EDGES = (0, 20, 40, 60, 80, 100)
FEWEST = 5  # verdicts, before anything is said
FEWEST_PAIRS = 10
Z = 1.959964  # 95 %, two-sided


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An accepted idea with a verdict: what was foretold (0-100 or None), its score, and by criterion."""

    delivered: bool
    probability: int | None
    score: float | None
    criteria: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bin:
    """Ideas whose probability lies in a fifth: how many, the mean probability, the share that delivered (0..1)
    with its 95 % Wilson interval.
    """

    low: int
    high: int
    n: int
    foretold: float
    share: float
    from_: float
    to: float


@dataclass(frozen=True, slots=True)
class Predictor:
    """Something that was rated: in how many pairs it was right."""

    name: str
    n: int
    pairs: int
    right: float | None


@dataclass(frozen=True)
class Calibration:
    """All of it. `brier` is None without enough verdicts on predictions."""

    accepted: int
    known: int
    delivered: int
    predicted: int
    brier: float | None
    bins: tuple[Bin, ...]
    predictors: tuple[Predictor, ...]

    @property
    def share(self) -> float | None:
        """Of those with a verdict, how many delivered."""
        return self.delivered / self.known if self.known else None


def wilson(k: int, n: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of k of n."""
    p, z2 = k / n, Z * Z
    middle, half = (
        (p + z2 / (2 * n)) / (1 + z2 / n),
        Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n),
    )
    return max(0.0, middle - half), min(1.0, middle + half)


def brier(found: Iterable[tuple[int, bool]]) -> float | None:
    """The Brier score of probabilities in percent."""
    parts = [(p / 100 - o) ** 2 for p, o in found]
    return sum(parts) / len(parts) if len(parts) >= FEWEST else None


def bins_of(found: Sequence[tuple[int, bool]]) -> tuple[Bin, ...]:
    """The reliability curve: a bin for each fifth that has any; 100 % belongs to the last."""
    out = []
    for low, high in pairwise(EDGES):
        part = [(p, o) for p, o in found if low <= p < high or (p == high == 100)]
        if part:
            k = sum(o for _p, o in part)
            bounds = wilson(k, len(part))
            out.append(
                Bin(low, high, len(part), sum(p for p, _o in part) / len(part) / 100, k / len(part), *bounds)
            )
    return tuple(out)


def right_pairs(rated: Sequence[tuple[float, bool]]) -> tuple[int, float | None]:
    """How many pairs of one that delivered and one that did not, and the share in which the former was rated higher."""
    good, bad = [v for v, o in rated if o], [v for v, o in rated if not o]
    pairs = len(good) * len(bad)
    if pairs < FEWEST_PAIRS:
        return pairs, None
    return pairs, sum((g > b) + (g == b) / 2 for g in good for b in bad) / pairs


def calibration(accepted: int, found: Sequence[Foreseen], *, score_name: str) -> Calibration:
    """Everything about these ideas; `accepted` counts those without a verdict, too."""
    told = [(one.probability, one.delivered) for one in found if one.probability is not None]
    names = list(dict.fromkeys(name for one in found for name in one.criteria))
    predictors = [_predictor(score_name, [(o.score, o.delivered) for o in found if o.score is not None])]
    for name in names:
        predictors.append(
            _predictor(name, [(o.criteria[name], o.delivered) for o in found if name in o.criteria])
        )
    return Calibration(
        accepted=accepted,
        known=len(found),
        delivered=sum(one.delivered for one in found),
        predicted=len(told),
        brier=brier(told),
        bins=bins_of(told) if len(told) >= FEWEST else (),
        predictors=tuple(sorted(predictors, key=lambda one: -(one.right or 0.0))),
    )


def _predictor(name: str, rated: Sequence[tuple[float, bool]]) -> Predictor:
    pairs, right = right_pairs(rated)
    return Predictor(name, len(rated), pairs, right)
