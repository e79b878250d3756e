"""The lines of a chart, and what each chart type is computed from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from improve.stats.errors import StatsError
from improve.stats.series import Readings

D2: Final = 1.128
"""Mean range of two normal values with standard deviation 1."""

XMR_CONSTANT: Final = 2.66
"""3 / 1.128, rounded as in every table of constants."""

MR_LIMIT: Final = 3.267
"""Upper limit of moving ranges, as a multiple of their mean."""


@dataclass(frozen=True)
class Data:
    """Readings of one chart. `sizes` is empty where the type has none; `baseline` marks the periods that set the limits."""

    values: Readings
    sizes: Readings
    baseline: tuple[bool, ...]
    screen: bool
    constant: float

    def of_baseline(self, values: Sequence[float | None]) -> list[float | None]:
        """The series with holes where a period does not count for the limits."""
        return [v if use else None for v, use in zip(values, self.baseline, strict=True)]


def _as_drawn(value: float) -> float:
    return value


@dataclass(frozen=True)
class Lines:
    """Center and limits before clipping, on the scale of `values`; `drawn` takes them to the scale of the chart.

    `mean_range` is the mean moving range behind the limits and `screened` the number of ranges left out of it,
    for charts that use one. `plotted` are the values of the chart where they differ from `values`. `center` is None without readings, limits are None where nothing tells the scatter.
    """

    values: Readings
    center: float | None
    lower: Readings
    upper: Readings
    drawn: Callable[[float], float] = _as_drawn
    sigma_z: float | None = None
    mean_range: float | None = None
    screened: int | None = None
    plotted: Readings | None = None


def around(center: float, widths: Sequence[float | None]) -> tuple[Readings, Readings]:
    """Lower and upper limits at a distance from the center; None where the distance is unknown."""
    lower = tuple(None if w is None else center - w for w in widths)
    upper = tuple(None if w is None else center + w for w in widths)
    return lower, upper


def without_limits(values: Readings, center: float | None) -> Lines:
    """Lines of a series that cannot have limits."""
    nothing: Readings = (None,) * len(values)
    return Lines(values, center, nothing, nothing)


def refuse_negative(values: Readings, name: str) -> None:
    """Refuse a count, a waiting time or a share under 0, naming its place."""
    for index, value in enumerate(values, 1):
        if value is not None and value < 0:
            raise StatsError("negative", f"{name}[{index}] is negative", name=name, index=index, value=value)


def rates(values: Readings, sizes: Readings) -> Readings:
    """Value per unit of size, a hole where either is missing. Refuses sizes of 0 or less."""
    for index, size in enumerate(sizes, 1):
        if size is not None and not size > 0:
            raise StatsError("size_not_positive", f"sizes[{index}] is not above 0", index=index, value=size)
        if size is not None and size < 1e-100:
            raise StatsError("size_too_small", f"sizes[{index}] is under 1e-100", index=index, value=size)
    return tuple(None if v is None or s is None else v / s for v, s in zip(values, sizes, strict=True))
