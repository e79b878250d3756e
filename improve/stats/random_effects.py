"""Restricted maximum likelihood for y = mu + item + reviewer + e, both crossed effects random.

Everything is expressed with a = var(item)/var(e) and b = var(reviewer)/var(e) and the scaled effects
u = item / sqrt(a), v = reviewer / sqrt(b), so that a or b = 0 is an ordinary case. With N the count matrix and
n_i, n_j its margins, |V| = |I + L Z'Z L| is a product over items times the determinant of the Schur complement
S = I + b diag(n_j) - a b N' diag(1/(1 + a n_i)) N of size reviewers x reviewers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
# A ratio beyond this is a residual variance of practically zero: the model fits the ratings exactly.
LARGEST_RATIO = 1e6


@dataclass(frozen=True, slots=True)
class Ratings:
    """Codes 0..n-1 of item and reviewer beside the scores; every code occurs."""

    item: npt.NDArray[np.int64]
    reviewer: npt.NDArray[np.int64]
    score: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """Predictors of items and reviewers (deviations from `mu`) and what is needed to draw from their errors."""

    mu: float
    items: Floats
    reviewers: Floats
    variance_item: float
    variance_reviewer: float
    variance_residual: float
    _solution: _Solution
    _outer_root: Floats  # of the joint covariance of the scaled reviewers and mu

    def draw(self, generator: np.random.Generator, size: int) -> Floats:
        """`size` draws of the items' effects from the predictors' joint normal distribution: (size, items).

        Reviewers and mu come from their joint distribution, the items are independent given them.
        """
        s = self._solution
        outer = generator.standard_normal((size, len(self.reviewers) + 1)) @ self._outer_root.T
        inner = generator.standard_normal((size, len(self.items))) * np.sqrt(s.root_a**2 / s.d)
        shift = -(s.counts @ (outer[:, :-1] * s.root_b).T).T - outer[:, -1:] * s.n_item
        spread = np.sqrt(self.variance_residual)
        draws: Floats = self.items + spread * (inner + shift * (s.root_a**2 / s.d))
        return draws

    @property
    def standard_errors(self) -> Floats:
        """The standard deviation of each item's prediction error, as `draw` scatters: in score points.

        Var(u_i - predicted u_i) = var(e) (k_i + k_i^2 |c_i R|^2) with k_i = a / (1 + a n_i), c_i the counts of
        item i by reviewer (scaled) and n_i, and R the root of the outer covariance (Henderson 1975).
        """
        s = self._solution
        k = s.root_a**2 / s.d
        shared = s.counts @ (s.root_b * self._outer_root[:-1]) + np.outer(s.n_item, self._outer_root[-1])
        errors: Floats = np.sqrt(self.variance_residual * (k + k**2 * np.square(shared).sum(axis=1)))
        return errors


@dataclass(frozen=True, slots=True)
class _Solution:
    """The mixed model equations solved for one pair of ratios, with items absorbed."""

    counts: csr_array
    n_item: Floats
    root_a: float
    root_b: float
    d: Floats
    mu: float
    u: Floats
    v: Floats
    quadratic: float
    log_determinant: float
    lower: Floats


def fit(ratings: Ratings) -> Fit:
    """Variance components by REML and the predictors that follow from them.

    The profiled restricted likelihood is searched over both ratios on a logarithmic grid and then refined
    from the best cell; the edges a = 0 and b = 0 are candidates of their own.
    """
    # scipy is slow to load and only fitting needs its optimizer.
    from scipy.optimize import minimize  # noqa: PLC0415

    data = _Data.of(ratings)
    if data.total_squares <= 1e-12 * max(1.0, data.mean**2) * data.n:
        return _finished(data, 0.0, 0.0, degenerate=True)

    def deviance(ratios: Floats) -> float:
        solution = _solve(data, *np.clip(np.square(ratios), 0.0, LARGEST_RATIO))
        return _deviance(data, solution)

    # Optimizing over standard deviation ratios lets a variance reach 0 without a boundary.
    grid = np.array([0.0, 0.1, 0.3, 0.7, 1.5, 5.0, 50.0])
    starts = sorted((deviance(np.array([x, y])), x, y) for x in grid for y in grid)
    candidates = [(value, np.array([x, y])) for value, x, y in starts[:2]]
    for _, start in list(candidates):
        found = minimize(
            deviance,
            np.maximum(start, 0.05),
            method="Nelder-Mead",
            options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 600},
        )
        candidates.append((float(found.fun), np.abs(found.x)))
        for edge in ([0.0, found.x[1]], [found.x[0], 0.0], [0.0, 0.0]):
            candidates.append((deviance(np.abs(edge)), np.abs(np.asarray(edge))))
    # The simplest model among those that are equally good: a ratio of 1e-9 is a variance of 0.
    best = min(value for value, _ in candidates)
    near = [ratios for value, ratios in candidates if value <= best + 1e-9]
    ratios = min(near, key=lambda r: (int((r > 0).sum()), float(r.sum())))
    a, b = np.clip(np.square(ratios), 0.0, LARGEST_RATIO)
    return _finished(data, float(a), float(b))


@dataclass(frozen=True, slots=True)
class _Data:
    counts: csr_array
    item_sum: Floats
    reviewer_sum: Floats
    n_item: Floats
    n_reviewer: Floats
    n: int
    mean: float
    total_squares: float

    @classmethod
    def of(cls, ratings: Ratings) -> _Data:
        # scipy is slow to load and only fitting needs its sparse matrices.
        from scipy.sparse import csr_array  # noqa: PLC0415

        shape = (int(ratings.item.max()) + 1, int(ratings.reviewer.max()) + 1)
        ones = np.ones(len(ratings.score))
        counts = csr_array((ones, (ratings.item, ratings.reviewer)), shape=shape)
        mean = float(ratings.score.mean())
        centered = ratings.score - mean
        return cls(
            counts=counts,
            item_sum=np.asarray(np.bincount(ratings.item, centered, shape[0]), dtype=float),
            reviewer_sum=np.asarray(np.bincount(ratings.reviewer, centered, shape[1]), dtype=float),
            n_item=np.bincount(ratings.item, minlength=shape[0]).astype(float),
            n_reviewer=np.bincount(ratings.reviewer, minlength=shape[1]).astype(float),
            n=len(centered),
            mean=mean,
            total_squares=float(centered @ centered),
        )


def _solve(data: _Data, a: float, b: float) -> _Solution:
    """Henderson's equations in the scaled effects; scores are centered at their mean before."""
    # scipy is slow to load and only fitting needs its triangular solver.
    from scipy.linalg import cho_solve  # noqa: PLC0415

    root_a, root_b = float(np.sqrt(a)), float(np.sqrt(b))
    d = 1 + a * data.n_item
    absorbed = data.counts.multiply(1 / d[:, None]).tocsr()
    schur = np.diag(1 + b * data.n_reviewer) - a * b * (data.counts.T @ absorbed).toarray()
    cross = root_b * (data.n_reviewer - a * (absorbed.T @ data.n_item))
    corner = data.n - a * float(data.n_item @ (data.n_item / d))
    matrix = np.block([[schur, cross[:, None]], [cross[None, :], np.array([[corner]])]])
    right = np.append(
        root_b * (data.reviewer_sum - a * (absorbed.T @ data.item_sum)),
        -a * float(data.n_item @ (data.item_sum / d)),
    )
    lower = np.linalg.cholesky(matrix)
    outer = cho_solve((lower, True), right)
    v, mu = outer[:-1], float(outer[-1])
    u = root_a * (data.item_sum - root_b * (data.counts @ v) - data.n_item * mu) / d
    explained = float(u @ data.item_sum) * root_a + float(v @ data.reviewer_sum) * root_b
    return _Solution(
        counts=data.counts,
        n_item=data.n_item,
        root_a=root_a,
        root_b=root_b,
        d=d,
        mu=mu,
        u=u,
        v=v,
        quadratic=max(0.0, data.total_squares - explained),
        log_determinant=float(np.log(d).sum() + 2 * np.log(np.diag(lower)).sum()),
        lower=lower,
    )


def _deviance(data: _Data, solution: _Solution) -> float:
    """-2 log restricted likelihood with the residual variance profiled out, up to a constant."""
    floor = 1e-14 * data.total_squares
    return solution.log_determinant + (data.n - 1) * float(np.log(max(solution.quadratic, floor)))


def _finished(data: _Data, a: float, b: float, *, degenerate: bool = False) -> Fit:
    solution = _solve(data, a, b)
    residual = 0.0 if degenerate else solution.quadratic / (data.n - 1)
    outer_root: Floats = np.linalg.inv(solution.lower).T.astype(np.float64, copy=False)
    return Fit(
        mu=data.mean + solution.mu,
        items=solution.root_a * solution.u,
        reviewers=solution.root_b * solution.v,
        variance_item=a * residual,
        variance_reviewer=b * residual,
        variance_residual=residual,
        _solution=solution,
        _outer_root=outer_root,
    )
