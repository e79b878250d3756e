"""Net promoter score: the score, its interval, the change between two groups.

Sources: Reichheld 2003; Rocks 2016, "Interval estimation for the NPS", The American Statistician (variance,
adjusted Wald, score interval after Tango 1998). All scores, standard errors and bounds are points, -100..100.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from improve.stats.errors import StatsError
from improve.stats.intervals import Interval, finite_population_factor, p_greater, p_two_sided, two_sided_z
from improve.stats.weighting import kish_n

IntervalMethod = Literal["adjusted", "wald", "score"]
ADDED_DETRACTORS, ADDED_PASSIVES, ADDED_PROMOTERS = 0.75, 1.5, 0.75


@dataclass(frozen=True, slots=True)
class NpsScale:
    """Which answers count, and as what; `missing` are codes such as 11 = "no answer"."""

    minimum: float = 0
    maximum: float = 10
    detractor_max: float = 6
    promoter_min: float = 9
    missing: frozenset[float] = frozenset()

    def __post_init__(self) -> None:
        if not self.minimum <= self.detractor_max < self.promoter_min <= self.maximum:
            raise StatsError(
                "nps_scale",
                "The classes do not fit the scale: minimum <= detractor_max < promoter_min <= maximum.",
                minimum=self.minimum,
                maximum=self.maximum,
                detractor_max=self.detractor_max,
                promoter_min=self.promoter_min,
            )

    def classify(self, value: float) -> int | None:
        """1 promoter, 0 passive, -1 detractor, None for a missing code; refuses `outside_scale`."""
        if value in self.missing:
            return None
        if not self.minimum <= value <= self.maximum:
            raise StatsError(
                "outside_scale",
                f"{value:g} is not on the scale {self.minimum:g}-{self.maximum:g}.",
                value=value,
                minimum=self.minimum,
                maximum=self.maximum,
            )
        if value >= self.promoter_min:
            return 1
        return -1 if value <= self.detractor_max else 0


@dataclass(frozen=True, slots=True)
class NpsCounts:
    """Answers by class; fractions occur where answers carry weights."""

    promoters: float
    passives: float
    detractors: float

    def __post_init__(self) -> None:
        if any(not math.isfinite(c) or c < 0 for c in (self.promoters, self.passives, self.detractors)):
            raise StatsError("counts", "Counts are finite and not negative.")

    @property
    def n(self) -> float:
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float:
        """100 (r - d) / n; needs n > 0."""
        return 100 * (self.promoters - self.detractors) / self.n

    @property
    def variance(self) -> float:
        """(r + d)/n - ((r - d)/n)^2 on the scale -1..1 (ddof 0); needs n > 0."""
        mean = (self.promoters - self.detractors) / self.n
        return max(0.0, (self.promoters + self.detractors) / self.n - mean * mean)

    @property
    def se(self) -> float:
        """100 sqrt(V / n), in points; needs n > 0."""
        return 100 * math.sqrt(self.variance / self.n)

    def adjusted(self) -> NpsCounts:
        """With 0.75 detractor, 1.5 passive and 0.75 promoter added (Rocks 2016)."""
        return NpsCounts(
            self.promoters + ADDED_PROMOTERS,
            self.passives + ADDED_PASSIVES,
            self.detractors + ADDED_DETRACTORS,
        )


@dataclass(frozen=True, slots=True)
class Nps:
    """A score with its standard error and interval; everything that needs an answer is None without one.

    `n`, `promoters`, ... count answers; `effective` are the counts that carry the precision, equal to them
    without weights, scaled to Kish's effective n with weights.
    """

    n: int
    promoters: int
    passives: int
    detractors: int
    score: float | None
    variance: float | None
    se: float | None
    low: float | None
    high: float | None
    effective: NpsCounts
    method: IntervalMethod
    confidence: float

    @property
    def n_effective(self) -> float:
        return self.effective.n


@dataclass(frozen=True, slots=True)
class NpsChange:
    """After minus before. `difference` belongs to the interval (adjusted values unless Wald was asked for);
    `raw_difference` is that of the scores as shown."""

    difference: float
    raw_difference: float
    se: float
    low: float
    high: float
    p: float
    p_increase: float


def nps(
    promoters: int,
    passives: int,
    detractors: int,
    *,
    method: IntervalMethod = "adjusted",
    confidence: float = 0.95,
    population: int | None = None,
) -> Nps:
    """The score of counted answers.

    NPS = 100 (r - d)/n with n = valid answers only; SE = 100 sqrt(V/n), V = (r + d)/n - ((r - d)/n)^2, times
    the finite population factor when `population` is given. Without answers everything is None, never 0.
    """
    counts = NpsCounts(promoters, passives, detractors)
    return _scored(counts, (promoters, passives, detractors), method, confidence, population)


def nps_of(
    classes: Iterable[int],
    weights: Iterable[float] | None = None,
    *,
    method: IntervalMethod = "adjusted",
    confidence: float = 0.95,
) -> Nps:
    """The score of answers classified as 1, 0, -1, each with a weight if `weights` are given.

    Weighted NPS = 100 sum(w c) / sum(w); its precision is that of Kish's effective n = (sum w)^2 / sum w^2.
    Refuses negative or infinite weights (`weights`).
    """
    marks = list(classes)
    plain = (marks.count(1), marks.count(0), marks.count(-1))
    if weights is None:
        return nps(*plain, method=method, confidence=confidence)
    weight = list(weights)
    effective_n = kish_n(weight)
    total = math.fsum(weight)
    share = {
        mark: math.fsum(w for w, m in zip(weight, marks, strict=True) if m == mark) / total if total else 0.0
        for mark in (1, 0, -1)
    }
    counts = NpsCounts(*(effective_n * share[mark] for mark in (1, 0, -1)))
    return _scored(counts, plain, method, confidence, None)


def _scored(
    counts: NpsCounts,
    plain: tuple[int, int, int],
    method: IntervalMethod,
    confidence: float,
    population: int | None,
) -> Nps:
    two_sided_z(confidence)
    if counts.n == 0:
        return Nps(sum(plain), *plain, None, None, None, None, None, counts, method, confidence)
    factor = 1.0 if population is None else finite_population_factor(counts.n, population)
    interval = nps_interval(counts, method=method, confidence=confidence, factor=factor)
    return Nps(
        sum(plain),
        *plain,
        score=counts.score,
        variance=counts.variance,
        se=counts.se * factor,
        low=interval.low,
        high=interval.high,
        effective=counts,
        method=method,
        confidence=confidence,
    )


def nps_interval(
    counts: NpsCounts, *, method: IntervalMethod = "adjusted", confidence: float = 0.95, factor: float = 1.0
) -> Interval:
    """The interval of one score, clipped to -100..100; `factor` multiplies the SE (finite population).

    adjusted: Wald on d + 0.75, p + 1.5, r + 0.75; wald: score -+ z SE; score: `score_interval`.
    """
    if method == "score":
        return score_interval(counts, confidence=confidence)
    used = counts.adjusted() if method == "adjusted" else counts
    reach = two_sided_z(confidence) * used.se * factor
    return Interval(max(-100.0, used.score - reach), min(100.0, used.score + reach))


def score_interval(counts: NpsCounts, *, confidence: float = 0.95) -> Interval:
    """All differences d with |p_r - p_d - d| <= z sqrt((2 q + d - d^2)/n), q the constrained estimate of p_d.

    q = (sqrt(B^2 - 4AC) - B)/(2A), A = 2n, B = -D - R + (2n - R + D) d, C = -D d (1 - d), with D detractors
    and R promoters. Source: Tango 1998, Stat Med 17:891, as adapted by Rocks 2016.
    """
    z = two_sided_z(confidence)
    n, promoters, detractors = counts.n, counts.promoters, counts.detractors
    center = (promoters - detractors) / n

    def excess(delta: float) -> float:
        a = 2 * n
        b = -detractors - promoters + (2 * n - promoters + detractors) * delta
        c = -detractors * delta * (1 - delta)
        q = (math.sqrt(max(0.0, b * b - 4 * a * c)) - b) / (2 * a)
        return abs(center - delta) - z * math.sqrt(max(0.0, 2 * q + delta - delta * delta) / n)

    def bound(edge: float) -> float:
        if excess(edge) <= 0:
            return edge
        inside, outside = center, edge
        for _ in range(100):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if excess(middle) <= 0 else (inside, middle)
        return inside

    return Interval(100 * bound(-1.0), 100 * bound(1.0))


def nps_change(
    before: Nps, after: Nps, *, method: IntervalMethod = "adjusted", confidence: float = 0.95
) -> NpsChange | None:
    """After minus before for independent samples; None where one of them has no answers.

    Z = (N2 - N1)/sqrt(SE1^2 + SE2^2) on the adjusted values (on the raw ones for method "wald"; the score
    interval has no two-sample form, so "score" uses the adjusted values). p is two-sided, `p_increase` the
    one-sided p for "the score rose". Bounds are clipped to -200..200.
    """
    if before.score is None or after.score is None:
        return None
    first, second = before.effective, after.effective
    if method != "wald":
        first, second = first.adjusted(), second.adjusted()
    difference = second.score - first.score
    se = math.hypot(first.se, second.se)
    reach = two_sided_z(confidence) * se
    # Wald on two groups without any variation: no difference (0) or a certain one (infinite).
    without_variation = math.copysign(math.inf, difference) if difference else 0.0
    z = difference / se if se > 0 else without_variation
    return NpsChange(
        difference=difference,
        raw_difference=after.score - before.score,
        se=se,
        low=max(-200.0, difference - reach),
        high=min(200.0, difference + reach),
        p=p_two_sided(z),
        p_increase=p_greater(z),
    )
