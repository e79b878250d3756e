"""Several comparisons at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from improve.stats.errors import StatsError


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Adjusted p-values in the order given, and which of them stay at or below the level."""

    p: tuple[float, ...]
    kept: tuple[bool, ...]


def benjamini_hochberg(p_values: Sequence[float], level: float = 0.10) -> Adjusted:
    """Control of the false discovery rate: p_(i) m / i, made monotone from the largest down.

    Source: Benjamini and Hochberg 1995, JRSS B 57:289. Refuses p-values outside of 0..1 (`p_value`).
    """
    m = len(_checked(p_values))
    order = sorted(range(m), key=lambda i: p_values[i], reverse=True)
    adjusted = [0.0] * m
    smallest = 1.0
    for rank, index in zip(range(m, 0, -1), order, strict=True):
        smallest = min(smallest, p_values[index] * m / rank)
        adjusted[index] = smallest
    return Adjusted(tuple(adjusted), tuple(p <= level for p in adjusted))


def holm(p_values: Sequence[float], level: float = 0.05) -> Adjusted:
    """Control of the family-wise error: p_(i) (m - i + 1), made monotone from the smallest up (Holm 1979)."""
    m = len(_checked(p_values))
    adjusted = [0.0] * m
    largest = 0.0
    for rank, index in enumerate(sorted(range(m), key=lambda i: p_values[i])):
        largest = max(largest, min(1.0, p_values[index] * (m - rank)))
        adjusted[index] = largest
    return Adjusted(tuple(adjusted), tuple(p <= level for p in adjusted))


def _checked(p_values: Sequence[float]) -> Sequence[float]:
    if not all(0 <= p <= 1 for p in p_values):
        raise StatsError("p_value", "A p-value lies between 0 and 1.")
    return p_values
