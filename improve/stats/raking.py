"""Weights that meet several margins at once: iterative proportional fitting."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from improve.stats.errors import StatsError


@dataclass(frozen=True, slots=True)
class Raked:
    """A table fitted to its margins, and the weight of one answer in each cell (None where nobody answered)."""

    table: npt.NDArray[np.float64]
    weights: list[Any]
    rounds: int


def rake(
    sample: npt.ArrayLike,
    targets: Sequence[Sequence[float]],
    *,
    tolerance: float = 1e-10,
    rounds: int = 1000,
    trim: tuple[float, float] | None = None,
) -> Raked:
    """Iterative proportional fitting (Deming and Stephan 1940) of a table of counts to one margin per axis.

    `targets[a]` are the wanted totals along axis `a`, as counts or shares; all are normed to the sample size.
    `trim` bounds the weights relative to their mean of 1, for example (0.3, 3); trimmed tables no longer meet
    the margins exactly. Refuses margins of the wrong length (`margin`), a wanted margin where nobody answered
    (`empty_stratum`) and margins that cannot be met together (`raking`).
    """
    counts = np.asarray(sample, dtype=float)
    n = counts.sum()
    if len(targets) != counts.ndim or not np.isfinite(counts).all() or (counts < 0).any() or n <= 0:
        raise StatsError("margin", "Raking needs a table of counts and one margin for each of its axes.")
    margins = [_margin(np.asarray(target, dtype=float), counts, axis) for axis, target in enumerate(targets)]
    table = counts.copy()
    for done in range(1, rounds + 1):
        for axis, margin in enumerate(margins):
            sums = _along(table, axis)
            factor = np.divide(margin, sums, out=np.zeros_like(margin), where=sums > 0)
            table *= factor.reshape([-1 if a == axis else 1 for a in range(table.ndim)])
        worst = max(float(np.abs(_along(table, a) - m).max()) for a, m in enumerate(margins))
        if worst <= tolerance * n:
            weights = np.divide(table, counts, out=np.full_like(table, np.nan), where=counts > 0)
            if trim is not None:
                weights = np.clip(weights, *trim)
                table = np.where(counts > 0, weights * counts, 0.0)
            return Raked(table, _without_nan(weights), done)
    raise StatsError("raking", "These margins cannot be met together with the answers at hand.")


def _along(table: npt.NDArray[np.float64], axis: int) -> npt.NDArray[np.float64]:
    sums: npt.NDArray[np.float64] = table.sum(axis=tuple(a for a in range(table.ndim) if a != axis))
    return sums


def _margin(
    target: npt.NDArray[np.float64], counts: npt.NDArray[np.float64], axis: int
) -> npt.NDArray[np.float64]:
    total = target.sum()
    if (
        target.shape != (counts.shape[axis],)
        or not np.isfinite(target).all()
        or (target < 0).any()
        or total <= 0
    ):
        raise StatsError("margin", "A margin holds one figure, not negative, for each class.", axis=axis)
    if ((_along(counts, axis) == 0) & (target > 0)).any():
        raise StatsError("empty_stratum", "Nobody answered in a class that the margin wants.", axis=axis)
    scaled: npt.NDArray[np.float64] = target * (counts.sum() / total)
    return scaled


def _without_nan(weights: npt.NDArray[np.float64]) -> list[Any]:
    """Nested lists with None for cells in which nobody answered."""

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(v) for v in value]
        return None if math.isnan(value) else value

    return [plain(row) for row in weights.tolist()]
